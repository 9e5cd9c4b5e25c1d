"""The modified rate of return against Excel's own example, pyxirr, and the rate it is when both rates are it."""

from __future__ import annotations

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from roi.sim.irr import irr, mirr

# The example of Excel's MIRR, support.microsoft.com/en-US/excel/functions/mirr-function: 13 %, -5 %, 13 %.
LOAN = np.array([-120_000.0, 39_000, 30_000, 21_000, 37_000, 46_000])[:, None]
flows = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=2, max_size=40)
rates = st.floats(-0.3, 0.6)


def rate_of(values: np.ndarray, finance: float, reinvest: float, per_year: int = 1) -> float:
    return float(mirr(values, per_year, np.array([finance]), np.array([reinvest]))[0])


def test_the_example_of_excel() -> None:
    assert rate_of(LOAN, 0.10, 0.12) == pytest.approx(0.1261, abs=5e-5)
    assert rate_of(LOAN[:4], 0.10, 0.12) == pytest.approx(-0.0480, abs=5e-5)
    assert rate_of(LOAN, 0.10, 0.14) == pytest.approx(0.1348, abs=5e-5)


def test_a_single_period_returns_what_came_of_it() -> None:
    assert rate_of(np.array([-100.0, 121.0])[:, None], 0.10, 0.12) == pytest.approx(0.21)


@given(flows, rates, rates)
def test_pyxirr_agrees(values: list[float], finance: float, reinvest: float) -> None:
    """To 1e-9 of 1 + rate, wherever there is an inflow and an outflow."""
    if min(values) >= 0 or max(values) <= 0:
        return
    expected = pyxirr.mirr(values, finance, reinvest)
    assert expected is not None
    modified = rate_of(np.array(values)[:, None], finance, reinvest)
    assert 1 + modified == pytest.approx(1 + expected, rel=1e-9)


@given(flows, rates, rates)
def test_months_are_brought_to_a_year(values: list[float], finance: float, reinvest: float) -> None:
    """Of monthly flows: Excel's rate a month at the monthly equivalents, compounded."""
    if min(values) >= 0 or max(values) <= 0:
        return
    monthly = [(1 + rate) ** (1 / 12) - 1 for rate in (finance, reinvest)]
    a_month = pyxirr.mirr(values, *monthly)
    assert a_month is not None
    modified = rate_of(np.array(values)[:, None], finance, reinvest, 12)
    assert 1 + modified == pytest.approx((1 + a_month) ** 12, rel=1e-9, abs=1e-12)


def test_at_the_internal_rate_it_is_the_internal_rate() -> None:
    """Where both rates are the IRR, outflows compounded at it are worth the inflows (Lin 1976)."""
    rate = float(irr(LOAN, 1)[0])
    assert rate_of(LOAN, rate, rate) == pytest.approx(rate, abs=1e-12)


def test_what_has_no_inflow_or_no_outflow() -> None:
    columns = np.array([[-1.0, 0.0], [1.0, 2.0], [0.0, 0.0]]).T
    rates = mirr(columns, 1, np.array([0.1]), np.array([0.1]))
    assert rates[0] == -1
    assert rates[1] == np.inf
    assert np.isnan(rates[2])


def test_a_draw_has_its_rate_whatever_stands_beside_it() -> None:
    values = np.random.default_rng(1).normal(size=(37, 300))
    finance, reinvest = np.linspace(0, 0.3, 300), np.linspace(0.2, 0, 300)
    together = mirr(values, 12, finance, reinvest)
    alone = [mirr(values[:, [k]], 12, finance[[k]], reinvest[[k]])[0] for k in range(300)]
    assert (together == np.array(alone)).all()
