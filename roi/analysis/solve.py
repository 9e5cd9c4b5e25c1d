"""What would have to be true: values of an input at which a metric reaches a target.

A fact is learnt: the inputs that it is correlated with move along, as they do where the value is given as an
answer.  A lever is set: everything else stays as it is in the base case or as it was drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from roi.analysis.common_draws import SOLVED_ON, CommonDraws, common_draws
from roi.analysis.ranges import scan_points
from roi.analysis.root_search import (
    EVIDENCE,
    SCAN_DRAWS,
    Objective,
    draws_statistic,
    roots_between,
    scan,
    tolerant,
)
from roi.analysis.root_search import Root as Root
from roi.analysis.scores import enough_draws
from roi.analysis.target import TARGETS as TARGETS
from roi.analysis.target import At as At
from roi.analysis.target import Target as Target
from roi.analysis.target import check_target as check_target
from roi.analysis.target import checked_solvable as checked_solvable
from roi.arrays import Array
from roi.errors import Command, Place, RoiError, Setting, remedy
from roi.model import Model, ModelInput
from roi.model.conditioning import conditioning
from roi.records import dataclass
from roi.sim.metrics import METRICS
from roi.sim.moments import MEAN, refuse_without
from roi.sim.reach import downstream
from roi.sim.result import Simulation
from roi.sim.worksheet import base_sheet

FEWEST_DRAWS = 1_024


@dataclass(frozen=True, slots=True)
class Solution:
    """All roots found, ascending.

    Attributes:
        likely: the input's likely value, `p1`, `p99`: of its evidence; declared unit.
        scanned: the range looked through, declared unit.
        reach: lowest and highest value of the metric's statistic over that range.
        today: the statistic with the input as it is likely; nan where it was left out.
        moved: ids of the inputs that move with it, as it is learnt; empty where it is set.
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
    moved: frozenset[str] = frozenset()


def solve(
    run: Simulation,
    name: str,
    target: Target,
    common: CommonDraws | None = None,
    *,
    with_today: bool = True,
) -> Solution:
    """The values of one input that meet a target, everything else as it is.

    Args:
        run: the simulation.
        name: id of the input.
        target: what is to be met.
        common: draws of the run that are ready for the target's metric and cut, for this input among others.
        with_today: whether the statistic with the input as it is likely is worked out too.

    Raises:
        RoiError: an unknown input, metric or `at`; an input of chance, or one that the metric does not
            depend on; a target that nothing could reach; costs that are not stated; too few draws; a mean that
            is not finite.
    """
    check_target(run.model, target)
    item = checked_solvable(run.model, name, target)
    if target.at == "base":
        many, fine = None, base_statistic(run.model, item, target)
    else:
        enough_draws(run, FEWEST_DRAWS, "A break-even of the simulation")
        if target.at == "mean":
            refuse_without(run.prepared, target.metric, target.cut, MEAN, given=(name,))
        many = common
        if many is None or name not in many.inputs:
            many = common_draws(run.prepared, (name,), SOLVED_ON, target.metric, target.cut)
        fine = draws_statistic(many, item, target)
    grid = scan_points(item)
    values = fine(grid) if many is None else scan(many.first(SCAN_DRAWS), item, target, grid)
    known = values[~np.isnan(values)]
    if not known.size or (known == known[0]).all():
        raise _without_effect(name, target)
    p1, p99 = (item.shown(float(q)) for q in item.quantile(np.array(EVIDENCE)))
    return Solution(
        item=item,
        target=target,
        roots=roots_between(item, target, fine, grid, values, many),
        likely=item.shown(item.likely),
        p1=p1,
        p99=p99,
        scanned=(item.shown(float(grid[0])), item.shown(float(grid[-1]))),
        reach=(float(known.min()), float(known.max())),
        today=float(fine(np.array([item.likely]))[0]) if with_today else math.nan,
        moved=learnt.ids if (learnt := conditioning(run.model, (name,))) is not None else frozenset(),
    )


def _without_effect(name: str, target: Target) -> RoiError:
    """The target's metric is the same whatever the input is."""
    where = "in the base case" if target.at == "base" else "in the draws"
    return RoiError(
        f"{METRICS[target.metric].label} does not depend on `{name}` {where}",
        Place(table=f"[inputs.{name}]"),
        remedy(
            "Choose an input that matters, see ",
            Command("drivers"),
            *((", or look at the draws: ", Setting("at", "p50")) if target.at == "base" else ()),
            ".",
        ),
    )


def base_statistic(
    model: Model, item: ModelInput, target: Target, fixed: Mapping[str, float] | None = None
) -> Objective:
    """The metric of the base case at values of the input, others at `fixed` values or likely."""
    held = {name: np.array([value]) for name, value in (fixed or {}).items()}
    learnt = conditioning(model, (*held, item.id))
    sheet = base_sheet(model, held, 1, (*held, item.id))
    reached = downstream(sheet.model, {item.id} if learnt is None else {item.id, *learnt.ids})

    def at(values: Array) -> Array:
        changed = {name: np.full(values.size, value) for name, value in held.items()} | {item.id: values}
        moved = {} if learnt is None else learnt.likely(changed)
        again = sheet.revised(moved | changed, reached, values.size)
        return again.metric(target.metric, target.cut)

    return tolerant(at)
