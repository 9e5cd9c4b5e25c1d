"""The Years sheet says what the engine says by fiscal year, and follows the horizon and the first month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

import roi
from exports.workbook.write import workbook
from exports.workbook.years import FIRST, LABEL, ROW
from roi.case import Case
from roi.sim.plan import plan
from roi.sim.table import FinanceTable, fiscal_table
from tests.support.libreoffice import recalculated
from tests.support.sheets import number
from tests.support.workbooks import typed, with_values

MAY_2027 = 46508  # 1 May 2027 as spreadsheets count days


def dated(case: Case, start: str | None, fiscal_month: int) -> Case:
    return replace(case, header=replace(case.header, start=start, fiscal_month=fiscal_month))


def written(case: Case, path: Path, horizon: int) -> roi.Run:
    run = roi.simulate(case, draws=256, seed=1, horizon=horizon)
    workbook(run, path, trials=16)
    return run


def years(book: Workbook) -> dict[str, dict[str, float]]:
    """Name of a fiscal year → money by column heading."""
    sheet = book["Years"]
    heads = [cell.value for cell in sheet[ROW]][FIRST - 1 :]
    rows: dict[str, dict[str, float]] = {}
    for row in sheet.iter_rows(min_row=ROW + 2, values_only=True):
        if not row[LABEL - 1]:
            break
        money = zip(heads, row[FIRST - 1 :], strict=True)
        rows[str(row[LABEL - 1])] = {str(head): float(value) for head, value in money if value is not None}  # type: ignore[arg-type]
    return rows


def same(shown: dict[str, dict[str, float]], table: FinanceTable) -> None:
    assert tuple(shown) == table.columns
    for k, row in enumerate(shown.values()):
        for heading, name in (("Benefits", "benefits"), ("Costs", "costs"), ("Net", "net")):
            assert row[heading] == pytest.approx(table.total(name).by_year[k], rel=1e-12, abs=1e-6)
        assert row["Running net"] == pytest.approx(
            sum(table.total("net").by_year[: k + 1]), rel=1e-9, abs=1e-6
        )


@pytest.mark.parametrize("fiscal_month", [1, 4, 5, 12])
def test_years_are_those_of_the_engine(small: Case, tmp_path: Path, fiscal_month: int) -> None:
    run = written(dated(small, "2027-05", fiscal_month), tmp_path / "a.xlsx", 30)
    table = fiscal_table(run.plan)
    assert table is not None
    same(years(with_values(tmp_path / "a.xlsx", "Years")), table)


def test_without_a_first_month_years_are_counted(small: Case, tmp_path: Path) -> None:
    written(dated(small, None, 4), tmp_path / "a.xlsx", 30)
    table = years(with_values(tmp_path / "a.xlsx", "Years"))
    assert list(table) == ["Year 1", "Year 2", "Year 3"]


@pytest.mark.libreoffice
def test_dates_and_horizon_are_followed(small: Case, tmp_path: Path) -> None:
    """A first month, a fiscal month and a horizon typed into an undated file give the engine's table."""
    written(dated(small, None, 1), tmp_path / "a.xlsx", 30)
    cells = {"first_month": MAY_2027, "typed_horizon": 75}
    changed = typed(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {**cells, "typed_fiscal_month": 4})
    book = recalculated(changed, "Years", "Results")
    model = roi.simulate(dated(small, "2027-05", 4), draws=256, seed=1, horizon=75).model
    table = fiscal_table(plan(model))
    assert table is not None
    same(years(book), table)
    chart = book["Results"]
    titles = [row for row in range(1, chart.max_row) if str(chart.cell(row, 1).value).startswith("Points of")]
    assert titles
    for row in titles:
        months = [number(chart.cell(row + 2 + k, 1).value) for k in range(31)]
        assert (months[0], months[-1]) == (0, 75)
        assert months == sorted(months)
