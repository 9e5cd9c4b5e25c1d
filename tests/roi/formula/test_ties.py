"""What is equal but for rounding is equal in every comparison, on every face; what is not is told apart."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roi.formula import ties
from roi.formula.arrays import evaluate, month_axis
from roi.model import resolve
from roi.sim.plan import plan
from tests.support.documents import case_of, flow
from tests.support.world import HORIZON, checked, values

Comparison = Callable[[float, float], object]
EXACT: dict[str, Comparison] = {
    "below": operator.lt, "at_most": operator.le, "above": operator.gt, "at_least": operator.ge,
    "equal": operator.eq, "unequal": operator.ne,
}  # fmt: skip
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
MODERATE = st.floats(-1e9, 1e9)


def compared(a: float, b: float) -> dict[str, bool]:
    return {name: bool(getattr(ties, name)(np.float64(a), np.float64(b))) for name in EXACT}


def exactly(a: float, b: float) -> dict[str, bool]:
    return {name: bool(by(a, b)) for name, by in EXACT.items()}


@given(MODERATE, st.integers(-64, 64))
@example(13.0, -2)
@example(0.0, 1)
def test_some_units_in_the_last_place_are_no_difference(a: float, steps: int) -> None:
    b = a + steps * math.ulp(a)
    assert compared(a, b) == compared(b, a) == exactly(0.0, 0.0)


@given(MODERATE, MODERATE)
@example(0.1, 0.2)
def test_a_sum_and_back_is_no_difference(a: float, b: float) -> None:
    """In amounts of its own size: what is left of a difference of large numbers is not equal to what is small."""
    size = 1 + max(abs(a), abs(b))
    assert compared((a + b - b) / size, a / size) == exactly(0.0, 0.0)


@given(NUMBERS, NUMBERS)
@example(math.inf, math.inf)
@example(-math.inf, math.inf)
@example(math.nan, 0.0)
@example(1e-300, 1e-11)
def test_what_is_further_apart_is_compared_as_it_is(a: float, b: float) -> None:
    near = abs(a - b) <= 1e-11 * (1 + min(abs(a), abs(b)))
    if not near:
        assert compared(a, b) == exactly(a, b)


def test_one_comparison_in_three_was_decided_by_rounding() -> None:
    """The expressions that both Excel forms are held against do meet ties."""
    given_values = values(200, seed=3)
    apart = evaluate(checked("p + q / 3 - q / 3 - p", "–"), given_values, month_axis(HORIZON))
    assert 0.2 < np.mean(apart != 0) < 0.8
    assert np.abs(apart).max() < 1e-15


@pytest.mark.parametrize(
    ("ended", "early", "whole"), [(25.1, 12.1, 13), (38.3, 25.3, 13), (16.4, 10.4, 6), (33.3, 9.3, 24)]
)
def test_a_month_is_neither_paid_twice_nor_left_out_for_a_rounding(
    ended: float, early: float, whole: int
) -> None:
    """A licence that ends with month 25.1 - 12.1 and another that begins after it: one of them in each month."""
    assert 0 < abs(ended - early - whole) < 1e-13
    inputs: dict[str, Any] = {
        "ended": (ended, "month"), "early": (early, "month"), "x": (7, "USD/month"),
    }  # fmt: skip
    lines = {
        "until": {"unit": "month", "formula": "ended - early"},
        "before": flow("x * (month <= until)", class_="licence"),
        "after": flow("x * (month > until)", class_="run"),
        "last": flow("x * (month == until)"),
        "moment": {"unit": "1/month", "formula": "once(until)"},
        "step": flow("x * s_curve(month - until, 0 * early)"),
    }
    model = resolve(case_of(inputs, lines))
    base = plan(model)
    months = np.arange(model.horizon + 1)
    expected = {
        "before": (months >= 1) & (months <= whole), "after": months > whole, "last": months == whole,
        "step": months > whole,
    }  # fmt: skip
    for name, paid in expected.items():
        np.testing.assert_array_equal(np.ravel(base.payments[name]), 7.0 * paid, name)
    np.testing.assert_array_equal(np.ravel(base.values["moment"]), months == whole)
