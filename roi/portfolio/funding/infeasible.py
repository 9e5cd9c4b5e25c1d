"""Why no set of deals keeps the limits, and what is the least that would have to give."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Literal

import numpy as np

from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.highs import highest_level, whole
from roi.portfolio.funding.problem import Limits, Problem, shortfall, tail
from roi.portfolio.funding.program import solve
from roi.portfolio.funding.rows import all_rows, resources, structure
from roi.records import dataclass

Reason = Literal["deals", "money", "people", "limits", "floor", "time"]
_ROUNDS = 100
_CLOSE = 1e-6  # of the largest draw, within which the highest floor is told


@dataclass(frozen=True, slots=True)
class Conflict:
    """What cannot be met.

    Attributes:
        reason: "deals": those that must be in exclude each other, need one that is barred, or cannot start;
            "money", "people": they take more than there is; "limits": money and people together; "floor": no set
            keeps it; "time": none was found in time.
        least: for money and people, by what all budgets, or the people, had to be multiplied at least; for the
            floor the highest one that can be kept; else nan.
        scarce: the limits that would then be used to the end.
    """

    reason: Reason
    least: float = math.nan
    scarce: tuple[str, ...] = ()


def why(problem: Problem, limits: Limits, effort: Effort = USUAL) -> Conflict:
    """Why `solve` has no set, the simplest ground first."""
    bare = replace(limits.without_money().without_people(), floor=None)
    if not solve(problem, bare, effort).feasible:
        return Conflict("deals")
    unfloored = replace(limits, floor=None)
    alone: dict[Reason, Limits] = {
        "money": unfloored.without_people(),
        "people": unfloored.without_money(),
    }
    for reason, tried in alone.items():
        times, scarce = _least(problem, tried, effort)
        if times > 1 + 1e-9:
            return Conflict(reason, times, scarce)
    if not solve(problem, unfloored, effort).feasible:
        return Conflict("limits")
    floor = limits.floor
    if floor is None or floor.measure == "loss":
        return Conflict("time" if floor is None else "floor")
    highest = highest_floor(problem, unfloored, floor.share, effort)
    return Conflict("floor" if highest < floor.least else "time", highest)


def _least(problem: Problem, limits: Limits, effort: Effort) -> tuple[float, tuple[str, ...]]:
    """By what the limits have to be multiplied for the deals that must be in, and which are then scarce.

    inf where one of them is 0 and something is needed.
    """
    scarce = resources(problem, limits)
    if not scarce or not limits.must:
        return 0.0, ()
    stuck = [each for each in scarce if each.limit <= 0]
    rows = structure(problem, limits)
    if stuck:
        use = np.array([each.use for each in stuck])
        tight = rows.with_rows(use, np.full(len(stuck), -np.inf), np.zeros(len(stuck)))
        if (
            whole(
                np.zeros(problem.columns),
                tight,
                np.arange(problem.columns),
                0.0,
                effort.seconds,
                effort.nodes,
            )
            is None
        ):
            return math.inf, tuple(each.name for each in stuck)
    every = [each for each in scarce if each.limit > 0]
    if not every:
        return 0.0, ()
    need = np.array([each.use / each.limit for each in every])
    best = highest_level(-need, rows, effort.seconds)
    if best is None:
        return math.nan, ()
    used = need[:, best[0]].sum(axis=1)
    times = -best[1]
    names = tuple(each.name for each, share in zip(every, used, strict=True) if share > times * (1 - 1e-6))
    return times, names


def highest_floor(problem: Problem, limits: Limits, share: float, effort: Effort = USUAL) -> float:
    """The highest mean of the worst `share` of the draws that any set within the limits has."""
    rows, scale = all_rows(problem, limits), float(np.abs(problem.npv).max()) or 1.0
    levels = problem.factor * problem.npv.mean(axis=1)[problem.outcome]  # the worst are not above the mean
    highest, ends = -math.inf, time.monotonic() + effort.seconds
    every = levels[None] / scale
    for _ in range(_ROUNDS):
        best = highest_level(every, rows, ends - time.monotonic())
        if best is None:
            break
        columns, level = best
        draws = problem.draws(columns)
        reached = shortfall(draws, share)
        highest = max(highest, reached)
        if level * scale - reached <= _CLOSE * scale or time.monotonic() > ends:
            break
        weights, lowest = tail(draws, share)
        worst = problem.factor * (problem.npv[:, lowest] @ weights)[problem.outcome]
        every = np.concatenate([every, worst[None] / scale])
    return highest
