"""The Inputs sheet says of which typed values the engine would learn, and the sheet cannot."""

from __future__ import annotations

from pathlib import Path

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.coordinates import letters
from exports.workbook.inputs import columns as at
from exports.workbook.inputs.conversions import constants
from exports.workbook.inputs.ranges import likely_formula, range_of
from exports.workbook.write import workbook
from exports.workbook.writer.text import height_of_notes
from roi.model import resolve
from tests.exports.conftest import SMALL
from tests.support.workbooks import with_formulas


def test_a_correlated_fact_says_that_it_is_set_here_and_learnt_there(tmp_path: Path) -> None:
    run = roi.simulate(cases.load(SMALL), draws=64, seed=1)
    workbook(run, tmp_path / "a.xlsx", DocumentRequest(trials=16))
    book = with_formulas(tmp_path / "a.xlsx", "Inputs")
    correlated = {name for pair in run.model.correlations for name in pair.between}
    shown = {}
    for item in run.model.inputs:
        _, cell = next(iter(book.defined_names[f"your_{item.id}"].destinations))
        row = book["Inputs"][book["Inputs"][cell.replace("$", "")].row]
        shown[item.id] = any("learnt from when roi reads" in str(part.value) for part in row)
    assert shown == {item.id: item.id in correlated and not item.spec.lever for item in run.model.inputs}
    assert any(shown.values())
    assert not all(shown.values())


def test_a_likely_value_beside_a_range_has_a_cell_of_its_own_wherever_it_comes_from() -> None:
    """A region moves likely values with their ranges: the base case is at them and not at the middle."""
    model = resolve(cases.load("bank-chatbot"), region="UK")
    moved = [item for item in model.inputs if item.layer == "region" and item.spec.likely is not None]
    assert moved
    for item in moved:
        row = range_of(item)
        assert "likely" not in row.columns.values(), item.id
        assert likely_formula(row) is None, item.id


def test_what_a_conversion_feeds_has_room_in_its_row(tmp_path: Path) -> None:
    run = roi.simulate(cases.load("service-desk"), draws=64, seed=1, currency="EUR")
    workbook(run, tmp_path / "a.xlsx", DocumentRequest(trials=16))
    sheet = with_formulas(tmp_path / "a.xlsx", "Inputs")["Inputs"]
    rows = {each.label: each for each in constants(run.model)}
    seen = 0
    for cell, words in zip(sheet["A"], sheet[letters(at.WORDS)], strict=True):
        if cell.value in rows:
            seen += 1
            texts = [(str(words.value), at.WIDTHS[at.WORDS])]
            assert (sheet.row_dimensions[cell.row].height or 0) >= height_of_notes([], texts)
    assert seen == len(rows) > 2
