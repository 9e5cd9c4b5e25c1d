"""Brent's method against that of SciPy, to the bit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq as of_scipy

from roi.analysis.brent import brentq

numbers = st.floats(-1e6, 1e6)


@given(
    numbers,
    numbers,
    st.lists(st.floats(-50, 50), min_size=1, max_size=5),
    st.sampled_from([1e-3, 1e-9, 1e-12]),
)
def test_it_takes_the_steps_of_scipy(low: float, high: float, weights: list[float], precise: float) -> None:
    def f(x: float) -> float:
        return math.tanh(x / 1e3) + sum(w * (x / 1e6) ** k for k, w in enumerate(weights))

    # By sign: of tiny values the product is 0.
    if (f(low) and f(high) and (f(low) > 0) == (f(high) > 0)) or low == high:
        return
    visited: list[float] = []

    def watched(x: float) -> float:
        visited.append(x)
        return f(x)

    root = of_scipy(watched, low, high, xtol=precise)
    theirs, visited[:] = list(visited), []
    assert brentq(watched, low, high, xtol=precise) == root
    assert visited == theirs


@given(st.floats(-5, 5), st.floats(0.1, 4))
def test_jumps_and_flats(at: float, width: float) -> None:
    def f(x: float) -> float:
        return -1.0 if x < at else 0.0 if x < at + width else 3.0

    assert brentq(f, -20.0, 20.0, xtol=1e-6) == of_scipy(f, -20.0, 20.0, xtol=1e-6)


def test_what_has_no_root_is_refused() -> None:
    with pytest.raises(ValueError, match="same sign"):
        brentq(lambda x: x * x + 1, -1.0, 1.0, xtol=1e-6)
    with pytest.raises(ValueError, match="not a number"):
        brentq(lambda x: math.nan, -1.0, 1.0, xtol=1e-6)
