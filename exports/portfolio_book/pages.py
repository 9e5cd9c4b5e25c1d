"""What the pages of this workbook share: a table whose rows are deals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Page
from exports.workbook.writer.growing import bar
from exports.workbook.writer.text import height_of, wrapped
from roi.records import dataclass

HEAD_ROW = 4  # the first row under title, subtitle and check
MONEY, SHARE, MONTHS = "money", "percent", "months"
Kind = Literal["text", "money", "percent", "months", "ratio", "date", "integer", "place"]


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column of a table: what stands above it, how wide it is in characters, and what its cells hold."""

    title: str
    width: float
    kind: Kind = "text"


def widths(page: Page, columns: Sequence[BookColumn]) -> None:
    """Columns as wide as they want."""
    page.widths({place: column.width for place, column in enumerate(columns, start=1)})


def heads(page: Page, row: int, columns: Sequence[BookColumn], first: int = 1) -> None:
    """Titles of columns, from the column `first` on."""
    for place, column in enumerate(columns, start=first):
        side = "heading_side" if place > first else "heading"
        style = {"text": side, "date": "heading_centre", "place": "heading_centre"}.get(
            column.kind, "heading_right"
        )
        page.text(row, place, column.title, style=style)
    page.height(row, height_of((column.title, column.width - 2) for column in columns))


def sentence(page: Page, row: int, text: str, width: float, style: str = "label") -> int:
    """A sentence in as many rows as it takes; returns the row after it."""
    for line in wrapped(text, width):
        page.text(row, 1, line, style=style)
        row += 1
    return row


def section(page: Page, row: int, title: str, last: int) -> int:
    """A coloured heading over so many columns; returns the row after it."""
    bar(page, row, 1, last, title)
    return row + 1


def area(row: int, col: int, row2: int, col2: int) -> str:
    """`$B$3:$B$9`, on the page itself."""
    return f"${letters(col)}${row}:${letters(col2)}${row2}"


def cell(row: int, col: int) -> str:
    """`$B$3`, on the page itself."""
    return f"${letters(col)}${row}"
