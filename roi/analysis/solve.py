"""What would have to be true: values of an input at which a metric reaches a target.

The input is set, not learnt: correlated inputs stay as they are in the base case or as they were drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from roi.analysis.common_draws import CommonDraws, common_draws
from roi.analysis.ranges import scan_points
from roi.analysis.replay import base_sheet, matters
from roi.analysis.scores import checked_input, checked_metric, enough_draws
from roi.case import MAX_HORIZON
from roi.errors import RoiError, nearest
from roi.model import Model, ModelInput
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.metrics import METRICS
from roi.sim.result import Simulation

Array = NDArray[np.float64]
At = Literal["base", "mean", "p50", "probability"]
Statistic = Callable[[Array], Array]
TARGETS = ("npv", "roi", "payback_months")
FEWEST_DRAWS = 1_024
MOST_DRAWS = 16_384  # common draws on which quantiles are solved
_SCAN_DRAWS = 2_048  # of them, those that the search for brackets uses
_EVIDENCE = (0.01, 0.99)
_JUMP = 1e-4  # of the change across a bracket: a crossing that comes no closer to the target is a jump
_PRECISE = 1e-12  # of the value
_NEVER = 2.0 * MAX_HORIZON  # stands for an infinite payback where a number is needed


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached.

    Attributes:
        metric: npv or roi (to be at least `value`), or payback_months (at most).
        value: in money, as a fraction, in months.
        at: of the base case, of the mean over the draws, of P50, or so that the target is met with
            `probability`.
    """

    metric: str = "npv"
    value: float = 0.0
    at: At = "base"
    probability: float = 0.5
    cut: Cut = HEADLINE


@dataclass(frozen=True, slots=True)
class Root:
    """A value of the input at which the target is just met, in its declared unit.

    Attributes:
        below: share of the input's evidence at or below the value.
        inside: whether the value lies within P1 to P99 of the evidence.
        better_above: whether the metric is better above the value.
        jump: whether the metric jumps past the target there instead of meeting it.
    """

    value: float
    below: float
    inside: bool
    better_above: bool
    jump: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """All roots found, ascending.

    Attributes:
        likely: the input's likely value, `p1`, `p99`: of its evidence; declared unit.
        scanned: the range looked through, declared unit.
        reach: lowest and highest value of the metric's statistic over that range.
        today: the statistic with the input as it is likely.
    """

    item: ModelInput
    target: Target
    roots: tuple[Root, ...]
    likely: float
    p1: float
    p99: float
    scanned: tuple[float, float]
    reach: tuple[float, float]
    today: float


def solve(run: Simulation, name: str, target: Target) -> Solution:
    """The values of one input that meet a target, everything else as it is.

    Raises:
        RoiError: an unknown input, metric or `at`; an input of chance, or one that the metric does not
            depend on; a target that nothing could reach; costs that are not stated; too few draws.
    """
    check_target(run.model, target)
    item = checked_solvable(run.model, name, target.cut)
    if target.at == "base":
        coarse = fine = base_statistic(run.model, item, target)
    else:
        enough_draws(run, FEWEST_DRAWS, "A break-even of the simulation")
        coarse, fine = (
            draws_statistic(common_draws(run, (name,), draws, target.metric, target.cut), item, target)
            for draws in (_SCAN_DRAWS, MOST_DRAWS)
        )
    grid = scan_points(item)
    values = coarse(grid)
    known = values[~np.isnan(values)]
    if not known.size or (known == known[0]).all():
        where = "in the base case" if target.at == "base" else "in the draws"
        raise RoiError(
            f"{METRICS[target.metric].label} does not depend on `{name}` {where}",
            f"[inputs.{name}]",
            "Choose an input that matters, see `roi drivers`"
            + (", or look at the draws: --at p50." if target.at == "base" else "."),
        )
    p1, p99 = (item.shown(float(q)) for q in item.quantile(np.array(_EVIDENCE)))
    return Solution(
        item=item,
        target=target,
        roots=roots_between(item, target, fine, grid, values),
        likely=item.shown(item.likely),
        p1=p1,
        p99=p99,
        scanned=(item.shown(float(grid[0])), item.shown(float(grid[-1]))),
        reach=(float(known.min()), float(known.max())),
        today=float(fine(np.array([item.likely]))[0]),
    )


def checked_solvable(model: Model, name: str, cut: Cut = HEADLINE, where: str = "INPUT") -> ModelInput:
    """The input, if there is something to solve for; `where` it was named.

    Raises:
        RoiError: an unknown input, one of chance, or one that no counted flow reads.
    """
    item = checked_input(model, name, where)
    if item.spec.chance:
        raise RoiError(
            f"`{name}` is luck: nobody can choose or negotiate it",
            f"[inputs.{name}]",
            "Solve for an input it is compared with, such as a chance of failure.",
        )
    if not matters(model, name, cut):
        raise RoiError(
            f"no cost and no benefit that is counted reads `{name}`",
            f"[inputs.{name}]",
            "Choose an input that matters, see `roi drivers`.",
        )
    return item


