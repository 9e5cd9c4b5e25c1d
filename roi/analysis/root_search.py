"""Values of an input at which a statistic meets a target: over draws, no closer than these can tell."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial

import numpy as np

from roi.analysis.brackets import bracket, crossings, looked_through
from roi.analysis.brent import brentq
from roi.analysis.common_draws import CommonDraws
from roi.analysis.target import Target
from roi.arrays import Array
from roi.case import MAX_HORIZON
from roi.errors import RoiError
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.metrics import METRICS
from roi.sim.sampling import REPLICATES

Objective = Callable[[Array], Array]
SCAN_DRAWS = 2_048  # of all draws, those that tell between which points to look
EVIDENCE = (0.01, 0.99)  # probabilities between which a value lies inside the evidence
_PRECISE = 1e-12  # of the value, in the base case
_OF_ERROR = 0.01  # of a value's standard error, to which it is looked for over draws
_OF_BRACKET = 1e-3  # of the distance between two points of the scan, to which it is looked for at least
_JUMP = 1e-4  # of the change across a bracket: a crossing that comes no closer to the target is a jump
_AROUND = 0.2  # of a step of the scan, to both sides of where a root is expected
_LEFT = 10.0  # times the change that is left on average where a search ends
_NEVER = 2.0 * MAX_HORIZON  # stands for an infinite payback where a number is needed


@dataclass(frozen=True, slots=True)
class Root:
    """A value of the input at which the target is just met, in its declared unit.

    Attributes:
        below: share of the input's evidence at or below the value.
        inside: whether the value lies within P1 to P99 of the evidence.
        better_above: whether the metric is better above the value.
        jump: whether the metric jumps past the target there instead of meeting it.
        error: standard error of the value, from the draws; nan in the base case, which has none.
    """

    value: float
    below: float
    inside: bool
    better_above: bool
    jump: bool
    error: float = math.nan


def draws_statistic(draws: CommonDraws, item: ModelInput, target: Target) -> Objective:
    """The mean or the quantile of the metric that the target speaks of, at values of the input.

    P(metric >= value) = p where the (1 − p)-quantile is the value; of a payback, P(months <= value) = p where
    the p-quantile is.
    """
    share = _share(target)
    if share is None:
        return tolerant(lambda values: np.array([draws.mean({item.id: float(value)}) for value in values]))
    return tolerant(
        lambda values: np.array([draws.quantile({item.id: float(value)}, share) for value in values])
    )


def scan(draws: CommonDraws, item: ModelInput, target: Target, grid: Array) -> Array:
    """The statistic over draws that a target speaks of, wherever it may meet the target, see `looked_through`."""
    return looked_through(draws_statistic(draws, item, target), grid, target.value)


def _share(target: Target) -> float | None:
    """The probability of the quantile that a target speaks of; None of the mean."""
    if target.at == "mean":
        return None
    p = 0.5 if target.at == "p50" else target.probability
    return 1 - p if METRICS[target.metric].high_is_good else p


def tolerant(statistic: Objective) -> Objective:
    """nan where the case cannot be evaluated: far outside its evidence an input may overflow."""
    return partial(_tolerated, statistic)


def _tolerated(statistic: Objective, values: Array) -> Array:
    try:
        return statistic(values)
    except RoiError:
        if values.size == 1:
            return np.array([math.nan])
        return np.concatenate([_tolerated(statistic, value) for value in values[:, None]])


def roots_between(
    item: ModelInput,
    target: Target,
    statistic: Objective,
    grid: Array,
    values: Array,
    draws: CommonDraws | None = None,
) -> tuple[Root, ...]:
    """All roots between neighbours of the grid of which one meets the target and the other does not.

    `draws`: over which the statistic is; None in the base case.
    """

    @cache
    def gap(value: float) -> float:
        reached = float(statistic(np.array([value]))[0])
        return 0.0 if math.isnan(reached) else min(reached, never) - target.value

    never = _NEVER if METRICS[target.metric].unit == "months" else math.inf
    better = 1 if METRICS[target.metric].high_is_good else -1
    met = better * (values - target.value) >= 0
    known = ~np.isnan(values)
    seen = np.minimum(values, never) - target.value
    roots: dict[float, Root] = {}
    for k, (first, last) in crossings((met[1:] != met[:-1]) & known[1:] & known[:-1], known):
        step = float(grid[k]), float(grid[k + 1])
        start = step if draws is None else _expected(step, (float(seen[k]), float(seen[k + 1])))
        ends = bracket(gap, *start, (float(grid[first]), float(grid[last])))
        if ends is not None:  # else an artefact of the coarser scan
            root = _root(item, target, gap, ends, step[1] - step[0], draws)
            roots.setdefault(root.value, root)
    return tuple(roots.values())


def _expected(step: tuple[float, float], gaps: tuple[float, float]) -> tuple[float, float]:
    """Where a root lies if fewer draws, which crossed the target in this step of the grid, are right about it."""
    (low, high), (at_low, at_high) = step, gaps
    share = at_low / (at_low - at_high) if math.isfinite(at_low - at_high) else 0.5
    return low + max(0.0, share - _AROUND) * (high - low), low + min(1.0, share + _AROUND) * (high - low)


def _root(
    item: ModelInput,
    target: Target,
    gap: Callable[[float], float],
    ends: tuple[float, float],
    step: float,
    draws: CommonDraws | None,
) -> Root:
    """The root between two values with gaps on both sides of 0; `step`: from a point of the scan to the next."""
    low, high = ends
    change = gap(high) - gap(low)
    slope, close = abs(change) / (high - low), 0.0
    if draws is not None:
        near = min(ends, key=lambda end: abs(gap(end)))
        close = closeness(_error(draws, item, target, near), slope, step)
    precise = max(close, _PRECISE * max(abs(low), abs(high)))

    def unmet(value: float) -> float:
        return 0.0 if abs(gap(value)) <= close * slope else gap(value)

    value = float(brentq(unmet, low, high, xtol=precise, rtol=_PRECISE))
    first, last = item.quantile(np.array(EVIDENCE))
    return Root(
        value=item.shown(value),
        below=float(item.distribution.cdf(np.array([value / item.to_formula]))[0]),
        inside=bool(first <= value <= last),
        better_above=(change > 0) == METRICS[target.metric].high_is_good,
        jump=abs(gap(value)) > max(_JUMP * abs(change), _LEFT * close * slope),
        error=math.nan if draws is None else _error_of_root(draws, item, target, value, slope),
    )


def closeness(error: float, slope: float, width: float) -> float:
    """How closely a root over draws is looked for: its own error settles no more; 0 for as closely as can be."""
    settled = _OF_ERROR * error / slope if slope else math.nan
    return min(settled, _OF_BRACKET * width) if math.isfinite(settled) else 0.0


def _error(draws: CommonDraws, item: ModelInput, target: Target, value: float) -> float:
    """Standard error of the statistic at a value, read from its replicates; nan where one of them is not finite."""
    rows, share = draws.by_replicate({item.id: value}), _share(target)
    with np.errstate(invalid="ignore"):  # a payback that never comes
        each = rows.mean(axis=1) if share is None else np.quantile(rows, share, axis=1)
        return float(np.std(each, ddof=1) / REPLICATES**0.5)


def _error_of_root(draws: CommonDraws, item: ModelInput, target: Target, value: float, slope: float) -> float:
    """Standard error of a root in the declared unit: that of the statistic there, over the statistic's slope."""
    error = _error(draws, item, target, value) / slope if slope else math.nan
    return float(item.shown(error)) if math.isfinite(error) else math.nan
