"""The winner's disappointment against closed forms, quadrature and nested simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from roi.analysis.winner import class_of, covariance_of_means, repeated, shrunk

FIVE = np.array([1.0, 0.8, 0.5, 0.0, -1.0])
ERRORS = np.array([0.5, 1.0, 0.2, 0.9, 1.5])


def test_two_are_the_closed_form_of_clark() -> None:
    """E[max] − E[value of the chosen] for correlated errors, by SciPy's numbers."""
    cov = np.array([[0.25, 0.1], [0.1, 1.0]])
    repeats = repeated(np.array([1.0, 0.8]), cov)
    theta = math.sqrt(0.25 + 1.0 - 0.2)
    first = stats.norm.cdf(0.2 / theta)
    larger = first * 1.0 + (1 - first) * 0.8 + theta * stats.norm.pdf(0.2 / theta)
    assert repeats.disappointment == pytest.approx(larger - (first * 1.0 + (1 - first) * 0.8), rel=1e-12)
    assert repeats.chosen == pytest.approx([first, 1 - first])
    assert repeats.loss == pytest.approx(0.2 * (1 - first))
    simulated = repeated(np.array([1.0, 0.8, -99.0]), np.pad(cov, ((0, 1), (0, 1))))
    assert simulated.disappointment == pytest.approx(repeats.disappointment, rel=0.01)


def test_five_agree_with_quadrature() -> None:
    """Each term E[error of i; i is chosen] is one integral."""

    def term(i: int, power: int) -> float:
        def density(z: float) -> float:
            at = FIVE[i] + ERRORS[i] * z
            others = [k for k in range(5) if k != i]
            below = np.prod([stats.norm.cdf((at - FIVE[k]) / ERRORS[k]) for k in others])
            return float((ERRORS[i] * z) ** power * stats.norm.pdf(z) * below)

        return float(integrate.quad(density, -9, 9, limit=200)[0])

    repeats = repeated(FIVE, ERRORS, points=65_536)
    assert repeats.disappointment == pytest.approx(sum(term(i, 1) for i in range(5)), rel=0.01)
    assert repeats.chosen == pytest.approx([term(i, 0) for i in range(5)], abs=0.006)
    assert repeats.loss == pytest.approx(1.0 - repeats.chosen @ FIVE, abs=1e-12)


def test_equal_standard_normal_errors_are_the_table_of_smith_and_winkler() -> None:
    """Three alike: 0.85 standard errors; ten alike: 1.54 (their figures 1 and 2)."""
    for n, expected in ((3, 0.846), (10, 1.539)):
        assert repeated(np.zeros(n), np.ones(n)).disappointment == pytest.approx(expected, abs=0.012)


def test_without_errors_nothing_disappoints() -> None:
    for values in (FIVE, FIVE[:2], FIVE[:1]):
        n = len(values)
        again, once = repeated(values, np.zeros(n)), shrunk(values, np.zeros(n), 0.0, 1.0)
        assert again.disappointment == again.loss == once.disappointment == 0
        assert again.chosen.tolist() == once.best.tolist() == [1.0] + [0.0] * (n - 1)
        assert once.values.tolist() == values.tolist()


def test_errors_that_all_share_choose_as_none() -> None:
    repeats = repeated(FIVE, np.full((5, 5), 4.0))
    assert repeats.disappointment == pytest.approx(0, abs=1e-9)
    assert repeats.chosen[0] == 1


def test_limits_of_shrinkage() -> None:
    """A class that is not known leaves the estimates, one without spread leaves nothing of them."""
    for errors in (ERRORS, np.diag(ERRORS**2)):
        free = shrunk(FIVE, errors, 3.0, math.inf)
        assert free.values.tolist() == FIVE.tolist()
        assert free.disappointment == 0
        tight = shrunk(FIVE, errors, 3.0, 0.0)
        assert tight.values == pytest.approx(np.full(5, 3.0))
        assert tight.disappointment == pytest.approx(-2)
        wide = shrunk(FIVE, errors, 3.0, 1e6)
        assert wide.values == pytest.approx(FIVE, abs=1e-9)


def test_one_and_the_other_form_of_errors_agree() -> None:
    independent, other = (
        shrunk(FIVE, ERRORS, 0.2, 0.7, k=2),
        shrunk(FIVE, np.diag(ERRORS**2), 0.2, np.eye(5) * 0.49, k=2),
    )
    assert independent.values == pytest.approx(other.values)
    assert np.diag(other.covariance) == pytest.approx(independent.covariance)
    assert other.best == pytest.approx(independent.best, abs=0.012)


