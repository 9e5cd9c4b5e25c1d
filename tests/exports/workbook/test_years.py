"""The Years sheet says what the engine says by fiscal year, and follows the horizon and the first month."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.coordinates import letters
from exports.workbook.write import workbook
from exports.workbook.years import FIRST, LABEL, ROW
from roi.case import Case
from roi.sim.plan import plan
from roi.sim.table import FinanceTable, fiscal_table
from tests.support.libreoffice import with_typed
from tests.support.sheets import number
from tests.support.values import Values, values_of

MAY_2027 = 46508  # 1 May 2027 as spreadsheets count days


def dated(case: Case, start: str | None, fiscal_month: int) -> Case:
    return replace(case, header=replace(case.header, start=start, fiscal_month=fiscal_month))


def written(case: Case, path: Path, horizon: int) -> roi.Run:
    run = roi.simulate(case, draws=256, seed=1, horizon=horizon)
    workbook(run, path, DocumentRequest(trials=16))
    return run


def years(values: Values) -> dict[str, dict[str, float]]:
    """Name of a fiscal year → money by column heading."""
    sheet = values.sheets["Years"]
    columns = takewhile(lambda col: f"{col}{ROW}" in sheet, map(letters, count(FIRST)))
    heads = {col: str(sheet[f"{col}{ROW}"]) for col in columns}
    labels = takewhile(bool, (sheet.get(f"{letters(LABEL)}{row}") for row in count(ROW + 2)))
    return {
        str(label): {
            head: number(sheet[f"{col}{row}"]) for col, head in heads.items() if f"{col}{row}" in sheet
        }
        for row, label in enumerate(labels, start=ROW + 2)
    }


def same(shown: dict[str, dict[str, float]], table: FinanceTable) -> None:
    assert tuple(shown) == table.columns
    for k, row in enumerate(shown.values()):
        for heading, name in (("Benefits", "benefits"), ("Costs", "costs"), ("Net", "net")):
            assert row[heading] == pytest.approx(table.total(name).by_year[k], rel=1e-12, abs=1e-6)
        assert row["Running net"] == pytest.approx(
            sum(table.total("net").by_year[: k + 1]), rel=1e-9, abs=1e-6
        )


@pytest.mark.parametrize("horizon", [6, 120])
def test_each_table_is_one_printed_page(small: Case, tmp_path: Path, horizon: int) -> None:
    written(small, tmp_path / "years.xlsx", horizon)
    sheet: Any = openpyxl.load_workbook(tmp_path / "years.xlsx")["Years"]
    [between] = [each.id for each in sheet.row_breaks.brk]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # a program that fits pages leaves breaks out
    rows = (1, 2, 3, *range(between + 1, sheet.max_row + 1))
    high = sum(sheet.row_dimensions[row].height or 15.0 for row in rows)
    paper = (210 - 2 * 0.6 * 25.4) / 25.4 * 72  # A4 across, between its margins
    assert high * sheet.page_setup.scale / 100 <= paper


@pytest.mark.parametrize("fiscal_month", [1, 4, 5, 12])
def test_years_are_those_of_the_engine(small: Case, tmp_path: Path, fiscal_month: int) -> None:
    run = written(dated(small, "2027-05", fiscal_month), tmp_path / "a.xlsx", 30)
    table = fiscal_table(run.plan)
    assert table is not None
    same(years(values_of(tmp_path / "a.xlsx")), table)


def test_without_a_first_month_years_are_counted(small: Case, tmp_path: Path) -> None:
    written(dated(small, None, 4), tmp_path / "a.xlsx", 30)
    table = years(values_of(tmp_path / "a.xlsx"))
    assert list(table) == ["Year 1", "Year 2", "Year 3"]


@pytest.mark.libreoffice
def test_dates_and_horizon_are_followed(small: Case, tmp_path: Path) -> None:
    """A first month, a fiscal month and a horizon typed into an undated file give the engine's table."""
    written(dated(small, None, 1), tmp_path / "a.xlsx", 30)
    cells = {"first_month": MAY_2027, "typed_horizon": 75, "typed_fiscal_month": 4}
    book = with_typed(tmp_path / "a.xlsx", {"dated": cells})["dated"]
    model = roi.simulate(dated(small, "2027-05", 4), draws=256, seed=1, horizon=75).model
    table = fiscal_table(plan(model))
    assert table is not None
    same(years(book), table)
    chart = book.sheets["Results"]
    titles = [row for row in range(1, 400) if str(chart.get(f"A{row}")).startswith("Points of")]
    assert titles
    for row in titles:
        months = [number(chart[f"A{row + 2 + k}"]) for k in range(31)]
        assert (months[0], months[-1]) == (0, 75)
        assert months == sorted(months)
