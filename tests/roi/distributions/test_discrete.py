"""Atoms: steps, ties and windows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from roi.distributions import discrete, parse
from roi.distributions.law import LARGEST_U


def test_a_u_on_a_step_belongs_to_the_lower_value() -> None:
    steps = parse("discrete(3, 1, 1, 2, 2, 1)")  # cumulative 0.5 at 1, 0.75 at 2
    assert steps.quantile([0.5, np.nextafter(0.5, 1), 0.75, np.nextafter(0.75, 1)]).tolist() == [1, 2, 2, 3]


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50), st.lists(st.floats(1e-9, LARGEST_U), min_size=1)
)
def test_data_are_numpys_inverted_cdf(values: list[float], u: list[float]) -> None:
    distribution = parse('data("a", b)', data=lambda *_: values)
    expected = np.quantile(values, u, method="inverted_cdf")
    # NumPy multiplies u by the count, we compare it with a step: on a step itself rounding may differ
    on_step = np.isclose(np.array(u) * len(values), np.round(np.array(u) * len(values)), rtol=1e-12)
    quantiles = distribution.quantile(u)
    np.testing.assert_array_equal(quantiles[~on_step], expected[~on_step])
    assert set(quantiles) <= set(values)


def test_equal_values_are_merged_and_the_heaviest_is_likely() -> None:
    steps = parse("discrete(5, 2, 1, 3, 5, 2)")
    assert steps.law.atoms.tolist() == [1, 5]
    assert steps.likely == 5


@pytest.mark.parametrize(
    ("text", "likely"), [("discrete(7, 1, 2, 1)", 2), ("bernoulli(50%)", 0), ("poisson(3)", 3)]
)
def test_ties(text: str, likely: float) -> None:
    assert parse(text).likely == likely


@pytest.mark.parametrize("mean", [1e-6, 0.3, 7.0, 4e3, 1e7])
def test_poisson_window_holds_all_but_1e_16(mean: float) -> None:
    low, high = discrete.poisson(mean).values[[0, -1]]
    # from the window as it was asked for, before values without probability are dropped
    reach = 9.5 * np.sqrt(mean) + 50
    assert stats.poisson.cdf(np.floor(mean - reach) - 1, mean) < 1e-16
    assert stats.poisson.sf(np.ceil(mean + reach), mean) < 1e-16
    assert low <= mean <= max(high, 1)


@pytest.mark.parametrize("mean", [0.3, 7.0, 4e3, 1e7])
def test_poisson_is_the_running_sum_of_its_mass(mean: float) -> None:
    law = discrete.poisson(mean)
    k = law.values
    mass = np.exp(k * np.log(mean) - mean - special.gammaln(k + 1))
    # 1e-6: the three terms of the logarithm are 1e8 and cancel
    np.testing.assert_allclose(law.cumulative, np.cumsum(mass), rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("n", "p"), [(1, 0.5), (50, 0.01), (10_000_000, 0.5), (10_000_000, 1e-7), (300, 0.999)]
)
def test_binomial_agrees_over_its_window(n: int, p: float) -> None:
    law = discrete.binomial(n, p)
    np.testing.assert_allclose(law.cumulative, stats.binom.cdf(law.values, n, p), rtol=1e-9)
    assert law.cumulative[-1] >= LARGEST_U


@pytest.mark.parametrize(
    ("text", "value"), [("binomial(20, 0)", 0), ("binomial(20, 1)", 20), ("bernoulli(0)", 0)]
)
def test_certain_events(text: str, value: float) -> None:
    distribution = parse(text)
    assert distribution.likely == value
    assert distribution.quantile([2.0**-53, 0.5, LARGEST_U]).tolist() == [value] * 3
