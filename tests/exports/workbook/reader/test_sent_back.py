"""Whole sheets sent back: through LibreOffice, on a shipped case, and with names that lead nowhere."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

import cases
import roi
from exports.workbook.intake import intake_workbook
from exports.workbook.reader.reading import read_answers
from roi.answers import InputQuestion
from roi.errors import RoiError, of_setting
from roi.model import Layer, resolve
from tests.exports.workbook.archives import filled
from tests.exports.workbook.asking import DAY, read, typed
from tests.support.libreoffice import all_saved_again, saved_again
from tests.support.shipped import SAMPLE


@pytest.mark.libreoffice
def test_libreoffice_between_us_and_the_prospect(sheet: Path, tmp_path: Path) -> None:
    given = {
        "wage_low": 30, "wage_likely": 42.5, "wage_high": 60, "used_likely": 0.35, "letters_likely": "=12*1000",
        "growth_likely": "5%", "price_likely": 900, "told_by": "Ann", "told_on": datetime.date(2026, 2, 3),
        "wage_note": "payroll",
    }  # fmt: skip
    path = typed(sheet, tmp_path, given)
    ods = all_saved_again([path], tmp_path / "there", kind="ods")
    saved = saved_again(ods[0], tmp_path / "back")
    answers = read(saved)
    assert {name: answer.value for name, answer in answers.answers.items()} == {
        "wage": "range(30, 42.5, 60)", "used": "35%", "letters": "12000", "growth": "5%", "price": "900",
    }  # fmt: skip
    assert (answers.answered_by, answers.answered_on) == ("Ann", datetime.date(2026, 2, 3))
    assert answers.answers["wage"].note.endswith("payroll")


def as_asked(question: InputQuestion) -> float:
    """The likely value as its question wants it: a count, a yearly amount, a fraction in a percent format."""
    item = question.item
    if question.of:
        return item.likely * question.of
    if question.form is not None:
        return float(question.asked_number(Fraction(item.shown(item.likely))))
    return item.likely


def test_a_shipped_case_runs_on_its_own_likely_values(tmp_path: Path) -> None:
    """Answer every question with the case's likely value: the base case stays what it was."""
    for name in SAMPLE:
        model = resolve(cases.load(name))
        intake_workbook(model, tmp_path / "sent.xlsx", created=DAY)
        likely = {
            f"ask_{item.id}_likely": as_asked(InputQuestion.of_input(item, model, as_answer=True))
            for item in model.inputs
            if item.spec.ask and not item.spec.luck
        }
        path = filled(tmp_path / "sent.xlsx", tmp_path / "back.xlsx", likely)
        answers = read_answers(path, lambda identity: resolve(cases.load(identity.case)))
        assert not answers.blank
        again = resolve(
            cases.load(name), layers=[Layer("estimate", of_setting("set"), answers.overrides, "seller")]
        )
        for item in model.inputs:
            assert again.input(item.id).likely == pytest.approx(item.likely, rel=1e-11)
        assert isinstance(roi.simulate(cases.load(name), draws=16, seed=1), roi.Run)


def unnamed(sheet: Path, target: Path, wanted: Callable[[str], bool]) -> Path:
    """The sheet with the wanted names pointing to a sheet that is not there."""
    from openpyxl import load_workbook

    book = load_workbook(sheet)
    for name, defined in book.defined_names.items():
        if wanted(name):
            defined.attr_text = "Gone!$A$1"
    book.save(target)
    return target


def test_a_sheet_whose_names_all_lead_nowhere_is_refused(sheet: Path, tmp_path: Path) -> None:
    path = unnamed(sheet, tmp_path / "acme.xlsx", lambda name: name.startswith("ask_"))
    with pytest.raises(RoiError, match="no question can be found") as problem:
        read(path)
    assert "as it was sent" in str(problem.value.hint)


def test_answers_whose_names_lead_nowhere_are_told_in_one_note(sheet: Path, tmp_path: Path) -> None:
    path = unnamed(sheet, tmp_path / "acme.xlsx", lambda name: name.startswith(("ask_wage_", "ask_price_")))
    notes = read(path).notes
    assert len(notes) == 1
    assert "“Loaded cost of an hour” and " in notes[0]
    assert "are lost" in notes[0]
    assert "wage" not in read(path).blank


def test_words_in_a_cell_are_read_as_answers(sheet: Path, tmp_path: Path) -> None:
    answers = read(typed(sheet, tmp_path, {"wage_likely": "40 to 60", "used_likely": "a third"}))
    assert (answers.answers["wage"].value, answers.answers["wage"].typed) == ("40 to 60", "")
    assert (answers.answers["used"].value, answers.answers["used"].typed) == ("33.3333333333%", "a third")
    ends = read(typed(sheet, tmp_path, {"wage_low": "about 30", "wage_likely": "40", "wage_high": "USD 60"}))
    assert ends.answers["wage"].value == "range(30, 40, 60)"
    assert ends.answers["wage"].typed == "about 30 / 40 / USD 60"
    with pytest.raises(RoiError, match="“soon” cannot be read as an answer"):
        read(typed(sheet, tmp_path, {"wage_likely": "soon"}))
    with pytest.raises(RoiError, match="Leave the cell empty"):
        read(typed(sheet, tmp_path, {"wage_likely": "no idea"}))
