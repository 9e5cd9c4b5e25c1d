"""Mean and covariance of weighted draws."""

from __future__ import annotations

import numpy as np

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
