"""The fast reader against openpyxl."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from tests.exports.conftest import SMALL
from tests.support.libreoffice import recalculated, saved_again
from tests.support.sheets import first_sheet
from tests.support.values import values_of
from tests.support.workbooks import cells

Content = str | float | datetime.date


def as_number(value: object) -> object:
    if isinstance(value, datetime.datetime | datetime.date):
        return to_excel(value)  # type: ignore[no-untyped-call]
    return value


@pytest.mark.libreoffice
def test_values_and_names_are_those_of_openpyxl(tmp_path: Path) -> None:
    """Of a file that `roi` writes, and of one that LibreOffice does, with texts that several cells share."""
    path = tmp_path / "small.xlsx"
    workbook(roi.simulate(cases.load(SMALL), draws=64, seed=1, horizon=12), path, DocumentRequest(trials=16))
    for file in (path, saved_again(path, tmp_path)):
        values, book = values_of(file), openpyxl.load_workbook(file, data_only=True)
        assert list(values.cells()) == [(address, as_number(value)) for address, value in cells(book)]
        assert {
            name: entry.attr_text for name, entry in book.defined_names.items()
        }.items() <= values.names.items()


@pytest.mark.libreoffice
def test_what_libreoffice_says_between_commas_is_what_it_saves(tmp_path: Path) -> None:
    """Numbers, shares, days, truths, errors, texts with quotes and breaks or that look like any of these."""
    contents: list[Content] = [
        1, -0.5, 1e-7, 1 / 3, 123456789.25, "=1/3", "=1/0", "=NA()", "=1=1", '=""', "a", 'say "a", b', "two\nrows",
        "TRUE", "12%", "7", "2027-01-02", "#N/A", " a ", True,
    ]  # fmt: skip
    days: list[Content] = [1, datetime.date(2027, 4, 1), "=DATE(2027,4,1)"]
    columns: dict[str, list[Content]] = {
        "General": contents, "0.0%": contents, '#,##0.0 "USD"': contents, "yyyy-mm-dd": days, "mmm yyyy": days,
    }  # fmt: skip
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for place, (form, column) in enumerate(columns.items()):
        for row, content in enumerate(column, start=1):
            cell = sheet.cell(row, 2 + 13 * place, content)
            cell.number_format = form
            if isinstance(content, str) and not content.startswith("="):
                cell.data_type = "s"
    path = tmp_path / "kinds.xlsx"
    book.save(path)
    saved, judged = dict(values_of(saved_again(path, tmp_path)).cells()), dict(recalculated(path).cells())
    assert judged.keys() == saved.keys()
    for at, value in saved.items():
        assert judged[at] == (pytest.approx(value, rel=1e-14) if isinstance(value, float) else value), at
    assert len(judged) > 60
