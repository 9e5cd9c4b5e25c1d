"""Any text of a value: the project's own error, or a distribution whose quantiles ascend inside its support."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from roi.distributions import Distribution, fast_quantile, parse
from roi.formula.parse import parse as parse_formula
from roi.formula.quantity import quantity
from tests.fuzz.effort import told_or_done, tried
from tests.fuzz.texts import DISTRIBUTIONS, LOOSE, NUMBERS, VALUES

U = np.array([2.0**-53, 1e-6, 0.001, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6, 1 - 2.0**-53])
LIMITS = st.none() | st.sampled_from([-1e20, -1e9, -5.0, 0.0, 1.0, 100.0, 1e15, 1e20, 1e100])


def data(file: str, column: str) -> tuple[float, ...]:
    return {"minutes": (1.0, 2.5, 2.5), "wide": (-1e100, 1e100), "one": (1.0,)}.get(column, (3.0, 4.0))


def sound(distribution: Distribution) -> None:
    quantiles = distribution.quantile(U)
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles) >= -1e-6 * np.ptp(quantiles)).all()
    low, high = distribution.support
    slack = 1e-9 * max(abs(x) for x in quantiles)
    assert low - slack <= quantiles[0]
    assert quantiles[-1] <= high + slack
    assert np.isfinite(distribution.likely)
    chances = distribution.cdf(quantiles)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert distribution.words(str)
    assert np.isfinite(fast_quantile(distribution, 4_096)(np.linspace(0.001, 0.999, 64))).all()


@tried(0.2)
@given(DISTRIBUTIONS, st.booleans(), LIMITS, LIMITS)
def test_a_distribution(text: str, percent: bool, low: float | None, high: float | None) -> None:
    distribution = told_or_done(lambda: parse(text, percent=percent, low=low, high=high, data=data))
    if distribution is not None:
        sound(distribution)


@tried(0.07)
@given(VALUES | LOOSE | st.text(max_size=40))
def test_a_value_with_its_unit(text: str) -> None:
    distribution = told_or_done(lambda: parse(quantity(text).value, data=data))
    if distribution is not None:
        sound(distribution)


@tried(0.05)
@given(LOOSE | NUMBERS | st.text(max_size=60))
def test_any_text_is_parsed_or_told(text: str) -> None:
    told_or_done(lambda: parse_formula(text))
