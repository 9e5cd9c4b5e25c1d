"""A sheet of observations as strangers save it: read, or one message, whatever the library stumbles over."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cases.row_tables import COLUMNS
from exports.observation_sheets import read_sheet, write_sheet
from roi.errors import RoiError
from roi.text import plain
from tests.exports.workbook.archives import respelled

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
MERGED = '<mergeCells><mergeCell ref="zz"/></mergeCells>'
HEADINGS = ("name", "value")


def number(text: str) -> Callable[[str], str]:
    return lambda xml: re.sub(r"<v>7</v>", f"<v>{text}</v>", xml)


def spoilt(part: str, change: Callable[[str], str], folder: Path) -> Path:
    write_sheet(HEADINGS, [("hours", "7"), ("share", "0.5")], folder / "good.xlsx", force=True)
    path = respelled(folder / "good.xlsx", folder / "spoilt.xlsx", {part: change})
    assert path.read_bytes() != (folder / "good.xlsx").read_bytes()
    return path


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda xml: xml.replace('r="A2"', 'r="ZZZZZZ2"')),
        (SHEET, lambda xml: xml.replace('r="A2"', 'r="2A"')),
        (SHEET, lambda xml: xml.replace('<row r="2"', '<row r="x"')),
        (SHEET, lambda xml: xml.replace("</sheetData>", f"</sheetData>{MERGED}")),
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        (SHEET, lambda xml: xml.replace("</c>", "</d>", 1)),
        (SHEET, number("abc")),
        (BOOK, lambda xml: re.sub(r"<sheet [^>]*/>", "", xml)),
    ],
)  # fmt: skip
def test_what_the_library_stumbles_over_is_one_message(
    part: str, change: Callable[[str], str], tmp_path: Path
) -> None:
    with pytest.raises(RoiError, match=r"^spoilt\.xlsx: .*\n?.*(CSV|again)"):
        read_sheet(spoilt(part, change, tmp_path))


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e308"])
def test_a_number_beyond_all_is_read_as_it_is_and_refused_where_it_is_used(text: str, tmp_path: Path) -> None:
    assert read_sheet(spoilt(SHEET, number(text), tmp_path))[1][:2] == ["hours", repr(float(text))]


@pytest.mark.parametrize("text", ["²", "٣", "9" * 5_000, "\x1b[31mred", "a\x00b", "\ufffe"])
def test_any_text_can_stand_in_a_sheet_and_none_is_a_formula(text: str, tmp_path: Path) -> None:
    write_sheet(HEADINGS, [("hours", text), ("share", f"={text}")], tmp_path / "a.xlsx", force=False)
    rows = list(read_sheet(tmp_path / "a.xlsx"))
    assert rows[1][1] == plain(text)
    assert rows[2][1] == plain(f"={text}")


def test_columns_are_as_wide_as_what_stands_in_them_and_print_on_one_page(tmp_path: Path) -> None:
    write_sheet(COLUMNS, [], tmp_path / "a.xlsx", force=False)
    sheet: Any = load_workbook(tmp_path / "a.xlsx").active
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert list(widths) == list(COLUMNS)
    assert min(widths[name] for name in ("name", "source", "by", "note")) >= 25
    assert max(widths[name] for name in ("month", "shared", "sd", "n", "hits", "date")) <= 14
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    "text",
    ["7", "7.9", "-5", "-5.5", "0.001", "604", "1e5", "7.90", "1.0", "007", "-0", "nan", "12345678.123456789",
     "2026-04-01"],
)  # fmt: skip
def test_a_number_is_one_where_it_comes_back_as_it_was_written(text: str, tmp_path: Path) -> None:
    write_sheet(COLUMNS, [("name", "", text)], tmp_path / "a.xlsx", force=False)
    sheet: Any = load_workbook(tmp_path / "a.xlsx").active
    assert isinstance(sheet["C2"].value, int | float) == (text in ("7", "7.9", "-5", "-5.5", "0.001", "604"))
    assert read_sheet(tmp_path / "a.xlsx")[1][2] == text
