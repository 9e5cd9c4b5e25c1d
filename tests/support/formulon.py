"""A second spreadsheet engine: what it makes of a workbook, beside what the workbook says itself."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.support.workbooks import present

HEAD = (3, 1)  # the verdict; like Checks it counts formulas, of which Formulon 0.18 knows no range


def recalculated_again(path: Path) -> tuple[dict[str, object], dict[str, object]]:
    """By address, the cached value of every cell that shows something, and Formulon's."""
    formulon = pytest.importorskip("formulon")
    book = formulon.Workbook.load(path.read_bytes())
    book.recalc()
    cached = openpyxl.load_workbook(path, data_only=True)
    shown: dict[str, object] = {}
    found: dict[str, object] = {}
    for place, sheet in enumerate(cached.sheetnames):
        for cell in present(cached[sheet]):
            if cell.value in (None, "") or isinstance(cell.value, datetime.datetime):
                continue
            if sheet == "Checks" or (cell.row, cell.column) == HEAD:
                continue
            address = f"{sheet}!{cell.coordinate}"
            shown[address] = cell.value
            found[address] = _python(formulon, book.get_value(place, cell.row - 1, cell.column - 1))
    return shown, found


def _python(formulon: object, value: object) -> object:
    kind = formulon.ValueKind  # type: ignore[attr-defined]
    by_kind = {kind.NUMBER: "number", kind.BOOL: "boolean", kind.TEXT: "text"}
    return getattr(value, by_kind.get(value.kind, "kind"))  # type: ignore[attr-defined]
