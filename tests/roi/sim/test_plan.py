"""The base case against closed forms: annuities, pyxirr, and a table of Forrester's kind."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from roi.model import resolve
from roi.sim.cuts import CASH, CUTS, HEADLINE
from roi.sim.metrics import metrics_of
from roi.sim.plan import Plan, plan
from tests.support.documents import case_of, flow
from tests.support.examples import examples

rates = st.floats(-20, 60)  # %/year
gains = st.floats(1, 1e5)  # USD/month
costs = st.floats(1, 1e6)  # USD
horizons = st.integers(1, 120)


def project(gain: float, cost: float, rate: float, horizon: int, **header: Any) -> Plan:
    """A cost at the start and a gain every month."""
    inputs = {
        "gain": (repr(gain), "USD/month"),
        "cost": (repr(cost), "USD"),
        "discount_rate": (f"{rate!r}%", "%/year"),
    }
    lines = {"benefit": flow("gain"), "build": flow("cost", "USD", class_="integration", when="start")}
    return plan(resolve(case_of(inputs, lines, header={"horizon": horizon, **header})))


def annuity(rate: float, months: int) -> float:
    """Present value of 1 at the end of each of so many months."""
    growth = (1 + rate / 100) ** (1 / 12)
    return months if growth == 1 else (1 - growth**-months) / (growth - 1)


@given(gains, costs, rates, horizons)
def test_an_annuity(gain: float, cost: float, rate: float, horizon: int) -> None:
    """NPV, ROI, BCR of a constant gain.  1e-9: a rate near 0 costs the closed form half its digits."""
    base = project(gain, cost, rate, horizon)
    if abs(rate) < 1e-5:
        rate = 0.0
    benefits = gain * annuity(rate, horizon)
    scale = max(benefits, cost)
    assert base.metric("npv", HEADLINE) == pytest.approx(benefits - cost, abs=1e-6 * scale)
    assert base.metric("pv_benefits", HEADLINE) == pytest.approx(benefits, rel=1e-6)
    assert base.metric("pv_costs", HEADLINE) == cost
    assert base.metric("roi", HEADLINE) == pytest.approx(benefits / cost - 1, abs=1e-6 * scale / cost)
    assert base.metric("bcr", HEADLINE) == pytest.approx(benefits / cost, rel=1e-6)


@given(gains, costs, horizons)
def test_payback_peak_funding_and_first_year(gain: float, cost: float, horizon: int) -> None:
    base = project(gain, cost, 10, horizon)
    months = cost / gain
    if abs(months - horizon) > 1e-9 * horizon:  # at the very horizon rounding decides
        expected = months if months <= horizon else math.inf
        assert base.metric("payback_months", HEADLINE) == pytest.approx(expected, rel=1e-9)
    assert base.metric("peak_funding", CASH) == cost
    first = gain * min(12, horizon) - cost
    assert base.metric("first_year_net", CASH) == pytest.approx(first, abs=1e-9 * (cost + 12 * gain))


@given(st.floats(0.5, 40), horizons.filter(lambda h: h > 2))
def test_discounted_payback(rate: float, horizon: int) -> None:
    """A gain of 1 pays a cost worth n - 1/2 months of it in month n: inside it, by the discounted gains."""
    n = horizon // 2 + 1
    before, at = annuity(rate, n - 1), annuity(rate, n)
    base = project(1.0, (before + at) / 2, rate, horizon)
    assert base.metric("discounted_payback_months", HEADLINE) == pytest.approx(n - 0.5, rel=1e-6)


@given(gains, costs, rates, horizons)
def test_delay_cost(gain: float, cost: float, rate: float, horizon: int) -> None:
    """A month later: the cost falls in month 1, one gain fewer fits, all of them a month on."""
    base = project(gain, cost, rate, horizon)
    month = (1 + rate / 100) ** (-1 / 12)
    now = gain * annuity(rate, horizon) - cost
    later = month * (gain * annuity(rate, horizon - 1) - cost)
    scale = gain * horizon + cost
    assert base.metric("delay_cost", HEADLINE) == pytest.approx(now - later, abs=1e-5 * scale)


@examples(50)
@given(gains, costs, st.integers(2, 120))
def test_irr_is_pyxirr_s(gain: float, cost: float, horizon: int) -> None:
    base = project(gain, cost, 10, horizon)
    monthly = pyxirr.irr([-cost] + [gain] * horizon)
    if monthly is None or not -0.5 < monthly < 10:
        return  # out of reach of the other solver
    expected = (1 + monthly) ** 12 - 1
    assert base.metric("irr", HEADLINE) == pytest.approx(expected, rel=1e-8, abs=1e-9)


@given(st.lists(gains, min_size=3, max_size=3), costs, st.floats(0, 40))
def test_year_end_discounting_is_forrester_s_table(years: list[float], cost: float, rate: float) -> None:
    """Initial, Year 1 … 3, each year's total discounted by (1 + r)^-k; IRR of these four figures."""
    inputs = {f"g{k}": (repr(value / 12), "USD/month") for k, value in enumerate(years)}
    inputs |= {"y": ("12", "month"), "cost": (repr(cost), "USD"), "discount_rate": (f"{rate!r}%", "%/year")}
    formula = "g0 if month <= y else g1 if month <= y + y else g2"
    lines = {"benefit": flow(formula), "build": flow("cost", "USD", class_="integration", when="start")}
    header = {"horizon": 36, "discounting": "year-end"}
    base = plan(resolve(case_of(inputs, lines, header=header)))
    value = sum(year / (1 + rate / 100) ** (k + 1) for k, year in enumerate(years))
    assert base.metric("pv_benefits", HEADLINE) == pytest.approx(value, rel=1e-12)
    assert base.metric("roi", HEADLINE) == pytest.approx((value - cost) / cost, rel=1e-9, abs=1e-12)
    expected = pyxirr.irr([-cost, *years])
    if expected is not None and -0.5 < expected < 100:
        assert base.metric("irr", HEADLINE) == pytest.approx(expected, rel=1e-8, abs=1e-9)


