"""The sheet of questions: what is asked, in which order, and what may be typed."""

from __future__ import annotations

import datetime
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import cases
from exports.workbook.intake import intake_workbook
from exports.workbook.origin.identity import FIELDS
from exports.workbook.questions import asked_inputs, questions
from exports.workbook.reader.reading import read_answers
from roi.case import Override
from roi.errors import of_setting
from roi.model import Layer, Model, ModelInput, resolve
from tests.exports.workbook.archives import cell
from tests.exports.workbook.asking import ASKED
from tests.support.libreoffice import recalculated
from tests.support.sheets import custom_properties, fits_page, text

DAY = datetime.date(2026, 1, 5)


@pytest.fixture(scope="module")
def model() -> Model:
    """The case with one question of each kind."""
    return resolve(cases.load(ASKED))


@pytest.fixture(scope="module")
def path(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its sheet of questions."""
    target = tmp_path_factory.mktemp("intake") / "acme.xlsx"
    intake_workbook(model, target, prospect="Acme = Co", prepared_by="Jo", created=DAY)
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    """As openpyxl reads it."""
    return openpyxl.load_workbook(path)


def test_first_questions_stand_on_top_then_groups(model: Model) -> None:
    order = [(heading, [item.id for item in members]) for heading, members in questions(model)]
    assert order == [
        ("First, if time is short", ["wage", "letters"]),
        ("Effect", ["minutes", "used"]),
        ("Volume", ["growth"]),
        ("Cost", ["multiple", "regulated", "price"]),
    ]


def test_luck_and_inputs_without_a_question_are_not_asked(book: openpyxl.Workbook) -> None:
    assert not [name for name in book.defined_names if "luck" in name and name.startswith("ask_")]
    assert "ask_silent_likely" not in book.defined_names
    assert "ask_discount_rate_likely" not in book.defined_names  # this case asks nothing about it


def test_rows_follow_the_order_of_questions(model: Model, book: openpyxl.Workbook) -> None:
    rows = [cell(book, f"ask_{item.id}_likely").row for item in asked_inputs(model)]
    assert rows == sorted(rows)
    sheet = book["Questions"]
    for item, row in zip(asked_inputs(model), rows, strict=True):
        assert sheet.cell(row, 1).value == item.spec.ask
        assert sheet.cell(row, 2).value == item.spec.label


def test_what_tells_values_apart_has_no_low_and_high(book: openpyxl.Workbook) -> None:
    assert "ask_regulated_likely" in book.defined_names
    assert "ask_regulated_low" not in book.defined_names


def test_only_answers_can_be_typed(book: openpyxl.Workbook) -> None:
    sheet = book["Questions"]
    answers = {
        cell(book, name).coordinate
        for name in book.defined_names
        if name.startswith(("ask_", "told_", "who_"))
    }
    open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert sheet.protection.sheet
    assert open_cells == answers


def test_validation_holds_the_limits_as_the_cell_holds_them(book: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in book["Questions"].data_validations.dataValidation}

    def limits(name: str) -> tuple[float, float]:
        rule = rules[cell(book, name).coordinate]
        assert rule.type == "decimal"
        assert rule.operator == "between"
        return float(rule.formula1), float(rule.formula2)

    assert limits("ask_wage_low") == (10, 500)
    assert limits("ask_growth_likely") == (-0.5, 1.0)  # −50 % to 100 %
    assert limits("ask_price_high") == (0, 1e15)
    assert "USD per hour" in rules[cell(book, "ask_wage_low").coordinate].error
    assert all(len(rule.error) <= 225 and len(rule.errorTitle) <= 32 for rule in rules.values())


def test_the_case_does_not_anchor_the_prospect(model: Model, book: openpyxl.Workbook, tmp_path: Path) -> None:
    shown = {str(c.value) for row in book["Questions"].iter_rows() for c in row if c.value is not None}
    assert not [text for text in shown if "8,000" in text or "10,000" in text]
    target = tmp_path / "shown.xlsx"
    intake_workbook(model, target, created=DAY, show_evidence=True)
    sheet = openpyxl.load_workbook(target)["Questions"]
    texts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
    assert [text for text in texts if "10,000" in text and "judgement" in text]


def test_a_question_that_looks_like_a_formula_is_a_text(book: openpyxl.Workbook) -> None:
    row = cell(book, "ask_price_likely").row
    question = book["Questions"].cell(row, 1)
    assert (question.value, question.data_type, question.quotePrefix) == (
        "=What were you offered?",
        "s",
        True,
    )


def test_it_says_where_it_comes_from_twice(model: Model, book: openpyxl.Workbook) -> None:
    case = cases.load(ASKED)
    expected = {
        "schema": "roi", "version": "1", "kind": "intake", "case": "asked", "origin": "asked.toml",
        "digest": case.digest, "preset": "evidence", "option": None, "horizon": "24", "currency": "USD",
    }  # fmt: skip
    texts = {name: cell(book, f"meta_{name}").value for name in FIELDS}
    assert expected.items() <= texts.items()
    assert book["Origin"].sheet_state == "hidden"
    properties = custom_properties(book)
    assert properties == {f"roi.{name}": value for name, value in texts.items() if value}


def test_preset_option_and_overrides_are_kept(tmp_path: Path) -> None:
    layer = Layer("set", of_setting("set"), {"silent": Override("150", "seller", (), "said so")}, "seller")
    model = resolve(cases.load(ASKED), preset="poor", option="cloud", horizon=36, layers=[layer])
    intake_workbook(model, tmp_path / "a.xlsx", created=DAY)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    chosen = [cell(book, f"meta_{name}").value for name in ("preset", "option", "horizon")]
    assert chosen == ["poor", "cloud", "36"]
    assert '"layer": "set"' in text(cell(book, "was_silent").value)


def test_one_page_wide_with_headings_on_each(book: openpyxl.Workbook) -> None:
    sheet = book["Questions"]
    assert fits_page(sheet)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    first, last = text(sheet.print_title_rows).replace("$", "").split(":")
    assert first == last
    assert sheet.cell(int(first), 1).value == "Question"
    assert not sheet.merged_cells.ranges


def test_the_same_content_gives_the_same_bytes(model: Model, path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    intake_workbook(model, again, prospect="Acme = Co", prepared_by="Jo", created=DAY)
    assert again.read_bytes() == path.read_bytes()


def test_every_formula_has_its_value(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<f>") == xml.count("</f><v>") > 8


@pytest.mark.libreoffice
def test_the_state_says_what_is_missing(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    typed = {
        "wage": (30, 40, 60), "letters": (None, 9_000, None), "minutes": (1, None, 3), "used": (0.5, 0.4, 0.6),
        "growth": (None, "about 5 %", None), "multiple": (1, 1, 1), "price": (1, 2, None),
        "regulated": (None, 1, None),
    }  # fmt: skip
    for name, values in typed.items():
        for end, value in zip(("low", "likely", "high"), values, strict=True):
            if value is not None:
                cell(book, f"ask_{name}_{end}").value = value
    rows = {name: cell(book, f"ask_{name}_likely").row for name in typed}
    book.save(tmp_path / "typed.xlsx")
    sheet = recalculated(tmp_path / "typed.xlsx").sheets["Questions"]
    assert {name: sheet[f"H{row}"] for name, row in rows.items()} == {
        "wage": "answered", "letters": "answered", "minutes": "Likely is missing", "used": "Low < Likely < High",
        "growth": "answered in words", "multiple": "answered", "price": "Low and High, or neither",
        "regulated": "answered",
    }  # fmt: skip
    counted = [text for text in sheet.values() if "of 8 answered" in str(text)]
    assert counted == ["5 of 8 answered"]


def test_the_package_is_light_until_a_workbook_is_wanted() -> None:
    code = "import sys, exports.workbook, exports.workbook.intake; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0


def test_choices_and_products_are_marked_and_words_come_back(tmp_path: Path) -> None:
    """A fact in words and a choice in words, on a sheet that says which is which."""
    case = cases.load("bank-chatbot")
    model = resolve(case, option="per-session")
    path = tmp_path / "bank.xlsx"
    intake_workbook(model, path, created=DAY)
    book = openpyxl.load_workbook(path)
    marked = {item.id: wanted_of(book, item) for item in asked_inputs(model)}
    for item in asked_inputs(model):
        assert ("a choice" in marked[item.id]) == item.spec.lever
        assert (f"of {item.spec.product} only" in marked[item.id]) == bool(item.spec.product)
    choice = next(item for item in asked_inputs(model) if item.spec.lever and item.spec.product)
    fact = next(item for item in asked_inputs(model) if not item.spec.lever and item.unit.percent)
    cell(book, f"ask_{choice.id}_likely").value = "about 1.2"
    cell(book, f"ask_{fact.id}_likely").value = "30-50%"
    book.save(tmp_path / "typed.xlsx")
    answers = read_answers(tmp_path / "typed.xlsx", lambda identity: model)
    assert answers.answers[fact.id].value == "uniform(30%, 50%)"
    assert answers.answers[choice.id].typed == "about 1.2"


def wanted_of(book: openpyxl.Workbook, item: ModelInput) -> str:
    likely = cell(book, f"ask_{item.id}_likely")
    return str(book["Questions"].cell(likely.row, 2).value)


def test_words_may_be_typed_where_they_are_read(path: Path) -> None:
    """A rule for numbers that is firm would not let a program take them."""
    book = openpyxl.load_workbook(path)
    rules = book["Questions"].data_validations.dataValidation
    likely, low = (cell(book, f"ask_wage_{end}").coordinate for end in ("likely", "low"))
    styles = {str(rule.sqref): rule.errorStyle for rule in rules}
    assert styles[likely] == "warning"
    assert styles[low] in (None, "stop")
