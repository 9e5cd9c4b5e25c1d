"""What the command line calls the settings of a request and the things the program does."""

from __future__ import annotations

import os
from collections.abc import Iterable

from roi.errors import Command, Setting

# What is no option is named by its position, as the help of the commands writes it; `with` is no name in Python.
_NAMES = {"input": "INPUT", "name": "NAME", "words": "WORDS", "case": "CASE", "down": "--with"}


def as_option(part: Setting | Command) -> str:
    """`--draws 4096`, or `roi drivers` in quotes: where it is wrong as well as where it mends."""
    if isinstance(part, Command):
        return str(part)
    option = _NAMES.get(part.name) or f"--{part.name.replace('_', '-')}"
    return f"{option} {part.value}".rstrip()


def as_typed(words: Iterable[object]) -> str:
    """A command as a shell takes it for these words: names with spaces in quotes."""
    texts = [str(word) for word in words]
    if os.name == "nt":
        import subprocess  # where something is to be typed

        return subprocess.list2cmdline(texts)
    import shlex

    return shlex.join(texts)


def as_file(name: object) -> str:
    """A file by a name that no command takes for an option."""
    text = str(name)
    return os.path.join(os.curdir, text) if text.startswith("-") else text
