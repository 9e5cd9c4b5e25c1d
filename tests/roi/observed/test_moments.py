"""Quantiles of chi-squared against SciPy's."""

from __future__ import annotations

import pytest
from scipy.stats import chi2

from roi.observed.moments import chi2_quantile


@pytest.mark.parametrize("degrees", [1, 2, 7, 240])
@pytest.mark.parametrize("p", [0.025, 0.5, 0.999])
def test_a_quantile_of_chi_squared(p: float, degrees: int) -> None:
    assert chi2_quantile(p, degrees) == pytest.approx(chi2.ppf(p, degrees), rel=1e-12)
