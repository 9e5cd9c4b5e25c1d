"""Functions written out for the compiled loop, against NumPy's and exact sums."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.sim.compiled.library import different, exp, log, log_growth, total
from roi.sim.compiled.tape import WIDTH


def units_apart(found: float, expected: float) -> float:
    """The distance in units of the last place."""
    return abs(found - expected) / math.ulp(expected)


@given(st.floats(min_value=-700, max_value=700))
def test_exp(x: float) -> None:
    assert units_apart(exp(x), math.exp(x)) <= 2


@given(st.one_of(st.floats(min_value=1e-300, max_value=1e300), st.floats(min_value=0.5, max_value=2.0)))
def test_log(x: float) -> None:
    assert units_apart(log(x), math.log(x)) <= 2


@pytest.mark.parametrize("away", [0.0, 1e-15, -1e-15, 1e-9, -1e-9, 1e-4, -1e-4])
def test_log_near_one_keeps_all_its_digits(away: float) -> None:
    x = 1.0 + away
    assert units_apart(log(x), math.log1p(x - 1.0)) <= 2


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [(exp, 710.0, math.inf), (exp, -800.0, 0.0), (exp, math.inf, math.inf), (log_growth, 0.0, 0.0)],
)
def test_ends(function: Callable[[float], float], x: float, expected: float) -> None:
    assert function(x) == expected


@given(st.one_of(st.floats(-1.0, 1.0, exclude_min=True), st.floats(1e-300, 1e299), st.floats(-1e-9, 1e-9)))
def test_log_growth(rate: float) -> None:
    assert abs(log_growth(rate) - math.log1p(rate)) <= 4 * math.ulp(math.log1p(rate))


def test_a_rate_that_takes_everything_away_has_no_logarithm() -> None:
    assert math.isnan(log_growth(-1.0))
    assert math.isnan(log_growth(-2.0))


@given(st.integers(0, 2**32 - 1), st.floats(0, 30))
def test_total(seed: int, spread: float) -> None:
    row = np.random.default_rng(seed).normal(0, 1, WIDTH) * 10**spread
    # Each of the additions may be off by half a unit of the sum of sizes.
    assert abs(total(row) - math.fsum(row)) <= WIDTH * np.finfo(float).eps * np.abs(row).sum()
    assert total(row) == total(row.copy())


def test_different() -> None:
    row = np.zeros(WIDTH)
    row[[3, 77]] = 1.0
    assert different(row, 0.0) == 2
    assert different(row, 1.0) == WIDTH - 2
