"""A sheet while it grows, a row after the other, and the rows that every sheet has."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import field
from typing import ClassVar

from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from roi.records import dataclass

LABEL, UNIT = 1, 2  # columns of every such sheet


def bar(page: Page, row: int, first: int, last: int, text: str = "", style: str = "section") -> None:
    """A coloured row across columns, with a text in the first of them."""
    for col in range(first, last + 1):
        page.blank(row, col, style)
    page.text(row, first, text, style=style)


def headings(
    page: Page, row: int, texts: Mapping[int, str], right: Container[int] = (), side: Container[int] = ()
) -> None:
    """Headings by column; `right`: those of figures, `side`: those of texts beside figures."""
    for col, text in texts.items():
        end = "_right" if col in right else "_side" if col in side else ""
        page.text(row, col, text, style=f"heading{end}")


@dataclass(slots=True)
class GrowingSheet:
    """The page, and its next free row; the columns that its coloured headings cross."""

    COLUMNS: ClassVar[tuple[int, int]]
    page: Page
    subject: Subject
    row: int = field(default=5, kw_only=True)

    @property
    def book(self) -> Book:
        """The workbook of the page."""
        return self.page.book

    def section(self, title: str) -> None:
        """A coloured heading."""
        bar(self.page, self.row, *self.COLUMNS, title)
        self.row += 1

    def label(self, text: str, unit: str = "", *, bold: bool = False) -> None:
        """What the row at hand is, and its unit, which is the currency unless said."""
        self.page.text(self.row, LABEL, text, style="label_bold" if bold else "label_indent")
        self.page.text(self.row, UNIT, unit or self.subject.model.currency, style="unit")
