"""The few choices of looks that all views share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import copy

from rich import box as boxes
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Column, Table
from rich.text import Text

_NAME = 12  # columns of a name that gives way to figures
_WIDEST = 10_000  # columns, more than any table has
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


class WholeTable(Table):
    """A table that leaves its last figures out, and says so, before it cuts one: `2.6` is not `2.6 %`."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of the table, of as many of its columns as have room."""
        shown, left_out = copy(self), list[str]()
        shown.columns = [copy(column) for column in self.columns]
        if shown._needed(console, options) > options.max_width:
            for column in shown.columns:  # names give way before figures do
                if not _is_whole(column):
                    column.no_wrap, column.overflow = False, "fold"
        while shown._needed(console, options, _NAME) > options.max_width:
            whole = [place for place, column in enumerate(shown.columns) if _is_whole(column)]
            if len(whole) < 2:
                break
            left_out.insert(0, str(shown.columns.pop(whole[-1]).header))
        if left_out:
            note = f"No room for {', '.join(left_out)}."
            shown.caption = f"{note} {self.caption}" if self.caption else note
            shown.caption_justify = "left"
        yield from Table.__rich_console__(shown, console, options)

    def _needed(self, console: Console, options: ConsoleOptions, name: int = _WIDEST) -> int:
        """Columns of the terminal that it takes, figures whole and each name in so many at most."""
        wide = options.update(max_width=_WIDEST)
        most = ((column, self._measure_column(console, wide, column).maximum) for column in self.columns)
        return self._extra_width + sum(
            width if _is_whole(column) else max(column.min_width or 0, min(name, width))
            for column, width in most
        )


def _is_whole(column: Column) -> bool:
    """Whether it holds figures, each of which stands on a line."""
    return column.no_wrap and column.justify == "right"


def titled(title: str, *columns: Column | str, close: bool = False) -> Table:
    """A table below its title, without rows yet; `close`: with less air between its columns."""
    padding = (0, 1, 0, 0) if close else (0, 1)
    return WholeTable(*columns, box=box(), title=heading(title), title_justify="left", padding=padding)


def figures(*heads: str, no_wrap: bool = True) -> Iterator[Column]:
    """Columns of figures, which end below each other."""
    return (Column(head, justify="right", no_wrap=no_wrap) for head in heads)


def signed(text: str, value: float) -> Text:
    """Losses in red; the minus sign tells it without colour."""
    return Text(text, style="red" if math.isfinite(value) and value < 0 else "")
