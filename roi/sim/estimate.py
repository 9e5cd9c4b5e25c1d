"""Statistics of simulated values with their sampling error, read from 16 independent replicates.

Values come as (16, m), a row a replicate, or as a stack (k, 16, m) of k metrics.  The estimate is that of
all draws pooled; its standard error is the standard deviation of the 16 replicates' own statistics over 4,
which holds for scrambled nets as for independent draws (Owen 1997; L'Ecuyer & Lemieux 2002).  Results
depend on the values alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from roi.arrays import Array
from roi.records import dataclass
from roi.sim.sampling import REPLICATES

T_975_15 = 2.131449545559323
"""The 97.5 % point of Student's t with 15 degrees of freedom: 95 % intervals are value ± 2.131 × error."""

MANY = 4_096
"""Draws of a replicate from which on sorting all draws together takes longer than to look where it matters."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic and its standard error, in the unit of the values; nan where there is none."""

    value: float
    error: float

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % confidence interval."""
        return T_975_15 * self.error

    def stands_out(self, among: int = 1) -> bool:
        """Whether it is above 0 beyond its sampling error.

        Args:
            among: of how many estimates it may be picked as the highest.  Their 95 % intervals are wide enough to
                hold all at once (Bonferroni; Dunn 1961, Journal of the American Statistical Association 56).
        """
        return self.value > float(stdtrit(REPLICATES - 1, 1 - 0.025 / among)) * self.error


UNDEFINED = Statistic(math.nan, math.nan)


def quantiles(values: Array, probabilities: Sequence[float]) -> tuple[Statistic, ...]:
    """Order statistics of the pooled draws: for each p the ceil(p n)-th smallest (`inverted_cdf`).

    Hyndman & Fan 1996, definition 1: never interpolated, so that +inf (never) and -inf are values like any
    other.  Draws that are nan (undefined) are left out.  An infinite quantile has no error (nan); a finite
    one of which some replicate's twin is infinite or absent has the error inf.
    """
    _checked(values)
    values_of_each, errors = quantiles_of_stack(np.array(values[None]), probabilities)
    return tuple(
        Statistic(*pair) for pair in zip(values_of_each[0].tolist(), errors[0].tolist(), strict=True)
    )


def quantiles_of_stack(stack: Array, probabilities: Sequence[float]) -> tuple[Array, Array]:
    """`quantiles` of each of a stack: values and errors, (k, probabilities).  The stack is left sorted."""
    levels = np.asarray(probabilities)
    stack.sort(axis=-1)  # nan last
    counts = stack.shape[-1] - np.count_nonzero(np.isnan(stack), axis=-1)
    each = _order_statistics(stack, counts, levels)
    if stack.shape[-1] < MANY:
        pooled = np.sort(stack.reshape(len(stack), -1), axis=-1)
        values = _order_statistics(pooled, counts.sum(axis=1), levels)
    else:
        values = np.array(
            [_pooled(*replicate, levels) for replicate in zip(stack, counts, each, strict=True)]
        )
    return values, _standard_errors(values, each)


def _pooled(rows: Array, counts: NDArray[np.int_], each: Array, probabilities: Array) -> Array:
    """Order statistics of sorted rows (16, m) together, without sorting all of them once more.

    The ceil(p n)-th smallest of all lies between the lowest and the highest of the rows' own: fewer than p n
    draws are below the lowest, at least p n are not above the highest.
    """
    defined = [row[:count] for row, count in zip(rows, counts, strict=True) if count]
    if not defined:
        return np.full(len(probabilities), np.nan)
    lowest, highest = np.nanmin(each, axis=0), np.nanmax(each, axis=0)
    first = np.array([row.searchsorted(lowest, side="left") for row in defined])
    last = np.array([row.searchsorted(highest, side="right") for row in defined])
    places = _ranks(counts.sum(), probabilities) - 1 - first.sum(axis=0)
    values: Array = np.array(lowest)
    for k in np.flatnonzero(lowest < highest):
        between = [row[i:j] for row, i, j in zip(defined, first[:, k], last[:, k], strict=True)]
        values[k] = np.sort(np.concatenate(between))[places[k]]
    return values


def mean(values: Array) -> Statistic:
    """Arithmetic mean.  An infinite or undefined draw makes it infinite or nan, without an error."""
    _checked(values)
    means, errors = means_of_stack(values[None])
    return Statistic(float(means[0]), float(errors[0]))


def means_of_stack(stack: Array) -> tuple[Array, Array]:
    """`mean` of each of a stack: values and errors, (k,)."""
    with np.errstate(
        invalid="ignore", over="ignore"
    ):  # +inf and -inf in one row: the mean is nan, as it should be
        each = np.mean(np.ascontiguousarray(stack), axis=-1)
        pooled = np.mean(each, axis=-1)
    return pooled, _standard_errors(pooled, each)


def standard_deviation(values: Array) -> Statistic:
    """Standard deviation of the pooled draws (n - 1 below); nan where a draw is infinite or undefined."""
    _checked(values)
    deviations, errors = deviations_of_stack(values[None])
    return Statistic(float(deviations[0]), float(errors[0]))


def deviations_of_stack(stack: Array) -> tuple[Array, Array]:
    """`standard_deviation` of each of a stack: values and errors, (k,).

    The squares about the pooled mean are those about the replicates' means and those of the means about it.
    """
    m = stack.shape[-1]
    with np.errstate(invalid="ignore", over="ignore"):
        rows = np.ascontiguousarray(stack)
        centres = np.mean(rows, axis=-1, keepdims=True)
        from_centre = rows - centres
        squares = np.square(from_centre, out=from_centre).sum(axis=-1)
        between = np.square(centres[..., 0] - np.mean(centres, axis=-2)).sum(axis=-1)
        deviation = np.sqrt((squares.sum(axis=-1) + m * between) / (REPLICATES * m - 1))
        each = np.sqrt(squares / (m - 1))
    return deviation, _standard_errors(deviation, each)


def probability(events: NDArray[np.bool_]) -> Statistic:
    """Share of draws in which the event happens.

    Where it is exactly 0 or 1 the spread of the replicates says nothing; the error is then 3/n, the distance
    of the 95 % bound (rule of three: Hanley & Lippman-Hand 1983), not a standard error.
    """
    _checked(events)
    n = events.size
    happened = int(np.count_nonzero(events))
    if happened in (0, n):
        return Statistic(happened / n, 3 / n)
    each = (np.count_nonzero(events, axis=1) / events.shape[1]).tolist()
    return Statistic(happened / n, _standard_error(happened / n, each))


def expected_shortfall(values: Array, share: float = 0.1) -> Statistic:
    """Mean of the worst, that is lowest, `share` of the draws (0 < share <= 1).

    Where share × n is not whole the last draw counts with its fraction (Acerbi & Tasche 2002, eq. 4.12).
    Nan where a draw is undefined.
    """
    _checked(values)
    value = float(_means_of_lowest(values.reshape(1, -1), share)[0])
    return Statistic(value, _standard_error(value, _means_of_lowest(values, share).tolist()))


def _means_of_lowest(rows: Array, share: float) -> Array:
    rows = np.ascontiguousarray(rows)
    size = share * rows.shape[1]
    whole = min(int(size), rows.shape[1] - 1)
    # Sorted as far as they count, because a partition may leave the draws it does not order in any order.
    ordered = np.partition(rows, whole, axis=1)
    lowest = np.sort(ordered[:, :whole], axis=1)
    fraction = size - whole
    with np.errstate(invalid="ignore", over="ignore"):
        rest = fraction * ordered[:, whole] if fraction else 0.0
        means = (lowest.sum(axis=1) + rest) / size
    return np.where(np.isnan(rows).any(axis=1), np.nan, means)


def _order_statistics(ordered: Array, counts: NDArray[np.int_], probabilities: Array) -> Array:
    """The ceil(p n)-th smallest of the first n = counts[...] of each sorted row; nan where there are none."""
    places = _ranks(counts, probabilities) - 1
    return np.where(counts[..., None] > 0, np.take_along_axis(ordered, places, axis=-1), np.nan)


def _ranks(counts: NDArray[np.int_], probabilities: Array) -> NDArray[np.intp]:
    """ceil(p n), at least 1 and at most n, (..., probabilities)."""
    # p n may lie a rounding above a whole number (0.07 × 100 > 7): that is no reason to take the next one.
    ranks = np.ceil(np.multiply.outer(counts, probabilities) * (1 - 4e-16)).astype(np.intp)
    return np.asarray(np.clip(ranks, 1, np.maximum(counts, 1)[..., None]))


def _standard_error(value: float, each: Sequence[float]) -> float:
    return float(_standard_errors(np.array([value]), np.array([each]))[0])


def _standard_errors(values: Array, each: Array) -> Array:
    """Standard deviation of the replicates' statistics / 4: `each` has an axis of 16 after the first.

    nan for an infinite value; inf for a finite one of which some replicate's twin is infinite or absent.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        errors = np.std(each, axis=1, ddof=1) / math.sqrt(REPLICATES)
    errors = np.where(np.isfinite(each).all(axis=1), errors, np.inf)
    return np.where(np.isfinite(values), errors, np.nan)


def _checked(values: Array | NDArray[np.bool_]) -> None:
    if values.ndim != 2 or values.shape[0] != REPLICATES or values.shape[1] < 2:
        raise ValueError(f"values must have the shape ({REPLICATES}, 2 or more), not {values.shape}")
