"""A second spreadsheet engine: what it makes of a workbook, beside what the workbook says itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from tests.support.values import values_of

VERDICT = "A3"  # like Checks it counts formulas, of which Formulon 0.18 knows no range


def recalculated_again(path: Path) -> tuple[dict[str, object], dict[str, object]]:
    """By address, the cached value of every cell that shows something, and Formulon's."""
    formulon = pytest.importorskip("formulon")
    wasmtime = pytest.importorskip("wasmtime")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wasmtime, "Engine", partial(wasmtime.Engine, _compiling_quickly(wasmtime)))
        book = formulon.Workbook.load(path.read_bytes())
    book.recalc()
    shown: dict[str, object] = {}
    again: dict[str, object] = {}
    for place, (sheet, values) in enumerate(values_of(path).sheets.items()):
        for cell, value in values.items():
            if value == "" or sheet == "Checks" or cell == VERDICT:
                continue
            column, row = coordinate_to_tuple(cell)[::-1]
            shown[f"{sheet}!{cell}"] = value
            again[f"{sheet}!{cell}"] = _python(formulon, book.get_value(place, row - 1, column - 1))
    return shown, again


def _compiling_quickly(wasmtime: Any) -> Any:
    """Its megabytes are compiled anew by every process, which takes longer than all they then work out."""
    quickly = wasmtime.Config()
    quickly.cranelift_opt_level = "none"
    quickly.cranelift_flag_set("regalloc_algorithm", "single_pass")
    return quickly


def _python(formulon: object, value: object) -> object:
    kind = formulon.ValueKind  # type: ignore[attr-defined]
    by_kind = {kind.NUMBER: "number", kind.BOOL: "boolean", kind.TEXT: "text"}
    return getattr(value, by_kind.get(value.kind, "kind"))  # type: ignore[attr-defined]
