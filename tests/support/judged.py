"""Some pages of a workbook against what LibreOffice works out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

from tests.support.workbooks import cells, compared

TOLERANCE = 1e-9  # relative; formulas and engine add in another order, a few hundred terms at most


def differences(path: Path, worked_out: Workbook, pages: Iterable[str] = ()) -> tuple[str, ...]:
    """Cells that do not hold what LibreOffice gives, in words; of all pages, or of those named.

    Args:
        path: the file as it was written.
        worked_out: `recalculated(path)`.
        pages: titles.
    """
    chosen = tuple(pages)

    def shown(book: Workbook) -> dict[str, object]:
        found = dict(cells(book))
        return {at: value for at, value in found.items() if not chosen or at.partition("!")[0] in chosen}

    cached = openpyxl.load_workbook(path, data_only=True)
    return compared(shown(cached), shown(worked_out), TOLERANCE).wrong
