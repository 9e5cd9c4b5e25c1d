"""Texts of a case are texts in every cell, whatever they begin with or look like."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path

import pytest

import cases
import roi
from exports.archive.opening import opened
from exports.story.contents import DocumentRequest
from exports.workbook.archive.cells import read_named
from exports.workbook.write import workbook
from exports.workbook.xstring import in_formula, read_xstring, xstring
from tests.exports.conftest import SMALL
from tests.support.libreoffice import saved_again
from tests.support.values import values_of
from tests.support.workbooks import present, with_formulas

LIKE_A_FORMULA = ("=A", "=HYPERLINK('x')", "+1", "-1", "@SUM(A1)", "#REF!", "#N/A", "TRUE", "1e9", "{=A1}")
CODED = "_x0041_ 7"
_TEXTS = re.compile(r'^(title|label|group|note|summary|publisher|sector|text|ask) = "[^"]*"', re.MULTILINE)


def _case(folder: Path, *, harmless: bool) -> Path:
    """Every text of the small case in turn one of those above, or as many letters."""
    folder.mkdir()
    texts = cycle(enumerate(LIKE_A_FORMULA))

    def put(match: re.Match[str]) -> str:
        place, text = next(texts)
        return f'{match[1]} = "{"klmnopqrst"[place] * len(text) if harmless else text}"'

    (folder / "case.toml").write_text(_TEXTS.sub(put, SMALL.read_text(encoding="utf-8")), encoding="utf-8")
    return folder / "case.toml"


def test_no_text_becomes_a_formula_or_an_error(tmp_path: Path) -> None:
    """The cells with a formula are those of the same case with harmless words."""
    kinds, shown = [], []
    for harmless in (False, True):
        run = roi.simulate(cases.load(_case(tmp_path / str(harmless), harmless=harmless)), draws=64, seed=1)
        target = tmp_path / f"{harmless}.xlsx"
        words = "xx" if harmless else "=A"
        workbook(
            run, target, DocumentRequest(trials=16, prospect=words, prepared_by=words, estimate_text=words)
        )
        cells = [
            (f"{sheet.title}!{cell.coordinate}", cell)
            for sheet in with_formulas(target)
            for cell in present(sheet)
        ]
        kinds.append({address: cell.data_type for address, cell in cells if cell.data_type in ("f", "e")})
        shown.append([cell.value for _, cell in cells])
    assert kinds[0] == kinds[1]
    assert set(LIKE_A_FORMULA) <= set(shown[0])


@pytest.mark.libreoffice
def test_codes_of_the_format_are_read_as_they_were_typed(tmp_path: Path) -> None:
    """`_x0041_` in a part is the letter A: texts, results of formulas and names hold it escaped."""
    text = SMALL.read_text(encoding="utf-8")
    label = re.search(r'^label = "([^"]*)"', text, re.MULTILINE)
    assert label is not None
    text = text.replace(label[1], f"{CODED}{label[1]}")
    text = re.sub(r"\bwage\b", "x0041_wage", text)
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    target = tmp_path / "book.xlsx"
    run = roi.simulate(cases.load(tmp_path / "case.toml"), draws=64, seed=1)
    workbook(run, target, DocumentRequest(trials=16, prospect=CODED))
    again = saved_again(target, tmp_path)
    for path in (target, again):
        with opened(path) as package:
            named = read_named(package, lambda name: name in ("meta_prospect", "your_x0041_wage"))
        assert named.cells.keys() == {"meta_prospect", "your_x0041_wage"}
        assert named.cells["meta_prospect"].value == CODED
    values = values_of(again)
    assert not values.errors()
    shown = [read_xstring(value) for _, value in values.cells() if isinstance(value, str)]
    assert sum(CODED in value for value in shown) > 5
    assert not any("005F" in value or value.startswith("A 7") for value in shown)
    assert any(CODED in read_xstring(str(value)) for value in values.sheets["Summary"].values())


@pytest.mark.parametrize(
    "text", ["_x0041_", "_x005F_x0041_", "a_x000D_b_x0009_", "_x12_", "x0041_", "_xZZZZ_"]
)
def test_what_is_written_so_is_read_as_it_was(text: str) -> None:
    assert read_xstring(xstring(text)) == text
    assert in_formula(f'=LEN("{text}")').replace('"&"', "") == f'=LEN("{text}")'