def test_after_shrinkage_nothing_disappoints_on_average() -> None:
    """Worlds in which the prior holds: the chosen value is on average as expected, the raw estimate is not."""
    random = np.random.default_rng(3)
    truth = random.normal(2.0, 1.0, (2_000, 5))
    noise = np.array(
        [[1.0, 0.3, 0, 0, 0], [0.3, 1, 0, 0, 0], [0, 0, 0.2, 0, 0], [0, 0, 0, 2, 0], [0, 0, 0, 0, 1.5]]
    )
    estimates = truth + random.multivariate_normal(np.zeros(5), noise, 2_000)
    raw, after, expected, best = [], [], [], []
    for true, seen in zip(truth, estimates, strict=True):
        shrunken = shrunk(seen, noise, 2.0, 1.0, points=64)
        raw.append(seen[shrunken.winner] - true[shrunken.winner])
        expected.append(shrunken.disappointment)
        after.append(shrunken.values[shrunken.after] - true[shrunken.after])
        best.append((shrunken.best[shrunken.after], float(true.argmax() == shrunken.after)))
    error = np.std(raw) / math.sqrt(2_000)
    assert np.mean(raw) > 20 * error
    assert np.mean(expected) == pytest.approx(np.mean(raw), abs=4 * error)
    assert np.mean(after) == pytest.approx(0, abs=4 * error)
    chance, came = np.mean(best, axis=0)
    assert chance == pytest.approx(came, abs=0.03)


def test_shrinkage_may_change_the_winner() -> None:
    shrunken = shrunk(np.array([10.0, 8.0]), np.array([6.0, 1.0]), 0.0, 4.0)
    assert (shrunken.winner, shrunken.after) == (0, 1)
    assert shrunken.disappointment == pytest.approx(10 * 36 / 52)


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=12), st.integers(1, 12))
def test_chances_add_up(numbers: list[float], k: int) -> None:
    values = np.array(numbers)
    k = min(k, len(values))
    shrunken = shrunk(values, np.full(len(values), 1e6), 0.0, 2e6, k=k, points=128)
    assert shrunken.best.sum() == pytest.approx(1)
    assert shrunken.top.sum() == pytest.approx(k)
    assert (shrunken.top >= shrunken.best - 1e-12).all()


def test_equal_ones_share() -> None:
    shrunken = shrunk(np.zeros(4), np.zeros(4), 0.0, 1.0, k=2, points=16)
    assert shrunken.best == pytest.approx(np.full(4, 0.25))
    assert shrunken.top == pytest.approx(np.full(4, 0.5))


def test_the_class_by_its_estimates() -> None:
    """Mean and spread come back; estimates no further apart than their errors have a class without spread."""
    random = np.random.default_rng(5)
    errors = random.uniform(0.5, 2, 3_000)
    seen = random.normal(4, 1.5, 3_000) + errors * random.standard_normal(3_000)
    mean, sd = class_of(seen * 1e6, errors * 1e6)
    assert mean == pytest.approx(4e6, rel=0.03)
    assert sd == pytest.approx(1.5e6, rel=0.06)
    assert class_of(np.full(10, 2.0), np.ones(10)) == (2.0, 0.0)
    with pytest.raises(ValueError, match="10 estimates"):
        class_of(np.ones(9), np.ones(9))


def test_covariance_of_means_of_common_draws() -> None:
    random = np.random.default_rng(1)
    luck, noise = random.standard_normal((2_000, 8)), random.standard_normal((2_000, 8))
    draws = np.stack([luck, luck + noise])
    covariance = covariance_of_means(draws) * draws[0].size
    assert covariance == pytest.approx(np.array([[1, 1], [1, 2]]), abs=0.12)


def test_blocks_and_seeds() -> None:
    """The same seed gives the same bits; more options than fit at once are simulated in blocks."""
    values, errors = np.arange(600.0), np.full(600, 100.0)
    first, second = (repeated(values, errors, seed=4, points=2_000) for _ in range(2))
    assert first.disappointment == second.disappointment > 0
    assert first.chosen.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("values", "errors", "sd", "k"),
    [
        ([1, 2], [1], 1, 1), ([1, 2], [1, -1], 1, 1), ([1, math.nan], [1, 1], 1, 1), ([1, 2], [1, 1], -1, 1),
        ([1, 2], [1, 1], 1, 3), ([], [], 1, 1),
    ],
)  # fmt: skip
def test_what_cannot_be(values: list[float], errors: list[float], sd: float, k: int) -> None:
    with pytest.raises(ValueError):
        shrunk(np.array(values), np.array(errors), 0.0, sd, k=k)
