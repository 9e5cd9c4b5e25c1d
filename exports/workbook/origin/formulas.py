"""Which cells hold formulas, listed on the hidden sheet of every workbook with a model.

Many trials are left to the seals on Checks: nothing of theirs is read back, and other programs write out in full
what they share.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from exports.workbook.coordinates import letters
from exports.workbook.layout import ARGUMENT
from exports.workbook.writer.book import Book, Page

FORMULAS = "formulas_"


def write_formulas(book: Book, page: Page, row: int, leave: tuple[str, ...]) -> None:
    """List on the hidden sheet which cells of every other sheet hold a formula.

    Not those of arguments of inputs: a number that is typed there is read.

    Args:
        row: the first that is free.
        leave: sheets that are not listed.
    """
    arguments = [where for name, where in book.names.items() if name.startswith(ARGUMENT)]
    for number, (title, sheet) in enumerate(book.pages.items()):
        sheet_of = sheet.at(1, 1).removesuffix("$A$1")
        typed = {where for where in arguments if where.startswith(sheet_of)}
        areas = " ".join(_areas(sheet, typed)) if title not in leave and sheet is not page else ""
        if areas:
            page.text(row, 1, title)
            page.text(row, 2, f"{title}: {areas}")
            book.define(f"{FORMULAS}{number}", page, row, 2)
            row += 1


def _areas(page: Page, arguments: Set[str]) -> Iterator[str]:
    rows: dict[int, list[int]] = {}
    for (row, col), cell in page.cells.items():
        if cell.value is not None and not (arguments and page.at(row, col) in arguments):
            rows.setdefault(col, []).append(row)
    runs = {col: tuple(_runs(sorted(columns))) for col, columns in sorted(rows.items())}
    first = 0
    for col, run in runs.items():
        first = first if first and runs.get(col - 1) == run else col
        if runs.get(col + 1) != run:
            for top, bottom in run:
                yield f"{letters(first)}{top}:{letters(col)}{bottom}"
            first = 0


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    start = before = rows[0]
    for row in rows[1:]:
        if row != before + 1:
            yield start, before
            start = row
        before = row
    yield start, before
