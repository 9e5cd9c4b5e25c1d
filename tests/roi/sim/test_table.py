"""The finance table: parts add up to wholes, and its net present value is that of the metrics."""

from __future__ import annotations

import numpy as np
import pytest

import cases
import roi
from roi.case import KINDS
from roi.sim.cuts import CUTS
from roi.sim.run import Run
from roi.sim.table import FinanceTable, contract_years, fiscal_table, fiscal_years, quarters
from tests.support.documents import case_of, flow
from tests.support.shipped import SAMPLE

VARIANTS = [
    (name, option, horizon)
    for name in SAMPLE[:1]
    for option in (None, *cases.load(name).options)
    for horizon in (None, 30)
]
CUT_ROWS = (
    ("cash", "cash_benefits", "cash_net"),
    ("headline", "benefits", "net"),
    ("soft", "benefits_with_soft", "net_with_soft"),
)


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda v: "-".join(map(str, v)))
def run(request: pytest.FixtureRequest) -> Run:
    name, option, horizon = request.param
    return roi.simulate(cases.load(name), option=option, horizon=horizon, draws=1_024)


def tables(run: Run) -> tuple[FinanceTable, FinanceTable]:
    figures = run.summary()
    return figures.plan_table, figures.mean_table


def close(value: float, expected: float, scale: float) -> None:
    """To 1e-11 of the money that moves: the same sums in another order."""
    assert value == pytest.approx(expected, abs=1e-11 * scale)


def moved(table: FinanceTable) -> float:
    return sum(abs(value) for row in table.rows for value in row.by_year)


def test_every_row_s_years_add_up_to_its_total(run: Run) -> None:
    for table in tables(run):
        for row in table.rows:
            assert len(row.by_year) == len(table.columns)
            close(sum(row.by_year), row.total, moved(table))


def test_lines_add_up_to_totals_and_totals_to_nets(run: Run) -> None:
    for table in tables(run):
        scale = moved(table)
        costs = [row for row in table.rows if row.role == "cost"]
        assert all(row.counted for row in costs)
        for k, (_, total, net) in enumerate(CUT_ROWS):
            kinds = KINDS[: k + 1]
            parts = [r for r in table.rows if r.role == "benefit" and r.counted and r.detail in kinds]
            for at in range(len(table.columns)):
                close(table.total(total).by_year[at], sum(row.by_year[at] for row in parts), scale)
                close(table.total("costs").by_year[at], sum(row.by_year[at] for row in costs), scale)
                expected = table.total(total).by_year[at] - table.total("costs").by_year[at]
                close(table.total(net).by_year[at], expected, scale)
            close(table.total(total).present_value, sum(row.present_value for row in parts), scale)
            close(table.total("costs").total, sum(row.total for row in costs), scale)


def test_the_table_s_net_present_value_is_the_metric_s(run: Run) -> None:
    plan_, mean_ = tables(run)
    figures = run.summary()
    for cut, total, net in CUT_ROWS:
        statistics = figures.metrics[cut]
        close(plan_.total(net).present_value, statistics["npv"].base, moved(plan_))
        close(plan_.total(total).present_value, statistics["pv_benefits"].base, moved(plan_))
        close(mean_.total(net).present_value, statistics["npv"].mean.value, moved(mean_))
        close(mean_.total(total).present_value, statistics["pv_benefits"].mean.value, moved(mean_))
        close(mean_.total("costs").present_value, statistics["pv_costs"].mean.value, moved(mean_))


def test_first_year_net_is_initial_and_year_1_of_the_cash_cut(run: Run) -> None:
    figures = run.summary()
    for table, value in (
        (figures.plan_table, figures.metrics["cash"]["first_year_net"].base),
        (figures.mean_table, figures.metrics["cash"]["first_year_net"].mean.value),
    ):
        close(sum(table.total("cash_net").by_year[:2]), value, moved(table))


def test_alternatives_are_rows_of_their_own_and_in_no_sum(run: Run) -> None:
    for table in tables(run):
        for line in run.model.lines:
            if line.spec.flow is not None:
                assert table.line(line.id).counted == (line.spec.instead_of is None)


