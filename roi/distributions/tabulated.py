"""A table in place of a slow quantile function, for many draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from roi.distributions.family import Distribution
from roi.distributions.law import Floats

FEWEST_DRAWS = 500  # below, the exact function costs less than a table
LARGEST_ERROR = 1e-7  # of the range from P0.1 to P99.9
_REACH = 5.0  # the table spans z from -5 to 5; 6 draws in 10 million lie outside and are exact
_FIRST, _LAST = 256, 8_192  # intervals
_CAUTION = 4.0  # the error is seen between the nodes only, hence a stricter test


@dataclass(frozen=True, slots=True, eq=False)
class Tabulated:
    """Cubic Hermite interpolation of x over z = ndtri(u) on equal intervals of z.

    Calling it gives quantiles, element by element, within `LARGEST_ERROR` of the range from P0.1
    to P99.9.  Where results must agree to more digits, call `distribution.quantile`.

    Attributes:
        coefficients: shape (4, intervals); x = c0 + c1 t + c2 t^2 + c3 t^3, t from 0 to 1.
        error: largest error seen half-way between nodes, as a share of that range.
    """

    distribution: Distribution
    coefficients: Floats
    low: float
    high: float
    error: float

    def __call__(self, u: Floats) -> Floats:
        intervals = self.coefficients.shape[1]
        z: Floats = special.ndtri(u)
        place = (z + _REACH) * (intervals / (2 * _REACH))
        index = np.clip(place, 0, intervals - 1).astype(np.intp)
        x = np.clip(_cubic(self.coefficients[:, index], place - index), self.low, self.high)
        outside = np.abs(z) > _REACH
        if outside.any():
            x[outside] = self.distribution.quantile(u[outside])
        return x


def fast_quantile(distribution: Distribution, draws: int) -> Callable[[Floats], Floats]:
    """The quantile function to use for that many draws: a table where it pays and is exact enough."""
    if not distribution.slow or draws <= FEWEST_DRAWS:
        return distribution.quantile
    return tabulate(distribution) or distribution.quantile


def tabulate(distribution: Distribution) -> Tabulated | None:
    """The coarsest table that is exact enough; None for a quantile with jumps or kinks."""
    if distribution.discrete:
        return None
    first, last = distribution.p001_p999
    low, high = (float(x) for x in distribution.quantile(special.ndtr(np.array([-_REACH, _REACH]))))
    intervals = _FIRST
    nodes = _at_nodes(distribution, intervals, 0.0)
    while intervals <= _LAST:
        between = _at_nodes(distribution, intervals, 0.5)
        coefficients = _hermite(nodes)
        seen = _cubic(coefficients, np.full(intervals, 0.5)) - between[2:-3]
        error = float(np.max(np.abs(seen))) / (last - first)
        if error * _CAUTION <= LARGEST_ERROR:
            return Tabulated(distribution, coefficients, low, high, error)
        intervals *= 2
        finer = np.empty(2 * nodes.size - 1)
        finer[::2], finer[1::2] = nodes, between[: nodes.size - 1]
        nodes = finer[2:-2]  # two spare nodes on each side, as before
    return None


def _at_nodes(distribution: Distribution, intervals: int, shift: float) -> Floats:
    """Quantiles at the nodes of the table, two spare ones on each side, all moved by `shift` intervals."""
    z = (np.arange(-2, intervals + 3) + shift) * (2 * _REACH / intervals) - _REACH
    return distribution.quantile(special.ndtr(z))


def _hermite(nodes: Floats) -> Floats:
    """Coefficients by interval; slopes are central differences of the fourth order."""
    slopes = (8 * (nodes[3:-1] - nodes[1:-3]) - (nodes[4:] - nodes[:-4])) / 12
    x, rise = nodes[2:-3], np.diff(nodes[2:-2])
    left, right = slopes[:-1], slopes[1:]
    return np.stack([x, left, 3 * rise - 2 * left - right, left + right - 2 * rise])


def _cubic(c: Floats, t: Floats) -> Floats:
    x: Floats = c[0] + t * (c[1] + t * (c[2] + t * c[3]))
    return x
