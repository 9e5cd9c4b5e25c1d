"""The set of deals that is worth most: a mixed-integer program by HiGHS, the risk floor met on every draw by cuts.

The mean of the worst draws is concave in what is funded: it is the lowest of the weighted means over any so many
draws.  Each choice of draws gives a linear row that every set which keeps the floor keeps too, and the worst draws of
a set that breaks the floor give one that excludes it (Künzi-Bay & Mayer 2006, Computational Management Science 3,
section 3).  So the floor holds on all draws, without reducing them to scenarios and without a variable for each.

A program of few columns is solved whole.  Of many, the columns that the relaxed program prices best are solved
first; then parts of the set are freed in turns, the rest held (large neighbourhood search: Pisinger & Ropke 2010);
the bound is that of the relaxed program of all columns, or what the whole program proves in the time that is left.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace

import numpy as np

from roi.arrays import Array
from roi.portfolio.funding.highs import Relaxed, relaxed, whole
from roi.portfolio.funding.problem import Floor, Indices, Limits, Problem, shortfall, tail
from roi.portfolio.funding.rows import Rows, all_rows

GAP = 1e-3  # between what is reached and the bound, as a share
SECONDS = 30.0
SCENARIOS = 256  # for the chance of a loss, which needs a variable for each
SEED = 20_200  # of the parts that are freed
_FEW = 1_500  # columns that are solved whole at once
_CORE = 400  # columns of many that are solved first
_FIRST = 0.3  # of the time, for them
_LAST = 0.6  # of the time is over when the rest goes to the whole program
_ROUNDS = 500  # of cuts
_FREED = 0.3  # of the deals of a set
_PART = 0.05  # of the time, for a part
_WAITING = 40  # deals beside them that may come in
_MISSED = 1e-9  # of the money at stake, by which a floor may be missed by rounding


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Attributes:
        gap: share of the worth within which the bound must be.
        seconds: of the clock, for all rounds of one program.
        scenarios: draws with a variable of their own for a limit on the chance of a loss.
    """

    gap: float = GAP
    seconds: float = SECONDS
    scenarios: int = SCENARIOS


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What is funded.

    Attributes:
        columns: of the problem, one a deal that is funded.
        worth: their expected net present value.
        bound: no set that keeps the limits is worth more.
        complete: whether the gap was reached before the time was over.
        feasible: whether a set was found that keeps the limits; else worth is −inf.
        cuts: rows that the floor on the worst draws took.
        scenarios: draws on which a chance of loss was limited while searching; 0 where there was no such limit.
    """

    columns: Indices
    worth: float
    bound: float
    complete: bool = True
    feasible: bool = True
    cuts: int = 0
    scenarios: int = 0

    @property
    def gap(self) -> float:
        """How far the bound lies above the worth, as a share of the bound."""
        if not self.feasible:
            return math.inf
        return max(0.0, self.bound - self.worth) / max(abs(self.bound), 1e-9)


def nothing_found(complete: bool, bound: float = math.inf) -> Solution:
    """No set: none keeps the limits, or, where the search is not complete, none was found in time."""
    return Solution(np.array([], dtype=np.intp), -math.inf, bound, complete, feasible=False)


@dataclass(slots=True, eq=False)
class Search:
    """A search for the best set; its rows grow by cuts.  Worth is counted in `scale`, for the solver's tolerances."""

    problem: Problem
    rows: Rows
    effort: Effort
    floor: Floor | None = None
    cuts: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def scale(self) -> float:
        """The largest worth of a column."""
        return float(np.abs(self.problem.worth).max(initial=0.0)) or 1.0

    @property
    def left(self) -> float:
        """Seconds."""
        return self.effort.seconds - (time.monotonic() - self.begun)

    def run(self) -> Solution:
        """The best set that is found, and the bound."""
        mixture = self._mixture()
        if mixture is None:
            return nothing_found(self.left > 0)
        every = np.arange(self.problem.columns)
        if len(every) <= _FEW:
            return self._exact(every, mixture.bound * self.scale, self.left)
        core = np.union1d(np.argsort(mixture.reduced, kind="stable")[:_CORE], np.flatnonzero(mixture.share > 1e-9))
        best = self._exact(core, math.inf, _FIRST * self.effort.seconds)
        best = replace(best, bound=mixture.bound * self.scale)
        best = self._improved(best, mixture)
        if self._close(best) or self.left <= 0:
            return self._ended(best)
        possible = mixture.reduced <= (best.bound - best.worth) / self.scale if best.feasible else mixture.reduced >= 0
        last = self._exact(np.flatnonzero(possible), best.bound, self.left)
        bound = min(best.bound, max(last.bound, best.worth))
        return self._ended(replace(max(best, last, key=lambda each: each.worth), bound=bound))

    def _close(self, best: Solution) -> bool:
        return best.feasible and best.gap <= self.effort.gap

    def _ended(self, best: Solution) -> Solution:
        return replace(best, complete=self._close(best), cuts=self.cuts)

    def _mixture(self) -> Relaxed | None:
        """The relaxed program, cut until its mixture keeps the floor; None where nothing does."""
        for _ in range(_ROUNDS):
            found = relaxed(self.problem.worth / self.scale, self.rows, self.left)
            if found is None or self.floor is None or self.left <= 0:
                return found
            used = np.flatnonzero(found.share > 1e-9)
            weights = found.share[used] * self.problem.factor[used]
            if not self._cut(weights @ self.problem.npv[self.problem.outcome[used]], self.floor):
                return found
        return found

    def _exact(
        self, among: Indices, bound: float, seconds: float, held: Indices = np.array([], dtype=np.intp)  # noqa: B008
    ) -> Solution:
        """The best set of some columns beside those held: cut until it keeps the floor, or the seconds are over."""
        ends = time.monotonic() + min(seconds, self.left)
        while True:
            rows, worth_held = self.rows.beside(held), float(self.problem.worth[held].sum())
            found = whole(
                self.problem.worth / self.scale, rows, among, self.effort.gap, ends - time.monotonic()
            )
            if found is None:
                return nothing_found(True, -math.inf)
            bound = min(bound, found.bound * self.scale + worth_held)
            if found.columns is None:
                return nothing_found(False, bound)
            columns = np.union1d(found.columns, held)
            if self.floor is None or not self._cut(self.problem.draws(columns), self.floor):
                worth = float(self.problem.worth[columns].sum())
                return Solution(columns, worth, max(bound, worth), found.complete, cuts=self.cuts)
            if time.monotonic() > ends:
                return nothing_found(False, bound)

    def _cut(self, draws: Array, floor: Floor) -> bool:
        """Exclude what has these draws where it misses the floor: the mean over its worst ones is at least that."""
        if shortfall(draws, floor.share) >= floor.least - _MISSED * self.scale:
            return False
        weights, lowest = tail(draws, floor.share)
        means = self.problem.npv[:, lowest] @ weights
        row = self.problem.factor * means[self.problem.outcome] / self.scale
        self.rows = self.rows.with_rows(row[None], np.array([floor.least / self.scale]), np.array([np.inf]))
        self.cuts += 1
        return True

    def _improved(self, best: Solution, mixture: Relaxed) -> Solution:
        """Free a part of the set and some deals that wait, hold the rest, and solve; again and again."""
        random = np.random.default_rng(SEED)
        deals = np.unique(self.problem.deal)
        cheapest = np.full(len(self.problem.names), np.inf)
        np.minimum.at(cheapest, self.problem.deal, mixture.reduced)
        odds = np.exp(-cheapest[deals] / (np.median(cheapest[deals]) + 1e-12))
        while best.feasible and not self._close(best) and self.left > (1 - _LAST) * self.effort.seconds:
            inside = self.problem.deal[best.columns]
            free = random.choice(inside, max(1, round(_FREED * len(inside))), replace=False)
            waiting = random.choice(deals, min(_WAITING, len(deals)), replace=False, p=odds / odds.sum())
            held = best.columns[~np.isin(inside, free) & ~np.isin(inside, waiting)]
            open_deals = np.isin(self.problem.deal, np.setdiff1d(np.union1d(free, waiting), self.problem.deal[held]))
            worth_it = mixture.reduced <= (best.bound - best.worth) / self.scale
            among = np.flatnonzero(open_deals & worth_it)
            again = np.setdiff1d(best.columns, held)
            found = self._exact(np.union1d(among, again), math.inf, _PART * self.effort.seconds, held)
            if found.worth > best.worth:
                best = replace(found, bound=best.bound)
        return best


def solve(problem: Problem, limits: Limits, effort: Effort = Effort()) -> Solution:  # noqa: B008
    """The deals, options and starts of the highest expected net present value within the limits.

    `feasible` is False where no set keeps them, or none was found in time.
    """
    floor = limits.floor
    if not problem.columns:
        nothing = Solution(np.array([], dtype=np.intp), 0.0, 0.0)
        return nothing_found(True) if limits.must or (floor and floor.least > 0) else nothing
    rows = all_rows(problem, limits)
    if floor is not None and floor.measure == "loss":
        from roi.portfolio.funding.chance import solve_with_chance

        return solve_with_chance(problem, rows, floor, effort)
    return Search(problem, rows, effort, floor).run()
