"""The fast reader against openpyxl."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

import cases
import roi
from exports.workbook.write import workbook
from tests.exports.conftest import SMALL
from tests.support.libreoffice import saved_again
from tests.support.values import values_of
from tests.support.workbooks import cells


def as_number(value: object) -> object:
    if isinstance(value, datetime.datetime | datetime.date):
        return to_excel(value)  # type: ignore[no-untyped-call]
    return value


@pytest.mark.libreoffice
def test_values_and_names_are_those_of_openpyxl(tmp_path: Path) -> None:
    """Of a file that `roi` writes, and of one that LibreOffice does, with texts that several cells share."""
    path = tmp_path / "small.xlsx"
    workbook(roi.simulate(cases.load(SMALL), draws=64, seed=1, horizon=12), path, trials=16)
    for file in (path, saved_again(path, tmp_path)):
        values, book = values_of(file), openpyxl.load_workbook(file, data_only=True)
        assert list(values.cells()) == [(address, as_number(value)) for address, value in cells(book)]
        assert {
            name: entry.attr_text for name, entry in book.defined_names.items()
        }.items() <= values.names.items()
