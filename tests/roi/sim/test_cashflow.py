import math

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roi.errors import RoiError
from roi.sim.cashflow import (
    bcr,
    delayed_npv,
    discount_factors,
    payback,
    peak_funding,
    present_value,
    roi_ratio,
    running_sum,
    total,
    yearly,
)

# Whole cents, so that running sums of the reference and ours hit zero at the same month.
cents = st.integers(-(10**9), 10**9).map(float)
tables = st.tuples(st.integers(1, 40), st.integers(1, 5)).flatmap(
    lambda s: arrays(np.float64, s, elements=cents)
)
rates = st.floats(-0.5, 2.0)


def _payback(flows: list[float]) -> float:
    """Slowly: the first moment from which the piecewise linear running net is never below zero again."""
    running = [sum(flows[: m + 1]) for m in range(len(flows))]
    if running[-1] < 0:
        return math.inf
    for month in range(len(running) - 1, -1, -1):
        if running[month] < 0:
            return month + running[month] / (running[month] - running[month + 1])
    return 0.0


@given(tables)
def test_measures_agree_with_plain_python(flows: np.ndarray) -> None:
    running = running_sum(flows)
    months, funding = payback(running), peak_funding(running)
    for j, column in enumerate(flows.T.tolist()):
        sums = [sum(column[: m + 1]) for m in range(len(column))]
        assert running[:, j].tolist() == sums  # whole numbers: exact
        assert months[j] == pytest.approx(_payback(column), rel=1e-14)
        assert funding[j] == max(0.0, -min(sums))
        assert total(flows)[j] == sums[-1]
    assert not np.signbit(funding).any()


@given(tables, rates, st.sampled_from(["month-end", "year-end"]))
def test_present_value_agrees_with_plain_python(flows: np.ndarray, rate: float, convention: str) -> None:
    factors = discount_factors(rate, len(flows) - 1, convention)
    assert factors.shape == (len(flows), 1)
    values, delayed = present_value(flows, factors), delayed_npv(flows, factors)
    for j, column in enumerate(flows.T.tolist()):
        years = [m / 12 if convention == "month-end" else math.ceil(m / 12) for m in range(len(column))]
        terms = [flow * (1 + rate) ** -y for flow, y in zip(column, years, strict=True)]
        # 1e-13 of the terms' size: exp(y log1p r) against a power, each good to 1e-15 or so
        size = 1e-13 * max(1.0, sum(map(abs, terms)))
        assert values[j] == pytest.approx(math.fsum(terms), abs=size)
        later = [flow * (1 + rate) ** -y for flow, y in zip(column[:-1], years[1:], strict=True)]
        assert delayed[j] == pytest.approx(math.fsum(later), abs=1e-13 * max(1.0, sum(map(abs, later))))


@given(st.floats(0.001, 1.0), st.integers(1, 120))
def test_a_level_flow_is_an_annuity(rate: float, horizon: int) -> None:
    monthly = math.expm1(math.log1p(rate) / 12)
    flows = np.ones((horizon + 1, 1))
    flows[0] = 0
    expected = -math.expm1(-horizon * math.log1p(monthly)) / monthly
    assert present_value(flows, discount_factors(rate, horizon, "month-end"))[0] == pytest.approx(
        expected, rel=1e-11
    )


