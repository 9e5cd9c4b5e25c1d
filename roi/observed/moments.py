"""Mean and covariance of weighted draws; what chance leaves of squares."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv

from roi.arrays import Array


def moments(e: Array, weights: Array) -> tuple[Array, Array]:
    """Mean (d,) and covariance (d, d) of draws (d, n) with weights (n,), summed row by row, without BLAS."""
    mean = (e * weights).sum(axis=1)
    off = e - mean[:, None]
    d = len(e)
    cov = np.empty((d, d))
    for i in range(d):
        row = off[i] * weights
        for j in range(i + 1):
            cov[i, j] = cov[j, i] = float((row * off[j]).sum())
    return mean, cov


def chi2_quantile(p: float, degrees: int) -> float:
    """Of chi-squared; `scipy.stats`, which has it too, takes longer to import than most updates take."""
    return float(2 * gammaincinv(degrees / 2, p))