def test_a_published_shape_of_table() -> None:
    """-100 at once and 60 at the end of each of three years at 10 %: 149.21, 49.21, 49 %."""
    base = project(5, 100, 10, 36, discounting="year-end")
    assert base.metric("pv_benefits", HEADLINE) == pytest.approx(149.211, abs=5e-4)
    assert base.metric("roi", HEADLINE) == pytest.approx(0.49211, abs=5e-6)


@given(costs, rates, st.integers(1, 60))
def test_yearly_in_advance_is_paid_whole_even_if_the_horizon_cuts_it(
    fee: float, rate: float, horizon: int
) -> None:
    inputs = {"fee": (repr(fee), "USD/year"), "discount_rate": (f"{rate!r}%", "%/year")}
    line = flow("fee", "USD/year", class_="licence", when="yearly-in-advance")
    base = plan(resolve(case_of(inputs, {"licence": line}, header={"horizon": horizon})))
    months = range(1, horizon + 1, 12)
    expected = sum(fee * (1 + rate / 100) ** (-month / 12) for month in months)
    assert base.metric("pv_costs", HEADLINE) == pytest.approx(expected, rel=1e-12)
    assert base.payments["licence"].sum() == pytest.approx(fee * len(months), rel=1e-12)


def test_nothing_flows() -> None:
    base = plan(resolve(case_of({}, {})))
    for name, row in metrics_of(base.model).items():
        expected = 0.0 if row.unit in ("money", "months") else math.nan  # no ratio of nothing to nothing
        for cut in CUTS:
            assert base.metric(name, cut) == pytest.approx(expected, nan_ok=True)


def test_other_values_of_inputs() -> None:
    """`plan` takes values as formulas see them, and only changes those."""
    inputs = {"gain": ("normal(10, 1)", "USD/month"), "share": (50, "%")}
    model = resolve(case_of(inputs, {"benefit": flow("gain * share")}, header={"horizon": 1}))
    assert plan(model).payments["benefit"].tolist() == [0.0, 5.0]
    assert plan(model, {"share": 0.25}).payments["benefit"].tolist() == [0.0, 2.5]
    assert plan(model, {"share": 0.25}).inputs["gain"] == 10.0


def test_values_are_by_month_whatever_their_shape() -> None:
    inputs = {"gain": ("normal(10, 1)", "USD/month"), "rate": (3, "%/year")}
    lines = {"a": flow("gain"), "b": flow("gain * grow(rate, month)"), "c": flow("2 * gain", kind="soft")}
    base = plan(resolve(case_of(inputs, lines)))
    assert {name: values.shape for name, values in base.values.items()} == dict.fromkeys(lines, (37,))
    assert base.values["b"] == pytest.approx(10 * 1.03 ** (np.arange(37) / 12), rel=1e-14)
