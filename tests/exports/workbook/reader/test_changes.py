"""A workbook with a model, changed by a reader and read back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import cases
import roi
from exports.archive.opening import Package
from exports.story.contents import DocumentRequest
from exports.workbook.inputs.ranges import range_of
from exports.workbook.reader.changes import value_text
from exports.workbook.reader.reading import read_answers
from exports.workbook.write import workbook
from roi.case import Override
from roi.distributions.table import FAMILIES
from roi.errors import RoiError, of_setting
from roi.model import Layer, ModelInput, resolve
from roi.model.read import read_input
from tests.exports.workbook.archives import address, retyped
from tests.exports.workbook.asking import ASKED, DAY, read
from tests.support.libreoffice import saved_again


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a small case."""
    path = tmp_path_factory.mktemp("changes") / "sent.xlsx"
    workbook(roi.simulate(cases.load(ASKED), draws=64, seed=1), path, DocumentRequest(trials=16, created=DAY))
    return path


def changed(book: Path, folder: Path, cells: dict[str, object]) -> Path:
    """A copy in which a reader typed into cells."""
    return retyped(book, folder / "back.xlsx", cells)


def test_untouched_it_changes_nothing(book: Path) -> None:
    answers = read(book)
    assert (answers.answers, answers.blank, answers.horizon, answers.notes) == ({}, (), None, ())
    assert answers.identity.kind == "workbook"
    assert answers.overrides == {}


@pytest.mark.parametrize(
    ("below", "sizes"), [("Trials", ()), ("Results", ("too large to be looked through",))]
)
def test_sheets_too_large_to_be_looked_through(
    book: Path, monkeypatch: pytest.MonkeyPatch, below: str, sizes: tuple[str, ...]
) -> None:
    """Their formulas are not looked for; trials are left to the seals, any other sheet is named."""
    place = openpyxl.load_workbook(book, read_only=True).sheetnames.index(below) + 1
    monkeypatch.setattr(
        Package, "is_readable", lambda _package, part: part != f"xl/worksheets/sheet{place}.xml"
    )
    notes = read(book).notes
    assert len(notes) == len(sizes)
    assert all(f"{below} is {size}" in note for size, note in zip(sizes, notes, strict=True))


@pytest.mark.parametrize(
    ("cells", "input", "text"),
    [
        ({"your_wage": 55}, "wage", "55"),
        ({"your_used": 0.35}, "used", "35%"),
        ({"your_growth": -0.02}, "growth", "-2%"),
        ({"your_silent": 120}, "silent", "120"),
        ({"your_discount_rate": 0.08}, "discount_rate", "8%"),
        ({"par_discount_rate_value": 0.08}, "discount_rate", "8%"),
        ({"par_wage_p50": 45}, "wage", "range(30, 45, 60)"),
        ({"par_wage_p10": 20, "par_wage_p50": 45, "par_wage_p90": 80}, "wage", "range(20, 45, 80)"),
        ({"par_wage_p10": 45, "par_wage_p50": 45, "par_wage_p90": 45}, "wage", "45"),
        ({"par_used_p10": 0.07}, "used", "range(7%, 60%, 80%)"),
        ({"par_wage_max": 90}, "wage", "metalog(p10=30, p50=40, p90=60, min=10, max=90)"),
        ({"par_minutes_mode": 3}, "minutes", "triangular(1, 3, 4)"),
        ({"par_silent_low": 50}, "silent", "uniform(50, 200)"),
        ({"par_price_value": 1_000}, "price", "1000"),
        ({"par_regulated_weight1": 0.5}, "regulated", "discrete(0, 0.5, 1, 0.3)"),
        ({"your_wage": 55, "par_wage_p50": 45}, "wage", "55"),  # what stands under Your value wins
    ],
)
def test_what_a_reader_changes(
    book: Path, tmp_path: Path, cells: dict[str, object], input: str, text: str
) -> None:
    answers = read(changed(book, tmp_path, cells))
    assert {name: answer.value for name, answer in answers.answers.items()} == {input: text}
    answer = answers.answers[input]
    assert answer.who == "seller"
    first = next(name for name in cells if name.startswith("your_") or "your_wage" not in cells)
    assert address(book, first) in answer.where
    assert answer.note == f"Changed in back.xlsx, {answer.where}."
    resolve(cases.load(ASKED), layers=[Layer("estimate", of_setting("set"), answers.overrides, "seller")])


def test_the_horizon(book: Path, tmp_path: Path) -> None:
    assert read(changed(book, tmp_path, {"typed_horizon": 60})).horizon == 60
    assert read(changed(book, tmp_path, {"typed_horizon": 24})).horizon is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("typed_horizon", 121, "whole months from 1 to 120"),
        ("typed_horizon", 12.5, "whole months from 1 to 120"),
        ("typed_horizon", None, "found an empty cell"),
        ("typed_horizon", "60", "found the text '60', which the sheet does not count with"),
        ("your_used", "35%", "found the text '35%', which the sheet does not count with"),
        ("par_wage_p50", "45", "found the text '45', which the sheet does not count with"),
        ("in_wage", 48, "found 48 in place of the formula of In use"),
        ("your_wage", 5_000, "from 10 to 500 USD per hour"),
        ("your_used", "=1/2", "not calculated"),
        ("par_wage_p50", None, "a range needs all its numbers"),
        ("par_wage_p50", 59, "with these ends it must lie between"),
        ("par_wage_p50", 70, "quantiles must ascend"),
        ("par_used_p10", "#REF!", "the error #REF!"),
        ("par_regulated_weight1", "x", "does not count with"),
        ("par_regulated_weight1", -1, "discrete"),
    ],
)
def test_each_cell_that_cannot_be_read_is_named(
    book: Path, tmp_path: Path, name: str, value: object, says: str
) -> None:
    with pytest.raises(RoiError) as refusal:
        read(changed(book, tmp_path, {name: value}))
    assert says in str(refusal.value)
    assert str(refusal.value.where) == f"back.xlsx: {address(book, name)}"


