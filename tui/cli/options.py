"""What the command line calls the settings of a request and the things the program does."""

from __future__ import annotations

from roi.errors import Command, Setting

# What is no option is named by its position, as the help of the commands writes it; `with` is no name in Python.
_NAMES = {"input": "INPUT", "name": "NAME", "words": "WORDS", "case": "CASE", "down": "--with"}


def as_option(part: Setting | Command) -> str:
    """`--draws 4096`, or `roi drivers` in quotes: where it is wrong as well as where it mends."""
    if isinstance(part, Command):
        return str(part)
    option = _NAMES.get(part.name) or f"--{part.name.replace('_', '-')}"
    return f"{option} {part.value}".rstrip()
