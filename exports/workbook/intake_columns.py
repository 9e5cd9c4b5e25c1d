"""The columns of the sheet of questions, and the page under construction."""

from __future__ import annotations

from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import bar
from roi.records import dataclass

QUESTION, WANTED, UNIT, EXAMPLE, LOW, LIKELY, HIGH, STATE, NOTE, EVIDENCE = range(1, 11)
COLUMNS = {
    QUESTION: ("Question", 44), WANTED: ("Figure wanted", 30), UNIT: ("Unit", 19), EXAMPLE: ("Written like", 11),
    LOW: ("Low", 13), LIKELY: ("Likely", 13), HIGH: ("High", 13), STATE: ("State", 17), NOTE: ("Your note", 34),
    EVIDENCE: ("Our evidence", 34),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IntakeSheet:
    """The page under construction and what stands on it."""

    book: Book
    page: Page
    last_column: int


def section(sheet: IntakeSheet, row: int, heading: str) -> None:
    """A heading across all columns."""
    bar(sheet.page, row, QUESTION, sheet.last_column, heading)


def width(column: int) -> float:
    """Of a column, in characters."""
    return COLUMNS[column][1]
