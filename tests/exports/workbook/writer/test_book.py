"""The layer over openpyxl: values beside formulas, texts that stay texts, names, the same bytes twice."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from exports.workbook.checks.page import conclude
from exports.workbook.coordinates import letters, moved, relative
from exports.workbook.writer.book import Book
from exports.workbook.writer.dense import Arrays, Numbers, Shared, Texts
from exports.workbook.writer.package import save
from roi.errors import RoiError
from tests.support.libreoffice import recalculated
from tests.support.values import values_of
from tests.support.workbooks import compared


def small(date: datetime.date = datetime.date(2026, 1, 2)) -> Book:
    """Each kind of cell once."""
    book = Book("small", date)
    page, other = book.sheet("Page"), book.sheet("Other one")
    other.put(1, 1, 2.5, style="input")
    book.define("in_x", other, 1, 1)
    other.put(2, 1, '="all "&IF(in_x>2,"well","& <bad>")', value="all well")
    book.define("master_text", other, 2, 1)
    other.put(3, 1, "=in_x>2", value=True)
    other.put(4, 1, "=SUM((A1:A1)*2)", value=5.0, array=True)
    page.head("Title & <tag>", "-a subtitle")
    for month in range(3):
        page.put(4, 4 + month, month, style="heading")
    number = book.styles.of("formula number").index
    draws = np.array([0.5, np.nan, 2.0, -1.0])
    shown = np.array([1.25, np.nan, 5.0, -2.5])
    grown = np.nan_to_num(shown)[:, None] + np.arange(3)
    page.rows(5, [
        Texts(1, ["one", " two", "<three>", "=four"], number),
        Numbers(2, draws, number),
        Shared(3, 'IF(ISNUMBER($B5),$B5*in_x,"none")', shown, number, "none"),
        Shared(4, f"N($C5)+{relative(4)}$4", grown, number),
        Arrays(7, "SUM(D5:F5*1)", grown.sum(axis=1), number),
    ])  # fmt: skip
    book.define("inputs_changed", other, 5, 1)
    conclude(book, "=master_text", "all well", "in_x>2")
    return book


def test_values_stand_beside_formulas(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    save(small(), path)
    values = openpyxl.load_workbook(path, data_only=True)
    assert values["Page"]["A3"].value == "all well"
    assert [values["Page"].cell(row, 3).value for row in range(5, 9)] == [1.25, "none", 5, -2.5]
    assert values["Page"]["F7"].value == 7
    assert values["Other one"]["A3"].value is True
    assert values["Page"]["A8"].value == "=four"
    assert values["Page"]["A2"].data_type == "s"
    formulas = openpyxl.load_workbook(path)
    assert formulas["Page"]["E6"].value == "=N($C6)+E$4"
    assert formulas["Page"].protection.sheet
    assert formulas.calculation.fullCalcOnLoad


def test_cells_side_by_side_share_a_formula(tmp_path: Path) -> None:
    def sums(before: str, here: str) -> str:
        return f'=IF($A2<{before}$1,SUM($A1:{here}1),in_x)&"<A1>"'

    def products(_: str, here: str) -> str:
        return f"={here}$1*{here}2"

    book, path = Book("shared"), tmp_path / "shared.xlsx"
    page, columns = book.sheet("Page"), range(25, 29)  # from Y on, so that one letter becomes two
    for row, formula in ((2, sums), (3, products)):
        page.across(row, 25, formula(relative(24), relative(25)), np.arange(4.0), style="formula")
    with pytest.raises(RoiError, match="8,400 characters"):  # in the last column alone
        page.across(4, 25, "=" + "+".join([relative(25)] * 2_800), np.arange(4.0), style="formula")
    save(book, path)
    written = openpyxl.load_workbook(path)["Page"]
    for row, formula in ((2, sums), (3, products)):
        assert [written.cell(row, col).value for col in columns] == [
            formula(letters(col - 1), letters(col)) for col in columns
        ]
    assert written.max_row == 3
    assert [cell.value for cell in openpyxl.load_workbook(path, data_only=True)["Page"][3][24:]] == [
        0,
        1,
        2,
        3,
    ]


@pytest.mark.libreoffice
def test_libreoffice_agrees(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    save(small(), path)
    comparison = compared(dict(values_of(path).cells()), dict(recalculated(path).cells()), 1e-12)
    assert not comparison.wrong


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{k}.xlsx" for k in "abc")
    save(small(), first)
    save(small(), second)
    save(small(datetime.date(2026, 1, 3)), third)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != third.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-01-02T00:00:00Z" in archive.read("docProps/core.xml")


def test_only_a_formula_has_a_value() -> None:
    page = Book().sheet("Page")
    page.put(1, 1, "=A1")
    assert page.cells[1, 1].value is None
    with pytest.raises(ValueError, match="'A1' is no formula"):
        page.put(1, 1, "A1", value=1.0)
    with pytest.raises(ValueError, match="no value"):
        page.put(1, 1, "=A1", value=float("nan"))
    with pytest.raises(ValueError, match="no number"):
        page.put(1, 1, float("inf"))
    with pytest.raises(RoiError, match="8,200 characters"):
        page.put(1, 1, "=" + "1" * 8199, value=1.0)


@pytest.mark.parametrize("name", ["cf2", "r", "roi1", "in x", "Total", "a1b", "xfd1048576"])
def test_names_that_could_be_cells_are_refused(name: str) -> None:
    book = Book()
    page = book.sheet("Page")
    with pytest.raises(ValueError, match="name"):
        book.define(name, page, 1, 1)


def test_a_name_is_given_once() -> None:
    book = Book()
    page = book.sheet("Page")
    book.define("in_x", page, 1, 1)
    with pytest.raises(ValueError, match="in_x"):
        book.define("in_x", page, 2, 1)


@pytest.mark.parametrize("title", ["", "a" * 32, "a:b", "a/b", "it's"])
def test_titles_excel_refuses(title: str) -> None:
    with pytest.raises(ValueError, match="title"):
        Book().sheet(title)


def test_rows_of_draws_stand_beneath_everything_else(tmp_path: Path) -> None:
    book = Book()
    page = book.sheet("Page")
    page.put(9, 1, 1.0)
    page.rows(5, [Numbers(1, np.ones(3), 0)])
    with pytest.raises(ValueError, match="among the cells"):
        save(book, tmp_path / "x.xlsx")


def test_letters() -> None:
    assert [letters(col) for col in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_names_stand_in_the_file_as_they_were_given(tmp_path: Path) -> None:
    book = Book()
    page = book.sheet("Page & more")
    where = {book.define("in_x0041_", page, 1, 1): page.at(1, 1)}
    where[book.define("all_rows", page, 1, 1, 3, 2)] = page.span(1, 1, 3, 2)
    save(book, tmp_path / "named.xlsx")
    written = openpyxl.load_workbook(tmp_path / "named.xlsx").defined_names
    assert {name.replace("_x005F", ""): each.attr_text for name, each in written.items()} == where


@pytest.mark.parametrize("col", [1, 26, 27, 702, 703, 16_384])
def test_a_relative_column_moves_and_counts_as_a_column_does(col: int) -> None:
    """The shorter side of a comparison carries its tolerance: a placeholder that is longer would change which."""
    formula = f"{relative(col)}$7*{relative(1)}$8"
    assert [moved(formula, k) for k in (0, 3)] == [f"{letters(col + k)}$7*{letters(1 + k)}$8" for k in (0, 3)]
    assert len(relative(col)) <= 2
