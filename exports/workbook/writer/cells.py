"""A cell of a page before it is written."""

from __future__ import annotations

from typing import NamedTuple

from exports.workbook.writer.styles import Style
from roi.text import plain

Value = float | str | bool
LONGEST_TEXT = 32_767  # characters of a cell


def plain_text(content: str) -> str:
    """A text as a cell or a property may hold it: nothing but text, and no longer than a cell is."""
    return plain(content, LONGEST_TEXT)


class Cell(NamedTuple):
    """Of a page.

    Attributes:
        content: a number, a text, or a formula with `=`; None where the cell is blank.  `=` alone: the formula of a
            cell to its left.
        value: what the formula is worth now; None of what is no formula.
        array: whether the formula is worked out as an array.
        shared: the attributes of the formula's element where cells share it.
    """

    content: float | str | None
    style: Style
    value: Value | None = None
    array: bool = False
    shared: str = ""

    @property
    def worth(self) -> Value:
        """What is shown: "" of a blank."""
        shown = self.content if self.value is None else self.value
        return "" if shown is None else shown
