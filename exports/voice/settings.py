"""What a document calls the settings of a request and the commands: its reader has neither keys nor options."""

from __future__ import annotations

from roi.errors import Command, Setting

_LABELS = {
    "set": "",
    "answer": "",
    "overrides": "",
    "metrics": "metric",
    "at": "statistic",
    "down": "second input",
}


def in_words(part: Setting | Command) -> str:
    """`4096 draws`, `preset lean`, or the command in quotes."""
    if isinstance(part, Command):
        return str(part)
    label = _LABELS.get(part.name, part.name.replace("_", " "))
    return f"{part.value} {label}".strip() if part.value.isdigit() else f"{label} {part.value}".strip()
