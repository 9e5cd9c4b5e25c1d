"""What a workbook says of itself against what LibreOffice works out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

TOLERANCE = 1e-9  # relative; formulas and engine add in another order, a few hundred terms at most


def differences(path: Path, worked_out: Workbook, pages: Iterable[str] = ()) -> Iterator[str]:
    """Formulas whose cached value is not what LibreOffice gives, in words; of all pages, or of those named.

    Args:
        path: the file as it was written.
        worked_out: `recalculated(path)`.
        pages: titles.
    """
    formulas, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for title in pages or formulas.sheetnames:
        for row in formulas[title].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = cached[title][cell.coordinate].value
                    found = worked_out[title][cell.coordinate].value
                    if not _same(value, found):
                        yield f"{title}!{cell.coordinate}: {value!r}, LibreOffice {found!r}: {cell.value}"


def _same(value: object, found: object) -> bool:
    if value in (None, "") or isinstance(value, str | bool):
        return found == value or (value in (None, "") and found in (None, ""))
    if not isinstance(found, int | float) or isinstance(found, bool):
        return False
    assert isinstance(value, int | float)
    return abs(found - value) <= TOLERANCE * max(abs(value), 1e-6)
