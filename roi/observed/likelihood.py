"""How likely the observations are in each draw."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from roi.arrays import Array
from roi.observed.latent import Latent
from roi.observed.reading import Datum

IMPOSSIBLE = -1e30  # in place of the logarithm of 0, so that differences are numbers


def log_likelihood(datum: Datum, seen: Array, widened: float = 1.0) -> Array:
    """The logarithm of the probability (density) of one datum where the figure is `seen`, same shape.

    Args:
        widened: its standard error is taken as so many times the stated one.
    """
    with np.errstate(all="ignore"):
        if datum.n:
            share = np.where((seen >= -1e-12) & (seen <= 1 + 1e-12), np.clip(seen, 0.0, 1.0), np.nan)
            found = xlogy(datum.hits, share) + xlog1py(datum.n - datum.hits, -share)
        else:
            score = (datum.value - seen) / (datum.error * widened)
            found = _student(score, datum.degrees) if math.isfinite(datum.degrees) else -0.5 * score * score
    return np.where(np.isfinite(found), np.maximum(found, IMPOSSIBLE), IMPOSSIBLE)


def _student(score: Array, degrees: float) -> Array:
    """Student's t: what a sample's mean says where its standard deviation is estimated from the same sample."""
    constant = float(gammaln((degrees + 1) / 2) - gammaln(degrees / 2)) - 0.5 * math.log(degrees * math.pi)
    return np.asarray(constant - (degrees + 1) / 2 * np.log1p(score * score / degrees))


def joint_log_likelihood(latent: Latent, data: Sequence[Datum], z: Array, widened: float = 1.0) -> Array:
    """The sum over data at scores (d, n), (n,)."""
    total = np.zeros(z.shape[1])
    for part, inputs, block in latent.blocks(z):
        for datum in data:
            total[part] += log_likelihood(datum, datum.response.values(inputs, block), widened)
    return np.maximum(total, IMPOSSIBLE)
