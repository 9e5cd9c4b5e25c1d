"""Where the tables beneath the Results stand while they are written."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.coordinates import letters
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.layout import Cells, Subject
from exports.workbook.trials.places import TrialsPlaces
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from roi.records import dataclass

LABEL, FIRST = 1, 3
MONEY = "formula money"


@dataclass(slots=True)
class ResultsArea:
    """Where the tables go."""

    book: Book
    page: Page
    subject: Subject
    inputs: InputsPlaces
    trials: TrialsPlaces
    row: int

    def title(self, text: str) -> None:
        """A coloured heading."""
        for col in range(LABEL, FIRST + 9):
            self.page.blank(self.row, col, "section")
        self.page.put(self.row, LABEL, text, style="section")
        self.row += 1

    def heads(self, texts: Mapping[int, str]) -> None:
        """Column headings."""
        for col, text in texts.items():
            self.page.put(self.row, col, text, style="heading" if col == LABEL else "heading_right")
        self.row += 1

    def put(self, row: int, col: int, formula: str, value: Value, style: str = MONEY) -> str:
        """A formula; returns its absolute address on the page."""
        self.page.put(row, col, f"={formula}", value=value, style=style)
        return f"${letters(col)}${row}"

    def column(self, col: int, first: int, last: int) -> Cells:
        """Cells of a column."""
        return Cells(self.page.title, first, col, last, col)
