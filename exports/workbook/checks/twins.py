"""Figures that a reader takes from a sheet, worked out again on Checks: a formula that was changed shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exports.workbook.checks.seals import FIRST_ROW
from exports.workbook.writer.book import Page
from roi.records import dataclass

# Texts, then words, which may name a sheet and its cells or a function, then cells of the sheet itself.
_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_PARTS = re.compile(
    rf"""\"(?:[^"]|"")*"|(?:'[^']*'|[A-Za-z_][\w.]*)!{_CELL}(?::{_CELL})?|({_CELL}(?::{_CELL})?)(?![\w.(])|[\w.$]+"""
)


@dataclass(frozen=True, slots=True)
class Twin:
    """A cell, and its formula as another sheet writes it, without `=`."""

    cell: str
    formula: str


def twins_of(page: Page, last_col: int, last_row: int | None = None) -> Iterator[Twin]:
    """Every formula of the page up to a column and a row, but those of its head and of arrays."""
    last_row = last_row or page.last_row
    for row, col in sorted(page.cells):
        cell = page.cells[row, col]
        if FIRST_ROW <= row <= last_row and col <= last_col and cell.value is not None and not cell.array:
            yield Twin(page.at(row, col), elsewhere(str(cell.content), page.title))


def elsewhere(formula: str, sheet: str) -> str:
    """A formula of a sheet as it reads on another: cells without a sheet get theirs."""
    return _PARTS.sub(
        lambda match: f"{sheet}!{match[1]}" if match[1] else match[0], formula.removeprefix("=")
    )


def last_printed(page: Page) -> int:
    """The last column that is printed."""
    from openpyxl.utils import range_boundaries

    areas = str(page.worksheet.print_area).replace("$", "").split(",")
    columns = [range_boundaries(area.rpartition("!")[2])[2] for area in areas if area]
    return max((int(column) for column in columns if column), default=page.last_col)