# ---- periods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("horizon", [1, 11, 12, 13, 24, 30, 36, 120])
def test_contract_years_hold_every_month_once(horizon: int) -> None:
    periods = contract_years(horizon)
    months = [month for period in periods for month in range(period.first, period.stop)]
    assert months == list(range(horizon + 1))
    assert [period.heading for period in periods][:2] == ["Initial", "Year 1"]


@pytest.mark.parametrize("horizon", [1, 11, 12, 36, 120])
@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("fiscal", [1, 4, 7, 10, 12])
def test_fiscal_years_hold_every_month_once(month: int, horizon: int, fiscal: int) -> None:
    """Month 1 is the month the case starts in; the month before `fiscal` is the last of its year."""
    periods = fiscal_years(f"2027-{month:02d}", horizon, fiscal)
    months = [number for period in periods for number in range(period.first, period.stop)]
    assert months == list(range(horizon + 1))
    for period in periods:
        for number in range(max(period.first, 1), period.stop):
            calendar = 12 * 2027 + month - 1 + number - 1
            assert int(period.heading[:4]) == (calendar - (fiscal - 1)) // 12


@pytest.mark.parametrize("horizon", [1, 11, 12, 36, 120])
@pytest.mark.parametrize("start", [None, "2027-01", "2027-05", "2027-12"])
@pytest.mark.parametrize("fiscal", [1, 4, 10])
def test_quarters_hold_every_month_once_and_add_up_to_years(
    horizon: int, start: str | None, fiscal: int
) -> None:
    periods = quarters(horizon, start, fiscal)
    assert [month for period in periods for month in range(period.first, period.stop)] == [
        *range(horizon + 1)
    ]
    assert all(period.stop - max(period.first, 1) <= 3 for period in periods)
    years = contract_years(horizon)[1:] if start is None else fiscal_years(start, horizon, fiscal)
    for year in years:
        inside = [period for period in periods if period.heading.startswith(f"{year.heading} Q")]
        assert (max(inside[0].first, 1), inside[-1].stop) == (max(year.first, 1), year.stop)
    if start is not None:
        for period in periods:
            months = 12 * 2027 + int(start[-2:]) - fiscal + max(period.first, 1) - 1
            assert int(period.heading[-1]) == months % 12 // 3 + 1


def test_a_fiscal_year_that_is_no_calendar_year_has_both_names() -> None:
    assert [p.heading for p in fiscal_years("2027-04", 24, 4)] == ["2027/28", "2028/29"]
    assert [p.heading for p in fiscal_years("2099-03", 2, 4)] == ["2098/99", "2099/00"]


def test_a_fiscal_table_is_the_plan_by_fiscal_year() -> None:
    inputs = {"gain": (10, "USD/month"), "cost": (50, "USD")}
    lines = {"benefit": flow("gain"), "fee": flow("cost", "USD", class_="run", when="start")}
    run = roi.simulate(case_of(inputs, lines, header={"start": "2027-04"}), draws=32)
    table = fiscal_table(run.plan)
    assert table is not None
    assert table.columns == ("2027", "2028", "2029", "2030")
    assert table.line("benefit").by_year == (90.0, 120.0, 120.0, 30.0)
    assert table.total("net").by_year == (40.0, 120.0, 120.0, 30.0)
    assert table.total("net").present_value == run.summary().plan_table.total("net").present_value
    assert roi.simulate(case_of(inputs, lines), draws=32).summary().fiscal_table is None


def test_yearly_payments_stand_in_the_year_they_are_paid() -> None:
    inputs = {"fee": (120, "USD/year")}
    lines = {"licence": flow("fee", "USD/year", class_="licence", when="yearly-in-advance")}
    table = roi.simulate(case_of(inputs, lines, header={"horizon": 30}), draws=32).summary().plan_table
    assert table.columns == ("Initial", "Year 1", "Year 2", "Year 3")
    assert table.line("licence").by_year == (0.0, 120.0, 120.0, 120.0)
    assert table.line("licence").total == 360.0


def test_every_cut_has_its_rows() -> None:
    assert [cut for cut, _, _ in CUT_ROWS] == list(CUTS)
    assert np.all([row[1] != row[2] for row in CUT_ROWS])
