"""Smoothed weights against laws whose tail is known, and what is said of clouds that cannot be trusted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from roi.observed.mixture import fitted as fitted_mixture
from roi.observed.pareto import fitted, smoothed
from roi.observed.results import Diagnostics


@pytest.mark.parametrize("k", [-0.3, 0.2, 0.7, 1.2])
def test_the_shape_of_a_generalised_pareto_law_is_found(k: float) -> None:
    x = np.sort(stats.genpareto(k, scale=2).rvs(4_000, random_state=3))
    shape, scale = fitted(x)
    assert shape == pytest.approx(k, abs=0.06)
    assert scale == pytest.approx(2, rel=0.1)


def test_weights_of_a_proposal_that_is_too_narrow_are_not_trusted() -> None:
    """The ratio of N(0, 1) to N(0, s²) has the tail shape 1 − s² where s < 1 (Vehtari et al. 2024, section 3.2)."""
    z = np.random.default_rng(4).standard_normal(100_000)
    narrow = 0.4 * z
    tail = smoothed(-0.5 * narrow**2 + 0.5 * z**2)
    assert tail.k > 0.7
    wide = 1.2 * z
    good = smoothed(-0.5 * wide**2 + 0.5 * z**2)
    assert good.k < 0.3
    assert good.ess == pytest.approx(100_000 * _efficiency(1.2), rel=0.03)
    assert good.weights.sum() == pytest.approx(1)
    mean = float((good.weights * wide**2).sum())
    assert mean == pytest.approx(1, abs=0.02)


def _efficiency(s: float) -> float:
    """Effective share of draws of N(0, s²) for N(0, 1): √(2 s² − 1) / s²."""
    return float(np.sqrt(2 * s**2 - 1) / s**2)


def test_equal_weights_have_no_tail() -> None:
    tail = smoothed(np.zeros(1_000))
    assert tail.ess == pytest.approx(1_000)
    assert tail.k == -np.inf


def test_a_mixture_is_near_a_bent_cloud_and_its_points_have_its_density() -> None:
    z = np.random.default_rng(5).standard_normal((2, 4_096))
    bent = np.stack([z[0], 0.3 * z[1] + z[0] ** 2])
    mixture = fitted_mixture(bent)
    points = mixture.points(np.random.default_rng(6).standard_normal((2, 20_000)))
    # A density integrates to 1: the mean of target over proposal, both with their constants.
    target = -0.5 * points[0] ** 2 - 0.5 * ((points[1] - points[0] ** 2) / 0.3) ** 2 - np.log(0.3)
    ratio = np.exp(target - mixture.log_density(points))
    assert ratio.mean() == pytest.approx(1, abs=0.03)
    assert ratio.sum() ** 2 / np.square(ratio).sum() > 8_000


def test_an_update_that_cannot_be_trusted_says_by_how_much() -> None:
    good = Diagnostics("tempered", 0.3, 5_000, 0.01, 3, 0.3, 1.0, 1.0, 0.0)
    assert good.problems == ()
    assert good.trusted
    few = replace(good, method="cloud", ess=37, error=0.4)
    assert few.problems == (
        "The result rests on 37 effective draws: means may be off by 0.4 of their own standard deviations.",
    )
    assert not few.trusted
    assert "tail of 0.90" in replace(good, method="importance", k=0.9).problems[0]
    assert replace(good, method="cloud", k=0.9).trusted  # it has no last weights
    assert "only 50 % of their weight" in replace(good, reached=0.5).problems[0]
    assert "up to 12 % of its forecast's spread off" in replace(good, stored=0.12).problems[0]


def test_five_values_have_a_shape_and_four_have_none() -> None:
    x = np.array([1.0, 2.0, 3.0, 5.0, 9.0])
    assert np.isfinite(fitted(x)[0])
    assert fitted(x[:4])[0] == np.inf
