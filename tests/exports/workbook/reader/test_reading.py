"""Answers read back: what a prospect types, in every way they type it, and what is refused at which cell."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName

import cases
from exports.workbook.intake import intake_workbook
from exports.workbook.origin.identity import Identity
from exports.workbook.reader.reading import read_answers
from roi.arrays import Array
from roi.case import Override
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, resolve
from tests.exports.workbook.archives import address, cell, filled, respelled, shared
from tests.exports.workbook.asking import ASKED, DAY, model_for, read, typed

# What is read


def test_nothing_answered(sheet: Path) -> None:
    answers = read(sheet)
    assert answers.answers == {}
    assert answers.blank == ("wage", "letters", "minutes", "used", "growth", "multiple", "regulated", "price")
    assert answers.notes == ()
    assert (answers.identity.kind, answers.identity.case, answers.identity.preset) == (
        "intake",
        "asked",
        "evidence",
    )


def test_a_likely_value_is_a_constant_and_three_figures_a_range(sheet: Path, tmp_path: Path) -> None:
    path = typed(
        sheet,
        tmp_path,
        {
            "wage_low": 30, "wage_likely": 42.5, "wage_high": 60, "letters_likely": 12_000,
            "used_low": 0.07, "used_likely": 0.35, "used_high": 0.5, "growth_likely": -0.03,
            "multiple_low": 1, "multiple_likely": 1, "multiple_high": 1, "regulated_likely": 1,
        },
    )  # fmt: skip
    answers = read(path)
    assert {name: answer.value for name, answer in answers.answers.items()} == {
        "wage": "range(30, 42.5, 60)", "letters": "12000", "used": "range(7%, 35%, 50%)", "growth": "-3%",
        "multiple": "1", "regulated": "1",
    }  # fmt: skip
    assert answers.blank == ("minutes", "price")
    assert {answer.who for answer in answers.answers.values()} == {"prospect"}


def test_answers_resolve_to_the_numbers_that_were_typed(sheet: Path, tmp_path: Path) -> None:
    path = typed(
        sheet, tmp_path, {"used_low": 0.07, "used_likely": 0.35, "used_high": 0.5, "growth_likely": -0.03}
    )
    overrides = read(path).overrides
    model = resolve(cases.load(ASKED), layers=[Layer("estimate", of_setting("set"), overrides, "seller")])
    used = model.input("used")
    assert used.likely == pytest.approx(0.35, rel=1e-15)
    assert used.quantile(roi_uniforms()) == pytest.approx([0.07, 0.35, 0.5], rel=1e-12)
    assert model.input("growth").likely == pytest.approx(-0.03, rel=1e-15)
    assert used.spec.grade == "customer"
    assert model.input("wage").spec.grade == "survey"


def beside(sheet: Path, folder: Path, answered: dict[str, object], **cells: object) -> Path:
    """The sheet with an answer, and other texts in its row: `wage_unit="EUR"`."""
    path = typed(sheet, folder, answered)
    return filled(path, folder / "beside.xlsx", {f"row_{name}": value for name, value in cells.items()})


@pytest.mark.parametrize(("name", "unit"), [("wage", "EUR per year"), ("letters", "thousand letters")])
def test_another_unit_beside_an_answer_is_refused(sheet: Path, tmp_path: Path, name: str, unit: str) -> None:
    cells = {f"{name}_unit": unit}
    with pytest.raises(RoiError, match=f"the unit on the sheet is “{unit}”, but the figure is wanted in “"):
        read(beside(sheet, tmp_path, {f"{name}_likely": 90_000}, **cells))
    assert read(beside(sheet, tmp_path, {}, **cells)).answers == {}


def test_rows_that_were_sorted_are_refused_and_a_translation_is_not(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    answered: dict[str, object] = {"minutes_likely": 12}
    mine, other = (str(cell(book, f"row_{name}_figure").value) for name in ("minutes", "letters"))
    with pytest.raises(RoiError, match=f"“{mine}”: its answer stands in the row of “{other}”"):
        read(beside(sheet, tmp_path, answered, minutes_figure=other))
    translated = beside(sheet, tmp_path, answered, minutes_figure="Minuten je Brief", minutes_unit=None)
    assert read(translated).answers["minutes"].value == "12"


def roi_uniforms() -> Array:
    """P10, P50 and P90."""
    import numpy as np

    return np.array([0.1, 0.5, 0.9])


def test_who_when_where_and_what_they_added(sheet: Path, tmp_path: Path) -> None:
    path = typed(
        sheet,
        tmp_path,
        {
            "wage_likely": 50, "wage_note": "  from\npayroll \u202e2025 ", "told_by": "Ann, CFO",
            "told_on": datetime.date(2026, 2, 3),
        },
    )  # fmt: skip
    answers = read(path)
    place = address(sheet, "ask_wage_likely")
    day = datetime.date(2026, 2, 3)
    assert (answers.answered_by, answers.answered_on) == ("Ann, CFO", day)
    assert answers.answers["wage"].where == place
    note = f"In acme.xlsx, {place}. from payroll 2025"
    override = Override("50", note=note, who="prospect", by="Ann, CFO", date=day)
    assert answers.answers["wage"].override == override


def test_a_range_names_all_its_cells(sheet: Path, tmp_path: Path) -> None:
    answers = read(typed(sheet, tmp_path, {"wage_low": 30, "wage_likely": 40, "wage_high": 60}))
    first, last = address(sheet, "ask_wage_low"), address(sheet, "ask_wage_high")
    assert answers.answers["wage"].where == f"{first}:{last.partition('!')[2]}"


def test_formulas_are_read_by_their_values(sheet: Path, tmp_path: Path) -> None:
    path = typed(sheet, tmp_path, {"wage_likely": "=90000/1800"})
    calculated = respelled(
        path,
        tmp_path / "calculated.xlsx",
        {"xl/worksheets/sheet1.xml": lambda xml: re.sub(r"(<f>90000/1800</f>)<v ?/?>(</v>)?", r"\1<v>50</v>", xml)},
    )  # fmt: skip
    assert read(calculated).answers["wage"].value == "50"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    numbers=st.lists(st.integers(10_001, 499_999), min_size=3, max_size=3, unique=True), percent=st.booleans()
)
def test_any_rising_three_come_back(sheet: Path, tmp_path: Path, numbers: list[int], percent: bool) -> None:
    low, likely, high = (value / 5_000 for value in sorted(numbers))  # 2 … 100
    name, scale = ("used", 100) if percent else ("minutes", 4)
    cells = dict(zip(("low", "likely", "high"), (low / scale, likely / scale, high / scale), strict=True))
    path = typed(sheet, tmp_path, {f"{name}_{end}": value for end, value in cells.items()})
    try:
        text = read(path).answers[name].value
    except RoiError as refused:
        assert "likely value p50" in refused.message  # noqa: PT017  no metalog goes through such a triple
        return
    ends = [float(part.strip("range()% ")) for part in text.split(",")]
    shown = [value * 100 if percent else value for value in cells.values()]
    assert ends == pytest.approx(shown, rel=1e-14)


# What moved in the file does not matter


def test_rows_and_sheets_may_move(sheet: Path, tmp_path: Path) -> None:
    path = typed(sheet, tmp_path, {"wage_likely": 50})
    moved = {"Questions": "Our answers, 'final'", "Origin": "x y"}
    book = openpyxl.load_workbook(path)
    book.create_sheet("Cover", 0)["A1"] = "hello"
    page = book["Questions"]
    page.insert_rows(3, 2)
    for name, defined in book.defined_names.items():
        title, _, at = defined.attr_text.rpartition("!")
        row = int(at.rpartition("$")[2]) + (2 if title == "Questions" else 0)
        quoted = moved[title].replace("'", "''")
        book.defined_names[name] = DefinedName(name, attr_text=f"'{quoted}'!{at.rpartition('$')[0]}${row}")
    for old, new in moved.items():
        book[old].title = new
    book.move_sheet(page, 2)
    book.save(tmp_path / "moved.xlsx")
    answer = read(tmp_path / "moved.xlsx").answers["wage"]
    assert answer.value == "50"
    assert answer.where.startswith("Our answers, 'final'!")


def test_cells_without_addresses_and_other_prefixes(sheet: Path, tmp_path: Path) -> None:
    """Addresses of cells are optional in the format, and so is the spelling of its namespace."""
    book = openpyxl.load_workbook(typed(sheet, tmp_path, {"wage_likely": 50}))
    row = cell(book, "ask_wage_likely").row

    def bare(xml: str) -> str:
        head, mark, rest = xml.partition(f'<row r="{row}"')
        line, end, tail = rest.partition("</row>")
        for column in "ABCDEFGHI":
            line = line.replace(f' r="{column}{row}"', "")
        text = head + mark + line + end + tail
        return (
            text.replace("<", "<s:")
            .replace("<s:/", "</s:")
            .replace("<s:?", "<?")
            .replace("xmlns=", "xmlns:s=")
        )

    path = respelled(tmp_path / "acme.xlsx", tmp_path / "bare.xlsx", {"xl/worksheets/sheet1.xml": bare})
    assert read(path).answers["wage"].value == "50"


def test_shared_texts_with_runs_and_readings(sheet: Path, tmp_path: Path) -> None:
    path = shared(typed(sheet, tmp_path, {"wage_likely": "4 2"}), tmp_path / "shared.xlsx")
    runs = "<si><r><t>4</t></r><r><rPr/><t>2</t></r><rPh><t>yon</t></rPh></si>"
    path = respelled(
        path,
        tmp_path / "runs.xlsx",
        {"xl/sharedStrings.xml": lambda xml: xml.replace("<si><t>4 2</t></si>", runs)},
    )
    assert read(path).answers["wage"].value == "42"


def test_a_deleted_question_is_left_to_the_case(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    for end in ("low", "likely", "high", "note"):
        book.defined_names[f"ask_wage_{end}"] = DefinedName(f"ask_wage_{end}", attr_text="Questions!#REF!")
    book.save(tmp_path / "less.xlsx")
    answers = read(tmp_path / "less.xlsx")
    assert "wage" not in answers.blank
    assert "Not in the file is “Loaded cost of an hour”" in answers.notes[0]


def test_a_copied_sheet_is_told(sheet: Path, tmp_path: Path) -> None:
    path = respelled(
        sheet,
        tmp_path / "copied.xlsx",
        {"xl/workbook.xml": lambda xml: xml.replace(
            "</definedNames>",
            '<definedName name="ask_wage_low" localSheetId="1">Questions!$A$1</definedName></definedNames>',
        )},
    )  # fmt: skip
    assert "was copied inside the file" in read(path).notes[0]


def test_an_answer_to_what_is_not_asked_is_told(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    page = book["Questions"]
    page["K40"], page["K41"] = 5, 0.5
    for name, at in (("ask_gone_likely", "K40"), ("ask_luck_likely", "K41")):
        book.defined_names[name] = DefinedName(name, attr_text=f"Questions!${at[0]}${at[1:]}")
    book.save(tmp_path / "more.xlsx")
    answers = read(tmp_path / "more.xlsx")
    assert answers.answers == {}
    assert [note.partition(" answers")[0] for note in answers.notes] == ["Questions!K40", "Questions!K41"]


def test_a_case_that_moved_on_is_a_note(sheet: Path) -> None:
    def newer(identity: Identity) -> Model:
        model = model_for(identity)
        return replace(model, case=replace(model.case, digest="0" * 64))

    assert "has changed since" in read_answers(sheet, newer).notes[0]


def test_another_case_is_a_note(sheet: Path) -> None:
    answers = read_answers(sheet, lambda identity: resolve(cases.load("clinical-scribe")))
    assert "made for the case asked; it is read into clinical-scribe" in answers.notes[0]


def test_the_properties_serve_where_the_hidden_sheet_is_gone(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(typed(sheet, tmp_path, {"wage_likely": 50}))
    del book["Origin"]
    for name in [name for name in book.defined_names if name.startswith(("meta_", "was_"))]:
        del book.defined_names[name]
    book.save(tmp_path / "bare.xlsx")
    answers = read(tmp_path / "bare.xlsx")
    assert answers.identity.case == "asked"
    assert answers.answers["wage"].value == "50"


def test_overrides_in_force_come_back(tmp_path: Path) -> None:
    changed = {"silent": Override("150", "seller", (), "said so"), "wage": Override("45", "seller")}
    model = resolve(
        cases.load(ASKED),
        preset="poor",
        option="cloud",
        horizon=36,
        layers=[Layer("set", of_setting("set"), changed, "seller")],
    )
    intake_workbook(model, tmp_path / "a.xlsx", created=DAY)
    path = filled(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {"ask_wage_likely": 50})
    answers = read(path)
    identity = answers.identity
    assert (identity.preset, identity.option, identity.horizon) == ("poor", "cloud", 36)
    assert answers.overrides["silent"] == replace(changed["silent"], who="seller")
    assert answers.overrides["wage"].value == "50"
    assert answers.overrides["wage"].who == "prospect"
    assert "used" not in answers.overrides  # that is the preset's


# A program between us and the prospect
