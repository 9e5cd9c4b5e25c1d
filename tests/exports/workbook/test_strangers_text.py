"""Texts of a case are texts in every cell, whatever they begin with or look like."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path

import openpyxl

import cases
import roi
from exports.workbook.write import workbook
from tests.exports.conftest import SMALL

LIKE_A_FORMULA = ("=A", "=HYPERLINK('x')", "+1", "-1", "@SUM(A1)", "#REF!", "#N/A", "TRUE", "1e9", "{=A1}")
_TEXTS = re.compile(r'^(title|label|group|note|summary|publisher|sector|text|ask) = "[^"]*"', re.MULTILINE)


def _case(folder: Path, *, harmless: bool) -> Path:
    """Every text of the small case in turn one of those above, or as many letters."""
    folder.mkdir()
    texts = cycle(enumerate(LIKE_A_FORMULA))

    def put(found: re.Match[str]) -> str:
        place, text = next(texts)
        return f'{found[1]} = "{"klmnopqrst"[place] * len(text) if harmless else text}"'

    (folder / "case.toml").write_text(_TEXTS.sub(put, SMALL.read_text(encoding="utf-8")), encoding="utf-8")
    return folder / "case.toml"


def test_no_text_becomes_a_formula_or_an_error(tmp_path: Path) -> None:
    """The cells with a formula are those of the same case with harmless words."""
    found, shown = [], []
    for harmless in (False, True):
        run = roi.simulate(cases.load(_case(tmp_path / str(harmless), harmless=harmless)), draws=64, seed=1)
        target = tmp_path / f"{harmless}.xlsx"
        words = "xx" if harmless else "=A"
        workbook(run, target, trials=16, prospect=words, prepared_by=words, estimate_text=words)
        cells = [
            (f"{sheet.title}!{cell.coordinate}", cell)
            for sheet in openpyxl.load_workbook(target)
            for row in sheet.iter_rows()
            for cell in row
        ]
        found.append({address: cell.data_type for address, cell in cells if cell.data_type in ("f", "e")})
        shown.append([cell.value for _, cell in cells])
    assert found[0] == found[1]
    assert set(LIKE_A_FORMULA) <= set(shown[0])
