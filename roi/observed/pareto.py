"""Pareto-smoothed importance weights: Vehtari, Simpson, Gelman, Yao & Gabry (2024), JMLR 25(72), 1-58."""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.records import dataclass

LARGEST_K = 0.7  # above it the estimates cannot be trusted, whatever the number of draws (section 3.2.4)
_FEWEST_IN_TAIL = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """Normalised weights, (n,); the shape k of the tail of the raw ones; the effective sample size."""

    weights: Array
    k: float

    @property
    def ess(self) -> float:
        """1 / Σ w² (Kong 1992)."""
        return float(1.0 / np.square(self.weights).sum())


def smoothed(log_weights: Array) -> Weights:
    """The weights with their largest ones, M = min(n / 5, 3 √n), replaced by expected order statistics of a
    generalised Pareto law fitted to them (algorithm 1)."""
    ratios = np.exp(log_weights - log_weights.max())
    n = len(ratios)
    tail = int(min(0.2 * n, 3 * math.sqrt(n)))
    order = np.argsort(ratios, kind="stable")
    cut = ratios[order[-tail - 1]]
    over = ratios[order[-tail:]] - cut
    if tail < _FEWEST_IN_TAIL or not over[-1] > 0:
        return Weights(ratios / ratios.sum(), -math.inf if not over[-1:].any() else math.inf)
    k, sigma = fitted(over[over > 0])
    if math.isfinite(k):
        places = (np.arange(tail) + 0.5) / tail
        with np.errstate(over="ignore"):  # a tail beyond all numbers is cut at the largest weight
            expected = sigma * np.expm1(-k * np.log1p(-places)) / k if k else -sigma * np.log1p(-places)
        ratios[order[-tail:]] = np.minimum(cut + expected, 1.0)
    return Weights(ratios / ratios.sum(), k)


def fitted(x: Array) -> tuple[float, float]:
    """Shape k and scale σ of a generalised Pareto law by Zhang & Stephens (2009), Technometrics 51(3), 316-325.

    k is drawn towards 0.5 by ten values, as in appendix C of Vehtari et al.  `x` ascends, above 0.
    """
    n = len(x)
    if n < _FEWEST_IN_TAIL:
        return math.inf, math.nan
    m = 30 + int(math.sqrt(n))
    quarter = x[int(n / 4 + 0.5) - 1]
    with np.errstate(all="ignore"):  # a tail beyond all numbers has no shape: k is nan, and is not trusted
        b = 1 / x[-1] + (1 - np.sqrt(m / (np.arange(1, m + 1) - 0.5))) / (3 * quarter)
        ks = np.log1p(-b[:, None] * x[None, :]).mean(axis=1)
        levels = n * (np.log(-b / ks) - ks - 1)
        levels = np.where(np.isfinite(levels), levels, -np.inf)
        chances = np.exp(levels - levels.max())
        mean_b = float((b * chances).sum() / chances.sum())
        k = float(np.log1p(-mean_b * x).mean())
    sigma = -k / mean_b
    return k * n / (n + 10) + 0.5 * 10 / (n + 10), sigma
