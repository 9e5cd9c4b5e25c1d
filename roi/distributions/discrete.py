"""Laws of isolated values: atoms with their cumulative probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import special

from roi.arrays import Array
from roi.distributions.law import Law
from roi.records import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Atoms(Law):
    """Finitely many values, ascending, with cumulative[i] = P(X <= values[i])."""

    values: Array
    cumulative: Array

    def quantile(self, u: Array) -> Array:
        # side="left": a u exactly on a step belongs to the lower value (NumPy's inverted_cdf).
        index = np.searchsorted(self.cumulative, u, side="left")
        return self.values[np.minimum(index, self.values.size - 1)]

    def cdf(self, x: Array) -> Array:
        return self._steps()[np.searchsorted(self.values, x, side="right")]

    def below(self, x: Array) -> Array:
        return self._steps()[np.searchsorted(self.values, x, side="left")]

    def _steps(self) -> Array:
        return np.concatenate(([0.0], self.cumulative))

    @property
    def support(self) -> tuple[float, float]:
        return float(self.values[0]), float(self.values[-1])

    @property
    def atoms(self) -> Array:
        return self.values


def weighted(values: Sequence[float], weights: Sequence[float]) -> Atoms:
    """Values with weights that need not sum to 1; equal values are merged."""
    merged: dict[float, float] = {}
    for value, weight in sorted(zip(values, weights, strict=True), key=lambda pair: pair[0]):
        merged[value] = merged.get(value, 0.0) + weight
    running = np.cumsum(np.array(list(merged.values())))
    return Atoms(np.array(list(merged)), running / running[-1])


def stepped(values: Array, cumulative: Array) -> Atoms:
    """Atoms from a cdf at ascending values; values without probability are dropped."""
    cumulative = np.maximum.accumulate(np.clip(cumulative, 0.0, 1.0))
    keep = np.diff(cumulative, prepend=0.0) > 0
    return Atoms(values[keep], cumulative[keep])


def poisson(mean: float) -> Atoms:
    """The Poisson law on the window that holds all but 1e-16 of it."""
    counts = _window(mean, mean, math.inf)
    cumulative: Array = np.asarray(special.pdtr(counts, mean), dtype=np.float64)
    return stepped(counts, cumulative)


def binomial(n: int, p: float) -> Atoms:
    """The binomial law on the window that holds all but 1e-16 of it."""
    counts = _window(n * p, n * p * (1 - p), n)
    # 1 - I_p(k + 1, n - k), by way of betaincc: `special.bdtr` is wrong by 0.001 at n = 10 million
    cumulative = np.ones_like(counts)
    inner = counts < n
    cumulative[inner] = special.betaincc(counts[inner] + 1, n - counts[inner], p)
    return stepped(counts, cumulative)


def _window(mean: float, variance: float, largest: float) -> Array:
    """Whole numbers within t = 9.5 sd + 50 of the mean.

    Bernstein's inequality, P(X - mean >= t) <= exp(-t^2 / (2 (variance + t/3))), leaves less than
    1e-16 outside for every variance.
    """
    reach = 9.5 * math.sqrt(variance) + 50
    low, high = max(0.0, math.floor(mean - reach)), min(largest, math.ceil(mean + reach))
    return np.arange(low, high + 1, dtype=np.float64)