def check_target(model: Model, target: Target) -> None:
    """Raise what is wrong with a target.

    Raises:
        RoiError: an unknown metric, cut or `at`, or a value nothing could reach.
    """
    if target.metric not in TARGETS:
        raise RoiError(f"`{target.metric}` cannot be solved for", "target", nearest(target.metric, TARGETS))
    checked_metric(model, target.metric, target.cut)
    if target.at not in get_args(At):
        raise RoiError(f"`{target.at}` is unknown", "at", nearest(target.at, get_args(At)))
    if not math.isfinite(target.value):
        raise RoiError("the target is not a finite number", "value")
    if not 0 < target.probability < 1:
        raise RoiError(
            f"the probability is {target.probability:g}", "probability", "Allowed: above 0, below 1."
        )
    if target.metric == "payback_months" and not 0 <= target.value <= model.horizon:
        raise RoiError(
            f"a payback of {target.value:g} months", "value", f"Allowed: 0 to {model.horizon}, the horizon."
        )
    if target.at == "mean" and target.metric == "payback_months":
        hint = "Ask for it at P50, or with a probability."
        raise RoiError("a payback has no mean: in some draws it never comes", "at", hint)
    if target.metric == "roi" and target.value <= -1:
        raise RoiError("a return of -100 % or less is always met", "value", "Name a return above -100 %.")


def base_statistic(
    model: Model, item: ModelInput, target: Target, fixed: Mapping[str, float] | None = None
) -> Statistic:
    """The metric of the base case at values of the input, others at `fixed` values or likely."""

    def at(values: Array) -> Array:
        changed = {name: np.array([value]) for name, value in (fixed or {}).items()} | {item.id: values}
        return base_sheet(model, changed, values.size).metric(target.metric, target.cut)

    return _tolerant(at)


def draws_statistic(draws: CommonDraws, item: ModelInput, target: Target) -> Statistic:
    """The mean or the quantile of the metric that the target speaks of, at values of the input.

    P(metric >= value) = p where the (1 − p)-quantile is the value; of a payback, P(months <= value) = p where
    the p-quantile is.
    """
    if target.at == "mean":
        return _tolerant(lambda values: np.array([draws.mean({item.id: float(value)}) for value in values]))
    p = 0.5 if target.at == "p50" else target.probability
    share = 1 - p if METRICS[target.metric].high_is_good else p
    return _tolerant(
        lambda values: np.array([draws.quantile({item.id: float(value)}, share) for value in values])
    )


def _tolerant(statistic: Statistic) -> Statistic:
    """nan where the case cannot be evaluated: far outside its evidence an input may overflow."""

    def at(values: Array) -> Array:
        try:
            return statistic(values)
        except RoiError:
            if values.size == 1:
                return np.array([math.nan])
            return np.concatenate([at(value) for value in values[:, None]])

    return at


def roots_between(
    item: ModelInput, target: Target, statistic: Statistic, grid: Array, values: Array
) -> tuple[Root, ...]:
    """All roots between neighbours of the grid of which one meets the target and the other does not."""
    better = 1 if METRICS[target.metric].high_is_good else -1
    met = better * (values - target.value) >= 0
    known = ~np.isnan(values)
    found = []
    for k in np.flatnonzero((met[1:] != met[:-1]) & known[1:] & known[:-1]):
        root = _root(item, target, statistic, grid, int(k))
        if root is not None:
            found.append(root)
    return tuple(found)


def _root(item: ModelInput, target: Target, statistic: Statistic, grid: Array, k: int) -> Root | None:
    """The root between grid[k] and grid[k + 1]; None where it was an artefact of the coarser scan."""
    from scipy.optimize import brentq  # late: its import takes longer than most commands

    def gap(value: float) -> float:
        found = float(statistic(np.array([value]))[0])
        if math.isnan(found):
            return 0.0
        return min(found, _NEVER if target.metric == "payback_months" else math.inf) - target.value

    low, high = float(grid[k]), float(grid[k + 1])
    at_low, at_high = gap(low), gap(high)
    if at_low * at_high > 0:  # the finer statistic crosses a step further on, or not at all
        low, high = float(grid[max(0, k - 1)]), float(grid[min(grid.size - 1, k + 2)])
        at_low, at_high = gap(low), gap(high)
        if at_low * at_high > 0:
            return None
    value = float(brentq(gap, low, high, xtol=_PRECISE * max(abs(low), abs(high)), rtol=_PRECISE))
    first, last = item.quantile(np.array(_EVIDENCE))
    return Root(
        value=item.shown(value),
        below=float(item.distribution.cdf(np.array([value / item.to_formula]))[0]),
        inside=bool(first <= value <= last),
        better_above=(at_high > at_low) == METRICS[target.metric].high_is_good,
        jump=abs(gap(value)) > _JUMP * abs(at_high - at_low),
    )
