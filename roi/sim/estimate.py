"""Statistics of simulated values with their sampling error, read from 16 independent replicates.

Values come as (16, m): a row a replicate.  The estimate is that of all draws pooled; its standard error is
the standard deviation of the 16 replicates' own statistics over 4, which holds for scrambled nets as for
independent draws (Owen 1997; L'Ecuyer & Lemieux 2002).  Results depend on the values alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.sim.sampling import REPLICATES
from roi.sim.streams import Floats

T_975_15 = 2.131449545559323
"""The 97.5 % point of Student's t with 15 degrees of freedom: 95 % intervals are value ± 2.131 × error."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic and its standard error, in the unit of the values; nan where there is none."""

    value: float
    error: float

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % confidence interval."""
        return T_975_15 * self.error


def quantiles(values: Floats, probabilities: Sequence[float]) -> tuple[Estimate, ...]:
    """Order statistics of the pooled draws: for each p the ceil(p n)-th smallest (`inverted_cdf`).

    Hyndman & Fan 1996, definition 1: never interpolated, so that +inf (never) and -inf are values like any
    other.  Draws that are nan (undefined) are left out.  An infinite quantile has no error (nan); a finite
    one of which some replicate's twin is infinite or absent has the error inf.
    """
    _checked(values)
    rows = np.sort(values, axis=1)
    counts = values.shape[1] - np.count_nonzero(np.isnan(values), axis=1)
    pooled, total = np.sort(rows, axis=None), int(counts.sum())
    estimates = []
    for probability in probabilities:
        value = _order_statistic(pooled, total, probability)
        each = [_order_statistic(row, int(n), probability) for row, n in zip(rows, counts, strict=True)]
        estimates.append(Estimate(value, _standard_error(value, each)))
    return tuple(estimates)


def mean(values: Floats) -> Estimate:
    """Arithmetic mean.  An infinite or undefined draw makes it infinite or nan, without an error."""
    _checked(values)
    with np.errstate(invalid="ignore"):  # +inf and -inf in one row: the mean is nan, as it should be
        each = np.mean(np.ascontiguousarray(values), axis=1)
        value = float(np.mean(each))
    return Estimate(value, _standard_error(value, each.tolist()))


def standard_deviation(values: Floats) -> Estimate:
    """Standard deviation of the pooled draws (n - 1 below); nan where a draw is infinite or undefined."""
    _checked(values)
    rows = np.ascontiguousarray(values)
    with np.errstate(invalid="ignore"):
        value = float(np.std(rows.ravel(), ddof=1))
        each = np.std(rows, axis=1, ddof=1)
    return Estimate(value, _standard_error(value, each.tolist()))


def probability(events: NDArray[np.bool_]) -> Estimate:
    """Share of draws in which the event happens.

    Where it is exactly 0 or 1 the spread of the replicates says nothing; the error is then 3/n, the distance
    of the 95 % bound (rule of three: Hanley & Lippman-Hand 1983), not a standard error.
    """
    _checked(events)
    n = events.size
    happened = int(np.count_nonzero(events))
    if happened in (0, n):
        return Estimate(happened / n, 3 / n)
    each = (np.count_nonzero(events, axis=1) / events.shape[1]).tolist()
    return Estimate(happened / n, _standard_error(happened / n, each))


def expected_shortfall(values: Floats, share: float = 0.1) -> Estimate:
    """Mean of the worst, that is lowest, `share` of the draws (0 < share <= 1).

    Where share × n is not whole the last draw counts with its fraction (Acerbi & Tasche 2002, eq. 4.12).
    Nan where a draw is undefined.
    """
    _checked(values)
    value = _mean_of_lowest(values.ravel(), share)
    each = [_mean_of_lowest(row, share) for row in values]
    return Estimate(value, _standard_error(value, each))


def _mean_of_lowest(values: Floats, share: float) -> float:
    size = share * len(values)
    whole = min(int(size), len(values) - 1)
    ordered = np.partition(values, whole)
    if math.isnan(np.max(values)):
        return math.nan
    fraction = size - whole
    with np.errstate(invalid="ignore"):
        # Sorted, because a partition may leave the draws it does not order in any order.
        total = float(np.sum(np.sort(ordered[:whole])))
        rest = fraction * float(ordered[whole]) if fraction else 0.0
        return (total + rest) / size


def _order_statistic(ordered: Floats, n: int, probability: float) -> float:
    """The ceil(p n)-th smallest of the first n of sorted values; nan where there are none."""
    if n == 0:
        return math.nan
    # p n may lie a rounding above a whole number (0.07 × 100 > 7): that is no reason to take the next one.
    rank = math.ceil(probability * n * (1 - 4e-16))
    return float(ordered[min(max(rank, 1), n) - 1])


def _standard_error(value: float, each: Sequence[float]) -> float:
    """Standard deviation of the replicates' statistics / 4; nan for an infinite value, inf as told above."""
    if not math.isfinite(value):
        return math.nan
    if not all(map(math.isfinite, each)):
        return math.inf
    return float(np.std(np.array(each), ddof=1)) / math.sqrt(REPLICATES)


def _checked(values: NDArray[np.float64] | NDArray[np.bool_]) -> None:
    if values.ndim != 2 or values.shape[0] != REPLICATES or values.shape[1] < 2:
        raise ValueError(f"values must have the shape ({REPLICATES}, 2 or more), not {values.shape}")
