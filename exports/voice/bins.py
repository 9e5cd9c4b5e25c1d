"""Bins of a histogram of net present values, for every face that draws one."""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.records import dataclass

BINS = 32  # 30 from P1 to P99, and one at each end for what lies beyond


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of equal width from P1 to P99, with an edge at zero.

    Attributes:
        low, high: P1 and P99.
        step: width of a bin; `start`: the first edge, in widths.
        shares: of the values in each bin; the first and the last hold what lies beyond.
        cumulative: share of the values below the upper edge of each bin; 1 at the last.
    """

    low: float
    high: float
    step: float
    start: float
    shares: tuple[float, ...]
    cumulative: tuple[float, ...]

    @property
    def edges(self) -> tuple[float, ...]:
        """Ascending, one more than there are bins."""
        return tuple((self.start + k) * self.step for k in range(BINS + 1))


def bins_of(values: Array) -> Bins:
    """The bins of values, (n,), all finite."""
    low, high = _order(values, 1), _order(values, 99)
    step = (high - low) / (BINS - 2) if high > low else max(1.0, abs(low)) / (BINS - 2)
    start = float(math.floor(low / step))
    below = [int(np.count_nonzero(values < (start + k + 1) * step)) for k in range(BINS - 1)]
    counts = [*below, len(values)]
    shares = tuple(float(count) / len(values) for count in np.diff([0, *counts]))
    return Bins(low, high, step, start, shares, tuple(count / len(values) for count in counts))


def _order(values: Array, p: float) -> float:
    ordered = np.sort(values)
    return float(ordered[max(1, math.ceil(p / 100 * len(ordered) - 1e-9)) - 1])
