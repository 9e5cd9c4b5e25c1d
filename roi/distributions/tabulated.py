"""A table in place of a slow quantile function, for many draws.

The double u itself tells its segment: each octave of the distance to the nearer end, [2^-k, 2^(1-k)) of u or
of 1 - u, is cut into equal segments, so that exponent and leading bits of the mantissa are the place in the
table.  Tails are powers or logarithms of that distance, and become as smooth as the middle.  In a segment
stands the polynomial through the quantiles at Chebyshev's nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from roi.arrays import Array
from roi.distributions.family import Distribution
from roi.records import dataclass

FEWEST_DRAWS = 500  # below, the exact function costs less than a table
LARGEST_ERROR = 1e-7  # of the range from P0.1 to P99.9
TERMS = 6  # coefficients of a segment's polynomial
OCTAVES = 21  # below 2^-22 of either end, 5 draws in 10 million, quantiles are exact
_SPLITS = (2, 3, 4)  # bits of the mantissa that choose the segment, the coarsest tried first
_CAUTION = 4.0  # the error is seen at a few places only, hence a stricter test

_HALF = 1022  # exponent of 0.5 as it is stored
_FIRST = _HALF - OCTAVES
_MANTISSA = 52
_FRACTION = np.uint64((1 << _MANTISSA) - 1)
_ONE = np.uint64(1023 << _MANTISSA)
_NODES = (1 - np.cos((2 * np.arange(TERMS) + 1) * np.pi / (2 * TERMS))) / 2  # of Chebyshev, on (0, 1)
_TO_COEFFICIENTS = np.linalg.inv(np.vander(_NODES, TERMS, increasing=True))
_BETWEEN = np.array([0.0, 0.12, 0.37, 0.63, 0.88, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Tabulated:
    """Quantiles by polynomials on segments that double in width away from 0 and 1.

    Calling it gives quantiles, element by element, within `LARGEST_ERROR` of the range from P0.1
    to P99.9.  Where results must agree to more digits, call `distribution.quantile`.

    Attributes:
        distribution: whose quantiles these are; asked for those outside the table.
        coefficients: shape (TERMS, 2 × side); row k holds the factors of t^k, t from 0 to 1 in a segment.
            The first half are segments of u below 0.5, the second those of 1 - u.
        split: bits of the mantissa that choose a segment of an octave.
        low, high: no quantile of the table lies outside these.
        error: largest error seen, as a share of that range.
    """

    distribution: Distribution
    coefficients: Array
    split: int
    low: float
    high: float
    error: float

    @property
    def side(self) -> int:
        """Segments of each half; the last begins at 0.5 itself."""
        return int(self.coefficients.shape[1]) // 2

    def __call__(self, u: Array) -> Array:
        upper = u >= 0.5
        v = np.where(upper, 1.0 - u, u)
        bits = v.view(np.uint64)
        index = (bits >> np.uint64(_MANTISSA - self.split)).astype(np.intp)
        index -= _FIRST << self.split
        outside = index < 0
        index += upper * self.side
        t = (((bits << np.uint64(self.split)) & _FRACTION) | _ONE).view(np.float64) - 1.0
        x = _polynomial([np.take(row, index, mode="clip") for row in self.coefficients], t)
        np.clip(x, self.low, self.high, out=x)
        if outside.any():
            x[outside] = self.distribution.quantile(u[outside])
        return x


def fast_quantile(distribution: Distribution, draws: int) -> Callable[[Array], Array]:
    """The quantile function to use for that many draws: a table where it pays and is exact enough."""
    if not distribution.slow or draws <= FEWEST_DRAWS:
        return distribution.quantile
    return tabulate(distribution) or distribution.quantile


@lru_cache(maxsize=512)
def tabulate(distribution: Distribution) -> Tabulated | None:
    """The coarsest table that is exact enough; None for a quantile with jumps or kinks, or of no width.

    Kept, since it depends on the distribution alone and takes as long as some ten thousand draws by it.
    """
    first, last = distribution.p001_p999
    if distribution.discrete or not last > first:
        return None
    low, high = (float(x) for x in distribution.quantile(np.array([2.0 ** -(OCTAVES + 1), 1 - 2.0**-53])))
    for split in _SPLITS:
        starts, widths = _segments(split)
        coefficients = _TO_COEFFICIENTS @ _quantiles(distribution, starts, widths, _NODES)
        seen = np.stack([_polynomial(list(coefficients), np.float64(t)) for t in _BETWEEN])
        error = float(np.max(np.abs(seen - _quantiles(distribution, starts, widths, _BETWEEN)))) / (
            last - first
        )
        if error * _CAUTION <= LARGEST_ERROR:
            return Tabulated(distribution, coefficients, split, low, high, error)
    return None


def _segments(split: int) -> tuple[Array, Array]:
    """Where the segments of one half begin, and how wide they are; the one at 0.5 holds a single number."""
    octaves = 2.0 ** np.arange(-OCTAVES - 1, -1)
    steps = 1 << split
    starts = (octaves[:, None] * (1 + np.arange(steps) / steps)).ravel()
    widths = np.repeat(octaves / steps, steps)
    return np.append(starts, 0.5), np.append(widths, 0.0)


def _quantiles(distribution: Distribution, starts: Array, widths: Array, places: Array) -> Array:
    """Quantiles at `places` (0 … 1) of each segment of both halves: (places, 2 × segments)."""
    v = starts + np.multiply.outer(places, widths)
    return distribution.quantile(np.concatenate([v, 1.0 - v], axis=1))


def _polynomial(coefficients: list[Array], t: Array | np.float64) -> Array:
    """Horner's rule, the highest power last in the list."""
    x = np.asarray(coefficients[-1] * t)
    for row in coefficients[-2:0:-1]:
        x += row
        x *= t
    x += coefficients[0]
    return x
