"""Moments of weighted draws against NumPy's, quantiles of chi-squared against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from roi.observed.moments import chi2_quantile, moments


@pytest.mark.parametrize("degrees", [1, 2, 7, 240])
@pytest.mark.parametrize("p", [0.025, 0.5, 0.999])
def test_a_quantile_of_chi_squared(p: float, degrees: int) -> None:
    assert chi2_quantile(p, degrees) == pytest.approx(chi2.ppf(p, degrees), rel=1e-12)


def test_moments_of_weighted_draws() -> None:
    random = np.random.default_rng(6)
    draws, weights = (
        random.normal([[3.0], [-40.0], [0.1]], [[1.0], [9.0], [0.02]], (3, 500)),
        random.random(500),
    )
    weights /= weights.sum()
    mean, covariance = moments(draws, weights)
    np.testing.assert_allclose(mean, np.average(draws, axis=1, weights=weights), rtol=1e-12)
    np.testing.assert_allclose(covariance, np.cov(draws, aweights=weights, ddof=0), rtol=1e-9, atol=1e-15)