@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.integers(1, 10))
def test_growing_flows_under_year_end_are_a_geometric_series(rate: float, growth: float, years: int) -> None:
    flows = np.array([0.0] + [(1 + growth) ** (m // 12) / 12 for m in range(12 * years)])[:, None]
    expected = sum((1 + growth) ** k / (1 + rate) ** (k + 1) for k in range(years))
    assert present_value(flows, discount_factors(rate, 12 * years, "year-end"))[0] == pytest.approx(
        expected, rel=1e-12
    )


@given(arrays(np.float64, (37, 2), elements=cents), st.floats(0.0, 1.0))
def test_present_value_is_pyxirr_s(flows: np.ndarray, rate: float) -> None:
    monthly = math.expm1(math.log1p(rate) / 12)
    values = present_value(flows, discount_factors(np.array([rate, rate]), 36, "month-end"))
    yearly_values = present_value(flows, discount_factors(rate, 36, "year-end"))
    for j in range(2):
        size = 1e-12 * max(1.0, np.abs(flows).sum())
        assert values[j] == pytest.approx(pyxirr.npv(monthly, flows[:, j]), abs=size)
        assert yearly_values[j] == pytest.approx(pyxirr.npv(rate, yearly(flows)[:, j]), abs=size)


def test_discount_factors_by_draw_are_those_of_each_rate() -> None:
    by_draw = discount_factors(np.array([0.0, 0.1, 1.0]), 25, "year-end")
    assert by_draw.shape == (26, 3)
    assert by_draw[:, 0].tolist() == [1.0] * 26
    for j, rate in enumerate((0.0, 0.1, 1.0)):
        assert np.array_equal(by_draw[:, [j]], discount_factors(rate, 25, "year-end"))
    assert by_draw[[0, 1, 12, 13, 24, 25], 2].tolist() == pytest.approx(
        [1, 0.5, 0.5, 0.25, 0.25, 0.125], rel=1e-15
    )
    assert discount_factors(0.1, 12, "month-end")[12, 0] == pytest.approx(1 / 1.1, rel=1e-15)


@pytest.mark.parametrize("rate", [-1.0, -2.0, math.nan, math.inf])
def test_impossible_rates_are_refused(rate: float) -> None:
    with pytest.raises(RoiError, match="above -100 %"):
        discount_factors(np.array([0.1, rate]), 3, "month-end")


def test_unknown_convention_is_refused() -> None:
    with pytest.raises(RoiError, match="month-end") as caught:
        discount_factors(0.1, 3, "month_end")
    assert str(caught.value.where) == "discounting"


def test_payback_one_by_one() -> None:
    flows = np.array([
        [-100, 50, 50, 50],  # exactly at month 2
        [-100, 40, 40, 40],  # half-way in month 3
        [0, 10, 10, 10],  # never negative
        [-100, 10, 10, 10],  # never
        [-100, 150, -100, 60],  # not the first crossing, but the one that lasts
        [-100, 150, 0, -60],  # it ends below zero
        [10, -20, 5, 5],  # exactly zero at the end
    ], dtype=float).T  # fmt: skip
    assert payback(running_sum(flows)).tolist() == [2, 2.5, 0, math.inf, 2 + 50 / 60, math.inf, 3]


def test_delay_costs_what_falls_out() -> None:
    flows = np.array([[-100.0], [60.0], [60.0]])
    assert delayed_npv(flows, discount_factors(0.0, 2, "month-end")).tolist() == [-40.0]
    assert delayed_npv(flows[:1], discount_factors(0.0, 0, "month-end")).tolist() == [0.0]


def test_a_month_s_delay_is_a_month_s_discount_by_either_convention() -> None:
    """100 out at the start, 5 a month: what a delay costs hardly depends on when a year's flows are discounted."""
    flows = np.array([[-100.0], *[[5.0]] * 36])
    costs = []
    for convention in ("month-end", "year-end"):
        factors = discount_factors(0.1, 36, convention)
        costs.append(float((present_value(flows, factors) - delayed_npv(flows, factors, convention))[0]))
    month = 1.1 ** (-1 / 12)
    by_hand = sum(flow * 1.1 ** -math.ceil(m / 12) for m, flow in enumerate(flows[:-1, 0])) * month
    assert costs[1] == pytest.approx(present_value(flows, factors)[0] - by_hand, rel=1e-12)
    assert costs[0] == pytest.approx(costs[1], rel=0.1)


def test_ratios_are_undefined_without_costs() -> None:
    benefits, costs = np.array([150.0, 150.0, 150.0, 0.0]), np.array([100.0, 0.0, -10.0, 100.0])
    assert roi_ratio(benefits, costs)[[0, 3]].tolist() == [0.5, -1.0]
    assert bcr(benefits, costs)[[0, 3]].tolist() == [1.5, 0.0]
    assert np.isnan(roi_ratio(benefits, costs)[1:3]).all()
    assert np.isnan(bcr(benefits, costs)[1:3]).all()


@given(tables)
def test_years_add_up(flows: np.ndarray) -> None:
    by_year = yearly(flows)
    assert len(by_year) == 1 + math.ceil((len(flows) - 1) / 12)
    assert np.array_equal(by_year[0], flows[0])
    assert total(by_year).tolist() == total(flows).tolist()  # whole numbers: exact
    if len(flows) > 13:
        assert by_year[1].tolist() == flows[1:13].sum(axis=0).tolist()


@given(tables, st.integers(0, 5), st.floats(0, 1))
def test_bits_do_not_depend_on_the_block(flows: np.ndarray, cut: int, rate: float) -> None:
    cut = min(cut, flows.shape[1])
    factors = discount_factors(rate, len(flows) - 1, "month-end")
    parts = [present_value(flows[:, s], factors) for s in (slice(0, cut), slice(cut, None))]
    assert np.concatenate(parts).tobytes() == present_value(flows, factors).tobytes()
    parts = [payback(running_sum(flows[:, s])) for s in (slice(0, cut), slice(cut, None))]
    assert np.concatenate(parts).tobytes() == payback(running_sum(flows)).tobytes()


@pytest.mark.parametrize("n", [1, 2, 7, 64, 2_048, 5_000])
def test_a_present_value_adds_month_after_month_whatever_stands_beside_it(n: int) -> None:
    rng = np.random.default_rng(n)
    flows, factors = rng.normal(size=(37, n)), np.exp(-rng.random((37, n)))
    for weights in (factors, factors[:, :1]):
        slowly = flows[0] * weights[0]
        for flow, weight in zip(flows[1:], weights[1:], strict=True):
            slowly = slowly + flow * weight
        assert present_value(flows, weights).tolist() == slowly.tolist()
