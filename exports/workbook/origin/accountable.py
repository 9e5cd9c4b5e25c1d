"""Who answers for the lines of a workbook with a model: on its hidden sheet, so that the file brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.workbook.questions import WHO, who_name
from exports.workbook.writer.book import Book, Page
from roi.accountability import Accountability, check_accountability
from roi.errors import Place
from roi.model import Model, ModelLine

if TYPE_CHECKING:
    from exports.workbook.archive.cells import Named

_KEYS = ("owner", "account", "reviews")


def write_accountability(book: Book, page: Page, model: Model) -> None:
    """A row a line that somebody answers for, beneath all else on the hidden sheet."""
    row = page.last_row + 2
    for line in model.lines:
        entry = _of(line)
        if entry:
            page.text(row, 1, f"{WHO}{line.id}")
            days = " ".join(map(str, entry.reviews))
            for col, (key, text) in enumerate(
                zip(_KEYS, (entry.owner, entry.account, days), strict=True), start=2
            ):
                page.text(row, col, text)
                book.define(who_name(line, key), page, row, col)
            row += 1


def told_accountability(named: Named, model: Model, file: str) -> dict[str, Accountability]:
    """What the workbook was written with, where it is not as the case has it.

    Raises:
        RoiError: the hidden sheet was changed.
    """
    entries = {}
    for line in model.lines:
        texts = [cell.value if (cell := named.cells.get(who_name(line, key))) else "" for key in _KEYS]
        days = tuple(int(day) for day in texts[2].split() if day.isascii() and day.isdigit() and len(day) < 6)
        entry = Accountability(texts[0], texts[1], days)
        if entry and entry != _of(line):
            check_accountability(entry, Place(file, f"[lines.{line.id}]"))
            entries[line.id] = entry
    return entries


def _of(line: ModelLine) -> Accountability:
    return Accountability(line.spec.owner, line.spec.account, line.spec.reviews)
