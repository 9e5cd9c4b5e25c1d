"""A sheet while it grows, a row after the other, and the rows that every sheet has."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import field
from typing import ClassVar

from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from roi.records import dataclass


def bar(page: Page, row: int, first: int, last: int, text: str = "", style: str = "section") -> None:
    """A coloured row across columns, with a text in the first of them."""
    for col in range(first, last + 1):
        page.blank(row, col, style)
    page.text(row, first, text, style=style)


def headings(page: Page, row: int, texts: Mapping[int, str], right: Container[int] = ()) -> None:
    """Headings by column; `right`: those of figures."""
    for col, text in texts.items():
        page.text(row, col, text, style="heading_right" if col in right else "heading")


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
