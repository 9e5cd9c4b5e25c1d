"""Sheets that cannot be read: what is said, and at which cells."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from roi.errors import RoiError
from tests.exports.workbook.archives import address, filled, respelled
from tests.exports.workbook.asking import read, typed
from tests.support.sheets import first_sheet


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"low": 30}, "likely (Questions!F17) and high (Questions!G17) are missing"),
        ({"low": 30, "high": 60}, "likely (Questions!F17) is missing"),
        ({"low": 30, "likely": 40}, "high (Questions!G17) is missing"),
        ({"likely": 40, "high": 60}, "low (Questions!E17) is missing"),
        ({"low": 60, "likely": 40, "high": 30}, "found low, likely, high as 60, 40, 30; they must rise"),
        ({"low": 40, "likely": 40, "high": 60}, "they must rise"),
        ({"low": 10, "likely": 40, "high": 60}, "all quantiles must lie between min 10 and max 500"),
        ({"low": 30, "likely": 31, "high": 400}, "with these ends it must lie between"),
    ],
)
def test_three_figures_that_are_no_range(
    sheet: Path, tmp_path: Path, given: dict[str, float], says: str
) -> None:
    assert address(sheet, "ask_wage_likely") == "Questions!F17"
    path = typed(sheet, tmp_path, {f"wage_{end}": value for end, value in given.items()})
    with pytest.raises(RoiError) as refusal:
        read(path)
    assert says in refusal.value.message
    assert str(refusal.value.where).startswith("acme.xlsx: Questions!")
    assert refusal.value.hint


def test_all_cells_are_told_at_once(sheet: Path, tmp_path: Path) -> None:
    path = typed(sheet, tmp_path, {"wage_likely": "x", "letters_likely": "42.000", "used_low": 0.5})
    with pytest.raises(RoiError) as refusal:
        read(path)
    text = str(refusal.value)
    assert "3 answers cannot be read" in text
    for name in ("ask_wage_likely", "ask_letters_likely", "ask_used_low"):
        assert address(sheet, name) in text


def test_one_deleted_cell_of_a_question(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    book.defined_names["ask_wage_low"] = DefinedName("ask_wage_low", attr_text="Questions!#REF!")
    book.save(tmp_path / "less.xlsx")
    with pytest.raises(RoiError, match="ask_wage_low has no cell; it points to Questions!#REF!"):
        read(tmp_path / "less.xlsx")


@pytest.mark.parametrize(
    "target", ["A1048577", "Elsewhere!$A$1", "Questions!$A$1:$B$2", "[1]Questions!$A$1", "1+1", "x"]
)
def test_a_name_that_points_nowhere(sheet: Path, tmp_path: Path, target: str) -> None:
    path = respelled(
        sheet,
        tmp_path / "odd.xlsx",
        {"xl/workbook.xml": lambda xml: xml.replace("Questions!$E$17<", f"{target}<")},
    )
    with pytest.raises(RoiError, match="a cell of “Loaded cost of an hour” is gone"):
        read(path)


def test_names_that_a_program_dropped(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    for name in list(book.defined_names):
        del book.defined_names[name]
    book.save(tmp_path / "none.xlsx")
    with pytest.raises(RoiError, match="the names by which answers are found are gone"):
        read(tmp_path / "none.xlsx")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("meta_version", "2", "schema version '2'; this version reads 1"),
        ("meta_schema", "other", "not written by roi"),
        ("meta_kind", "spell", "kind or horizon"),
        ("meta_horizon", "1e9", "kind or horizon"),
        ("meta_horizon", "٣", "kind or horizon"),
        ("meta_case", None, "case is missing"),
        ("was_wage", "{", "the value of 'wage' cannot be read"),
        ("was_wage", "[" * 20_000, "the value of 'wage' cannot be read"),
        ("was_wage", '{"value": 5}', "the value of 'wage' cannot be read"),
        (
            "was_wage",
            '{"value": "5", "layer": "set", "grade": [], "note": "", "source": []}',
            "cannot be read",
        ),
    ],
)
def test_a_hidden_sheet_that_was_changed(
    sheet: Path, tmp_path: Path, name: str, value: str | None, says: str
) -> None:
    path = filled(sheet, tmp_path / "changed.xlsx", {name: value})
    with pytest.raises(RoiError) as refusal:
        read(path)
    assert says in refusal.value.message
    assert refusal.value.hint


def test_a_workbook_of_somebody_else(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = 5
    book.save(tmp_path / "theirs.xlsx")
    with pytest.raises(RoiError, match="not written by roi"):
        read(tmp_path / "theirs.xlsx")


def test_rows_without_end_are_not_walked(sheet: Path, tmp_path: Path) -> None:
    """A sheet may claim a million rows, and hold a cell at its far end."""
    path = respelled(
        sheet,
        tmp_path / "wide.xlsx",
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )},
    )  # fmt: skip
    assert read(path).answers == {}
