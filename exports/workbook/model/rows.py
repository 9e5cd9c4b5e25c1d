"""The Model sheet while it grows, a row after the other."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from exports.workbook.layout import MONTHS, Constants, Subject
from exports.workbook.model import refs as at
from exports.workbook.model.refs import ModelRefs
from exports.workbook.writer.book import Book, Page
from roi.arrays import Array
from roi.records import dataclass


@dataclass(slots=True)
class ModelSheet:
    """The page while it grows: row and money by month 0 … 120 of each paid line (`flows`, by id) and each total.

    Two tables, because a line may be called as a total is.  `factors`: the discount factors of months 0 … 120.
    """

    book: Book
    page: Page
    subject: Subject
    constants: Constants
    refs: ModelRefs
    factors: Array
    row: int = at.FIRST_ROW
    flows: dict[str, tuple[int, Array]] = field(default_factory=dict)
    totals: dict[str, tuple[int, Array]] = field(default_factory=dict)


def section(sheet: ModelSheet, title: str) -> None:
    """A coloured heading across the page."""
    for col in range(at.LABEL, at.LAST_MONTH + 1):
        sheet.page.blank(sheet.row, col, "section")
    sheet.page.put(sheet.row, at.LABEL, title, style="section")
    sheet.row += 1


def padded(values: Array) -> Array:
    """Months 0 … horizon, then zeros to month 120."""
    return np.concatenate([values, np.zeros(MONTHS + 1 - len(values))])


def months(
    sheet: ModelSheet, row: int, formula: str, values: Array, form: str = "", style: str = "formula"
) -> None:
    """One formula over months 0 … 120; `HERE` in it is the column."""
    sheet.page.across(row, at.MONTH_0, f"={formula}", values, style=style, form=form)
