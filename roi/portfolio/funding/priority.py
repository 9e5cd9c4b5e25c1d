"""Budgets from small to large: what each buys, which deals stay in, and what more money is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from roi.portfolio.funding.budgets import at_budget, enough, money_of
from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.problem import Limits, Problem
from roi.portfolio.funding.program import ProgramSolution, solve
from roi.progress import Progress
from roi.records import dataclass

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0)  # of the budget
STEP = 0.05  # of the budget, by which the next money is priced


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """A budget and what it buys.

    Attributes:
        share: of the budget as it stands, 1.0.
        budget: what that is in money.
        solution: the best set within it.
    """

    share: float
    budget: float
    solution: ProgramSolution


@dataclass(frozen=True, slots=True)
class DealStanding:
    """Where a deal stands on the priority list.

    Attributes:
        deal: its place.
        since: the smallest share of the budget from which on it is in at every larger one that was tried; inf
            where it is out at the largest.
        firsts: the smallest share at which it is in at all; below `since` where it comes and goes.
    """

    deal: int
    since: float
    firsts: float

    @property
    def wavers(self) -> bool:
        """Whether it is in at some budget and out at a larger one."""
        return self.firsts < self.since


@dataclass(frozen=True, slots=True)
class Price:
    """What the next money of budget is worth: expected net present value for each unit, by solving again.

    Attributes:
        value: of the best sets found.
        low, high: what the bounds of both programs leave open.
        share: by how much of itself the budget grew.
    """

    value: float
    low: float
    high: float
    share: float


def ladder(
    problem: Problem,
    limits: Limits,
    effort: Effort = USUAL,
    shares: Sequence[float] = SHARES,
    progress: Progress | None = None,
    known: ProgramSolution | None = None,
) -> tuple[Rung, ...]:
    """The best set for each budget, from small to large; budgets that nothing meets are left out.

    A set for less money is one for more money too: where a search stopped early, the better of both stands.
    Where the limits say nothing of money in all, the budget is what would be enough.

    Args:
        known: the best set within the limits as they stand, that of the share 1.
    """
    whole = money_of(limits, problem)
    if not math.isfinite(whole):
        whole = enough(problem, limits, effort)
    rungs: list[Rung] = []
    for done, share in enumerate(sorted(shares), 1):
        budget = share * whole
        if share == 1 and known is not None:
            solution = known
        else:
            solution = solve(problem, at_budget(problem, limits, budget), effort)
            last = rungs[-1].solution if rungs else None
            if last is not None and last.worth > solution.worth:
                solution = replace(solution, columns=last.columns, worth=last.worth, feasible=True)
        if solution.feasible:
            rungs.append(Rung(share, budget, solution))
        if progress is not None:
            progress(done, len(shares))
    return tuple(rungs)


def standings(problem: Problem, rungs: Sequence[Rung]) -> tuple[DealStanding, ...]:
    """The priority list: deals that are in at some budget, those that stay in from the smallest one first."""
    inside = np.array(
        [np.isin(np.arange(len(problem.names)), problem.deal[rung.solution.columns]) for rung in rungs]
    )
    result = []
    for deal in np.flatnonzero(inside.any(axis=0)) if len(rungs) else ():
        places = np.flatnonzero(inside[:, deal])
        out = np.flatnonzero(~inside[:, deal])
        stays = 0 if not len(out) else int(out[-1]) + 1
        since = rungs[stays].share if stays < len(rungs) else math.inf
        result.append(DealStanding(int(deal), since, rungs[int(places[0])].share))
    worth = _density(problem)
    return tuple(sorted(result, key=lambda each: (each.since, each.firsts, -worth[each.deal], each.deal)))


def _density(problem: Problem) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The highest worth of each deal for its money."""
    best = np.full(len(problem.names), -np.inf)
    np.maximum.at(best, problem.deal, problem.worth / np.maximum(problem.money.sum(axis=1), 1e-9))
    return best


def price(problem: Problem, limits: Limits, base: ProgramSolution, effort: Effort = USUAL) -> Price | None:
    """What a little more of every budget would bring, by solving again; None where money is not limited."""
    money = money_of(limits, problem)
    if not math.isfinite(money) or money <= 0 or not base.feasible:
        return None
    more = solve(problem, limits.scaled(1 + STEP), effort)
    grown = money * STEP
    return Price(
        value=max(0.0, more.worth - base.worth) / grown,
        low=max(0.0, more.worth - base.bound) / grown,
        high=max(0.0, more.bound - base.worth) / grown,
        share=STEP,
    )
