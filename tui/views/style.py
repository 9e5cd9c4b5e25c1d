"""The few choices of looks that all views share."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich import box as boxes
from rich.table import Column, Table
from rich.text import Text

GRADE_STYLE = {
    "measured": "green",
    "survey": "green",
    "customer": "green",
    "analyst": "yellow",
    "vendor": "yellow",
    "report": "yellow",
    "seller": "yellow",
    "implied": "magenta",
    "judgement": "magenta",
}
VERDICT_STYLE = {
    "reconciles": "green",
    "nearly": "green",
    "contradicts": "red",
    "implausible": "red",
    "cannot be checked": "yellow",
    "bound": "cyan",
}


def box() -> boxes.Box:
    """Light lines that survive a paste into an e-mail."""
    return boxes.SIMPLE_HEAD


def heading(text: str) -> Text:
    """A table's title."""
    return Text(text, style="bold")


def titled(title: str, *columns: Column | str, close: bool = False) -> Table:
    """A table below its title, without rows yet; `close`: with less air between its columns."""
    padding = (0, 1, 0, 0) if close else (0, 1)
    return Table(*columns, box=box(), title=heading(title), title_justify="left", padding=padding)


def figures(*heads: str, no_wrap: bool = True) -> Iterator[Column]:
    """Columns of figures, which end below each other."""
    return (Column(head, justify="right", no_wrap=no_wrap) for head in heads)


def signed(text: str, value: float) -> Text:
    """Losses in red; the minus sign tells it without colour."""
    return Text(text, style="red" if math.isfinite(value) and value < 0 else "")