def test_every_formula_that_is_none_any_more_is_named(book: Path, tmp_path: Path) -> None:
    """Wherever it stands: a reader takes that figure for the model's."""
    back = changed(book, tmp_path, {"base_npv": 1e6, "live_npv_p50": 2e6, "base_roi": 3.0})
    notes = " ".join(read(back).notes)
    for name in ("base_npv", "live_npv_p50", "base_roi"):
        assert address(book, name) in notes
    assert notes.count("No formula any more") == 2


def test_what_no_override_can_hold_is_told(book: Path, tmp_path: Path) -> None:
    answers = read(changed(book, tmp_path, {"likely_regulated": 1}))
    assert answers.answers == {}
    assert "the likely value of “Whether the rules bind” was changed without its range" in answers.notes[0]


def test_a_case_that_moved_on_does_not_look_like_a_change(book: Path, tmp_path: Path) -> None:
    """The numbers of the file are compared with those it was written with, not with those of today."""
    newer = tmp_path / "newer.toml"
    newer.write_text(ASKED.read_text().replace("range(30, 40, 60)", "range(35, 50, 70)"))
    answers = read_answers(book, lambda identity: resolve(cases.load(newer)))
    assert answers.answers == {}
    assert "has changed since" in answers.notes[0]


def test_overrides_in_force_come_back_and_changes_lie_over_them(tmp_path: Path) -> None:
    layers = {
        "silent": Override("150", "seller", (), "said so", "seller"),
        "wage": Override("range(35, 50, 70)", "customer"),
    }
    model = resolve(
        cases.load(ASKED), preset="poor", layers=[Layer("set", of_setting("set"), layers, "seller")]
    )
    workbook(
        roi.simulate(model, draws=64, seed=1), tmp_path / "a.xlsx", DocumentRequest(trials=16, created=DAY)
    )
    answers = read(changed(tmp_path / "a.xlsx", tmp_path, {"par_wage_p50": 52}))
    assert answers.identity.preset == "poor"
    assert answers.overrides["silent"] == layers["silent"]
    assert answers.overrides["wage"].value == "range(35, 52, 70)"
    assert set(answers.overrides) == {"silent", "wage"}


def test_a_value_typed_in_another_unit_is_changed_in_the_declared_one(tmp_path: Path) -> None:
    layer = Layer("set", of_setting("set"), {"wage": Override("range(30, 40, 60) EUR/hour")}, "seller")
    model = resolve(cases.load(ASKED), layers=[layer])
    workbook(
        roi.simulate(model, draws=64, seed=1), tmp_path / "a.xlsx", DocumentRequest(trials=16, created=DAY)
    )
    assert read(tmp_path / "a.xlsx").answers == {}
    answers = read(changed(tmp_path / "a.xlsx", tmp_path, {"par_wage_p50": 45}))
    assert answers.answers["wage"].value == "range(33, 45, 66)"  # 1.1 USD a EUR


EXAMPLES = {name: row.example for name, row in FAMILIES.items() if row.excel is not None}
EXAMPLES["metalog"] = "metalog(p5=2, p50=5, p95=12, min=0, max=40)"


@pytest.mark.parametrize("family", EXAMPLES)
@pytest.mark.parametrize("unit", ["USD/hour", "%"])
def test_every_family_is_written_as_it_was_typed(family: str, unit: str) -> None:
    """Cells → text → the same distribution, for every family whose draws follow the cells."""
    model = resolve(cases.load(ASKED))

    def item_of(text: str) -> ModelInput:
        spec = replace(model.input("wage").spec, unit=unit, value=text, min=-1e6, max=1e6)
        return read_input(spec, model.units, model.case)

    item = item_of(EXAMPLES[family])
    row = range_of(item)
    assert row.live
    kind = item.distribution.family.kind
    scales = {name: item.unit.scale if kind(name) == "value" else 1 for name in row.cells}
    values = {name: Decimal(f"{value / scales[name]:.15g}") for name, value in row.cells.items()}
    again = item_of(value_text(row, values))
    assert again.distribution.family == item.distribution.family
    assert range_of(again).cells == pytest.approx(row.cells, rel=1e-14)


@pytest.mark.libreoffice
def test_saved_by_libreoffice_it_is_still_untouched(book: Path, tmp_path: Path) -> None:
    answers = read(saved_again(book, tmp_path))
    assert (answers.answers, answers.horizon, answers.notes) == ({}, None, ())
