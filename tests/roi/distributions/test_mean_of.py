"""The mean of values that scatter: against samples drawn again and again, and the moments it stands on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi.distributions import parse
from roi.distributions.moments import moments
from roi.errors import RoiError

SAMPLE = st.lists(st.integers(-1_000, 1_000).map(lambda k: k / 8), min_size=4, max_size=40).filter(
    lambda values: max(values) > min(values)
)


@given(SAMPLE)
def test_of_measured_values_it_is_scipy_s_interval_of_a_mean(values: list[float]) -> None:
    distribution = parse("mean_of(data('a.csv', m))", data=lambda *_: values)
    se = stats.sem(values)
    low, high = stats.t.interval(0.9, len(values) - 1, np.mean(values), se)
    np.testing.assert_allclose(distribution.quantile([0.05, 0.95]), [low, high], rtol=1e-9, atol=1e-9 * se)
    assert distribution.likely == pytest.approx(np.mean(values))


def test_its_intervals_hold_the_true_mean_as_often_as_they_say() -> None:
    """9 of 10 intervals from samples of 12 normal values; 1,000 samples, three standard errors."""
    chance = np.random.default_rng(4)
    held = 0
    for _ in range(1_000):
        values = chance.normal(20, 8, 12)
        low, high = parse("mean_of(data('a.csv', m))", data=lambda *_, v=values: v).quantile([0.05, 0.95])
        held += low <= 20 <= high
    assert held / 1_000 == pytest.approx(0.9, abs=3 * 0.0095)


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("uniform(2, 5)", stats.uniform(2, 3)),
        ("triangular(2, 3, 5)", stats.triang(1 / 3, 2, 3)),
        ("lognormal(20, 15)", stats.lognorm(np.sqrt(np.log1p(0.5625)), scale=20 / np.sqrt(1.5625))),
        ("gamma(2, 3)", stats.gamma(2, scale=3)),
        ("beta(0.5, 0.7)", stats.beta(0.5, 0.7)),
        ("pareto(1, 9)", stats.pareto(9)),
        ("poisson(3.5)", stats.poisson(3.5)),
        ("binomial(20, 30%)", stats.binom(20, 0.3)),
        ("bernoulli(6%)", stats.bernoulli(0.06)),
        ("truncate(normal(3, 1), 2, 5)", stats.truncnorm(-1, 2, 3, 1)),
    ],
)
def test_moments(text: str, twin: object) -> None:
    exact = moments(parse(text))
    assert exact is not None
    assert exact == pytest.approx((twin.mean(), twin.std()), rel=2e-5)  # type: ignore[attr-defined]


def test_numbers_of_its_own_and_of_a_distribution_are_one() -> None:
    assert parse("mean_of(lognormal(20, 15), 36)") == parse("mean_of(20, 2.5, 36)")
    assert parse("mean_of(normal(30%, 20%), n=25)", percent=True) == parse("mean_of(30, 4, 25)", percent=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mean_of(pareto(1, 1.5), 40)", "its tails are so heavy that a mean of values says nothing"),
        ("mean_of(normal(3, 1))", "takes a distribution and how many values it is of"),
        ("mean_of(normal(3, 1), 3)", "n must be a whole number from 4 to 10,000,000; found 3"),
        ("mean_of(normal(3, 1), 4.5)", "found 4.5"),
        ("mean_of(3)", "Write mean_of(mean, error, n)"),
        ("mean_of(3, 0, 12)", "error must be above 0"),
        ("mean_of(normal(3, 1), k=12)", "takes a distribution and how many values"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(RoiError) as refusal:
        parse(text)
    assert message in str(refusal.value)
