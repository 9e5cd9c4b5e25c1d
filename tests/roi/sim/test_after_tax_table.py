"""The plan after tax by year against tables worked by hand; real and nominal money have one present value."""

from __future__ import annotations

from typing import Any

import pytest
import pyxirr

from roi.model import resolve
from roi.sim.after_tax_table import after_tax_table
from roi.sim.cuts import HEADLINE
from roi.sim.plan import plan
from roi.sim.table import FinanceTable
from tests.support.documents import line
from tests.support.financed import ALL, FINANCED, UNCERTAIN, project, uncertain

YEAR_END = {"discounting": "year-end"}


def by_year(table: FinanceTable | None) -> dict[str, tuple[float, ...]]:
    assert table is not None
    return {row.id: row.by_year for row in table.rows}


def test_a_build_over_three_years_with_working_capital() -> None:
    """In thousands: −900, 500, 500, 500; written down 300 a year, taxed a quarter; 90 tied up for three years."""
    finance = {**FINANCED, "working_capital": "stock"}
    case = project(finance, YEAR_END, held=("90_000", "USD"), lines={"stock": line("held", "USD")})
    base = plan(resolve(case))
    table = after_tax_table(base)
    assert {name: [round(money / 1_000, 9) for money in row] for name, row in by_year(table).items()} == {
        "net_before_tax": [-900, 500, 500, 500],
        "taxable_income": [0, 200, 200, 200],
        "tax": [0, -50, -50, -50],
        "working_capital": [-90, 0, 0, 90],
        "net_after_tax": [-990, 450, 450, 540],
    }
    assert table is not None
    after = table.total("net_after_tax").present_value
    assert after == pytest.approx(base.metric("npv_after_tax", HEADLINE), rel=1e-12)
    assert after == pytest.approx(pyxirr.npv(0.1, [-990_000, 450_000, 450_000, 540_000]), rel=1e-12)


@pytest.mark.parametrize("header", [{}, YEAR_END])
def test_real_money_at_the_real_rate_is_nominal_money_at_the_nominal_rate(header: dict[str, str]) -> None:
    """To 1e-12, with every other part of the table; real flows are smaller."""
    base = plan(resolve(uncertain(header)))
    table = after_tax_table(base)
    assert table is not None
    nominal, real = table.total("net_after_tax"), table.total("net_after_tax_real")
    assert real.present_value == pytest.approx(nominal.present_value, rel=1e-12)
    assert real.present_value == pytest.approx(base.metric("npv_after_tax", HEADLINE), rel=1e-12)
    assert real.by_year[0] == nominal.by_year[0]
    assert all(abs(a) < abs(b) for a, b in zip(real.by_year[1:], nominal.by_year[1:], strict=True))


def test_a_case_in_prices_of_the_start_is_told_in_money_of_its_day() -> None:
    """500 a year at prices that rise by 2 %: 510, 520.2, 530.604; the rate is 1.1 × 1.02 − 1 = 12.2 %."""
    case = project({"basis": "real", "inflation": "prices"}, YEAR_END, prices=("2", "%/year"))
    table = after_tax_table(plan(resolve(case)))
    flows = [-900_000, 510_000, 520_200, 530_604]
    assert by_year(table)["net_before_tax_nominal"] == pytest.approx(flows, rel=1e-12)
    assert table is not None
    worth = table.total("net_before_tax_nominal").present_value
    assert worth == pytest.approx(pyxirr.npv(0.122, flows), rel=1e-12)
    assert worth == pytest.approx(table.total("net_before_tax").present_value, rel=1e-12)


def test_there_is_no_table_without_tax_and_prices() -> None:
    assert after_tax_table(plan(resolve(project(None)))) is None
    more: dict[str, Any] = {name: UNCERTAIN[name] for name in ("borrowing", "hurdle", "times")}
    few = {key: ALL[key] for key in ("finance_rate", "second_discount_rate", "terminal_multiple")}
    assert after_tax_table(plan(resolve(project(few, **more)))) is None
