"""Why a deal is not funded, each ground tested on the program itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.priority import Rung
from roi.portfolio.funding.problem import Indices, Limits, Problem
from roi.portfolio.funding.program import ProgramSolution, solve
from roi.records import dataclass

Ground = Literal[
    "barred", "late", "negative", "excluded", "needs", "budget", "people", "floor", "together", "gap"
]
DETAILED = 5  # deals that are tried in the set one by one
_PLAIN: tuple[Ground, ...] = ("barred", "late", "negative")  # grounds that no other set would change


@dataclass(frozen=True, slots=True)
class Out:
    """Why a deal is out.

    Attributes:
        deal: its place.
        ground: "barred": by the user; "late": it cannot start in the quarters that are planned; "negative": in no
            way is it worth anything; "excluded": another one of its group is in; "needs": what it needs is out;
            "budget", "people", "floor": it is in where that limit alone is lifted; "together": it is in where none
            holds; "gap": nothing but what the search left open.
        other: the deal that excludes it or that it needs.
        worth: of its best way.
        since: the smallest share of the budget, of those tried, at which it is in; inf where it is in at none.
        loss: what the set loses where the deal is forced in; nan where that was not tried, inf where nothing fits.
        displaced: deals that it then pushes out.
    """

    deal: int
    ground: Ground
    worth: float
    other: int | None = None
    since: float = math.inf
    loss: float = math.nan
    displaced: tuple[int, ...] = ()


def reasons(
    problem: Problem,
    limits: Limits,
    chosen: ProgramSolution,
    rungs: Sequence[Rung] = (),
    effort: Effort = USUAL,
    detailed: int = DETAILED,
) -> tuple[Out, ...]:
    """Why each deal that is out is out, those that are worth most first.

    Args:
        chosen: the set of `solve`; `rungs`: of `ladder`.
        detailed: how many are forced in to see what they would cost.
    """
    inside = {int(deal) for deal in problem.deal[chosen.columns]}
    outside = [deal for deal in range(len(problem.names)) if deal not in inside]
    without = lifted(problem, limits, effort)
    result = [_why(problem, limits, deal, inside, without, rungs) for deal in outside]
    result.sort(key=lambda each: -each.worth)
    tried = [each for each in result if each.ground not in _PLAIN][:detailed]
    forced = {each.deal: _forced(problem, limits, chosen, each, effort) for each in tried}
    return tuple(forced.get(each.deal, each) for each in result)


def reason(
    problem: Problem,
    limits: Limits,
    chosen: ProgramSolution,
    deal: int,
    without: Mapping[Ground, frozenset[int]],
    rungs: Sequence[Rung] = (),
    effort: Effort = USUAL,
) -> Out:
    """The same of one deal that is out.

    Args:
        without: of `lifted`, for these limits.
    """
    inside = {int(each) for each in problem.deal[chosen.columns]}
    out = _why(problem, limits, deal, inside, without, rungs)
    return out if out.ground in _PLAIN else _forced(problem, limits, chosen, out, effort)


def lifted(problem: Problem, limits: Limits, effort: Effort) -> Mapping[Ground, frozenset[int]]:
    """The deals that are in where one kind of limit is lifted, and where all are."""
    tries: dict[Ground, Limits] = {}
    if limits.limits_money:
        tries["budget"] = limits.without_money()
    if limits.limits_people:
        tries["people"] = limits.without_people()
    if limits.floor is not None:
        tries["floor"] = replace(limits, floor=None)
    if len(tries) > 1:
        tries["together"] = replace(limits.without_money().without_people(), floor=None)
    solutions = {ground: solve(problem, each, effort) for ground, each in tries.items()}
    return {
        ground: frozenset(int(deal) for deal in problem.deal[each.columns])
        for ground, each in solutions.items()
    }


def _why(
    problem: Problem,
    limits: Limits,
    deal: int,
    inside: Iterable[int],
    without: Mapping[Ground, frozenset[int]],
    rungs: Sequence[Rung],
) -> Out:
    columns = problem.columns_of(deal)
    worth = float(problem.worth[columns].max()) if len(columns) else -math.inf
    since = next((rung.share for rung in rungs if deal in problem.deal[rung.solution.columns]), math.inf)
    if deal in limits.barred:
        return Out(deal, "barred", worth)
    if not len(columns):
        return Out(deal, "late", worth)
    if worth <= 0:
        return Out(deal, "negative", worth)
    known = set(inside)
    for group in problem.groups:
        others = (known & set(group)) - {deal} if deal in group else set()
        if others:
            return Out(deal, "excluded", worth, other=min(others), since=since)
    for needing, needed in problem.needs:
        if needing == deal and needed not in known:
            return Out(deal, "needs", worth, other=needed, since=since)
    for ground, deals in without.items():
        if deal in deals:
            return Out(deal, ground, worth, since=since)
    return Out(deal, "gap", worth, since=since)


def _forced(problem: Problem, limits: Limits, chosen: ProgramSolution, out: Out, effort: Effort) -> Out:
    """What forcing a deal in would cost, and push out."""
    forced = solve(problem, limits.forcing([out.deal]), effort)
    if not forced.feasible:
        return replace(out, loss=math.inf if forced.complete else math.nan)
    left: Indices = np.setdiff1d(problem.deal[chosen.columns], problem.deal[forced.columns])
    return replace(
        out, loss=max(0.0, chosen.worth - forced.worth), displaced=tuple(int(deal) for deal in left)
    )
