"""The set of deals that is worth most: a mixed-integer program by HiGHS, the risk floor met on every draw by cuts.

The mean of the worst draws is concave in what is funded: the lowest of the weighted means over any so many
draws.  Each choice of draws gives a linear row that every set which keeps the floor keeps too, and the worst
draws of a set that breaks the floor give one that excludes it (Künzi-Bay & Mayer 2006, Computational Management
Science 3, section 3).  So the floor holds on all draws, without reducing them to scenarios and without a
variable for each.

A program of few columns is solved whole.  Of many, the columns that the relaxed program prices best are solved
first; then parts of the set are freed in turns, the rest held (large neighbourhood search: Pisinger & Ropke 2010);
the bound is that of the relaxed program of all columns, or what the whole program proves in the time that is left.
"""

from __future__ import annotations

import math
import time
from dataclasses import field, replace

import numpy as np

from roi.arrays import Array
from roi.portfolio.funding.chance import with_chance
from roi.portfolio.funding.earliest import earliest
from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.highs import Relaxed, relaxed, whole
from roi.portfolio.funding.problem import Floor, Indices, Limits, Problem, shortfall, tail
from roi.portfolio.funding.rows import ROUNDING, Rows, all_rows
from roi.records import dataclass

SEED = 20_200  # of the parts that are freed
_FEW = 1_500  # columns that are solved whole at once
_CORE = 400  # columns of many that are solved first
_ROUNDS = 500  # of cuts
_FREED = 0.3  # of the deals of a set
_PART = 0.005  # of the nodes, for a part, and for the whole program of many columns
_PARTS = 0.002  # parts for each node
_OPEN = 200  # columns of a part
_WAITING = 40  # deals beside them that may come in
_LEVEL = 0.02  # of the gap: the bound of the relaxed program has settled where a cut lowers it by less
_STALLED = 12  # parts without a better set, after which the whole program is tried
_CUTS = 6  # of a part, before another one is tried
_NONE: Indices = np.array([], dtype=np.intp)
_MISSED = 1e-9  # of the money at stake, by which a floor may be missed by rounding


@dataclass(frozen=True, slots=True, eq=False)
class ProgramSolution:
    """What is funded.

    Attributes:
        columns: of the problem, one a deal that is funded.
        worth: their expected net present value.
        bound: no set that keeps the limits is worth more.
        complete: whether the gap was reached.
        hurried: whether the clock ended the search, so that another run may find another set.
        feasible: whether a set was found that keeps the limits; else worth is −inf.
        cuts: rows that the floor on the worst draws took.
        scenarios: draws on which a chance of loss was limited while searching; 0 where there was no such limit.
    """

    columns: Indices
    worth: float
    bound: float
    complete: bool = True
    hurried: bool = False
    feasible: bool = True
    cuts: int = 0
    scenarios: int = 0

    @property
    def gap(self) -> float:
        """How far the bound lies above the worth, as a share of the bound."""
        if not self.feasible:
            return math.inf
        return max(0.0, self.bound - self.worth) / max(abs(self.bound), 1e-9)


def nothing_found(complete: bool, bound: float = math.inf, *, hurried: bool = False) -> ProgramSolution:
    """No set: none keeps the limits, or, where the search is not complete, it ended before one was found."""
    return ProgramSolution(_NONE, -math.inf, bound, complete, hurried, feasible=False)


@dataclass(slots=True, eq=False)
class Search:
    """A search for the best set; its rows grow by cuts.  The solver counts worth in `scale`."""

    problem: Problem
    rows: Rows
    effort: Effort
    floor: Floor | None = None
    cuts: int = 0
    expected: float = 0.0
    begun: float = field(default_factory=time.monotonic)

    @property
    def scale(self) -> float:
        """The largest worth of a column."""
        return float(np.abs(self.problem.worth).max(initial=0.0)) or 1.0

    @property
    def _few(self) -> int:
        """Nodes of a part."""
        return max(1, round(_PART * self.effort.nodes))

    @property
    def left(self) -> float:
        """Seconds."""
        return self.effort.seconds - (time.monotonic() - self.begun)

    def run(self) -> ProgramSolution:
        """The best set that is found, and the bound."""
        mixture = self._mixture()
        if mixture is None:
            return nothing_found(self.left > 0, hurried=self.left <= 0)
        self.expected = mixture.bound * self.scale
        every = np.arange(self.problem.columns)
        if len(every) <= _FEW:
            return self._exact(every, mixture.bound * self.scale, self.effort.nodes)
        best = self._greedy(mixture)
        if not best.feasible or self.floor is None:
            core = np.argsort(mixture.reduced, kind="stable")[:_CORE]
            best = max(
                best,
                self._exact(core, math.inf, self._few),
                key=lambda each: each.worth,
            )
        best = replace(best, bound=mixture.bound * self.scale)
        best = self._improved(best, mixture)
        if self._close(best) or self.left <= 0:
            return self._ended(best)
        possible = (
            mixture.reduced <= (best.bound - best.worth) / self.scale
            if best.feasible
            else mixture.reduced >= 0
        )
        last = self._exact(np.flatnonzero(possible), best.bound, self._few)
        bound = min(best.bound, max(last.bound, best.worth))
        return self._ended(replace(max(best, last, key=lambda each: each.worth), bound=bound))

    def _close(self, best: ProgramSolution) -> bool:
        return best.feasible and best.gap <= self.effort.gap

    def _ended(self, best: ProgramSolution) -> ProgramSolution:
        return replace(best, complete=self._close(best), hurried=self.left <= 0, cuts=self.cuts)

    def _mixture(self) -> Relaxed | None:
        """The relaxed program, cut until its mixture keeps the floor; None where nothing does."""
        last = math.inf
        for _ in range(_ROUNDS):
            mixture = relaxed(self.problem.worth / self.scale, self.rows, self.left)
            if mixture is None or self.floor is None or self.left <= 0:
                return mixture
            if (
                last - mixture.bound < _LEVEL * self.effort.gap * abs(mixture.bound)
                and self.problem.columns > _FEW
            ):
                return mixture
            last = mixture.bound
            used = np.flatnonzero(mixture.share > 1e-9)
            weights = mixture.share[used] * self.problem.factor[used]
            if not self._cut(weights @ self.problem.npv[self.problem.outcome[used]], self.floor):
                return mixture
        return mixture

    def _exact(
        self,
        among: Indices,
        bound: float,
        nodes: int,
        held: Indices = _NONE,
    ) -> ProgramSolution:
        """The best set of some columns beside those held: cut until it keeps the floor."""
        rounds = _CUTS if len(held) else _ROUNDS
        worth_held, gap = float(self.problem.worth[held].sum()), self.effort.gap / 2
        if len(held):  # of the whole, not of what is open
            gap = min(0.2, gap * self.expected / max(self.expected - worth_held, gap * self.expected))
        for _ in range(rounds):
            rows = self.rows.beside(held)
            packed = whole(self.problem.worth / self.scale, rows, among, gap, self.left, nodes)
            if packed is None:
                return nothing_found(True, -math.inf)
            bound = min(bound, packed.bound * self.scale + worth_held)
            if packed.columns is None:
                return nothing_found(False, bound, hurried=self.left <= 0)
            columns = np.union1d(packed.columns, held)
            if self.floor is None or not self._cut(self.problem.draws(columns), self.floor):
                worth = float(self.problem.worth[columns].sum())
                return ProgramSolution(
                    columns, worth, max(bound, worth), packed.complete, self.left <= 0, cuts=self.cuts
                )
            if self.left <= 0:
                break
        return nothing_found(False, bound, hurried=self.left <= 0)

    def _cut(self, draws: Array, floor: Floor) -> bool:
        """Exclude what has these draws where it misses the floor: the mean over its worst ones is at least
        that."""
        if shortfall(draws, floor.share) >= floor.least - _MISSED * self.scale:
            return False
        weights, lowest = tail(draws, floor.share)
        means = self.problem.npv[:, lowest] @ weights
        row = self.problem.factor * means[self.problem.outcome] / self.scale
        self.rows = self.rows.with_rows(row[None], np.array([floor.least / self.scale]), np.array([np.inf]))
        self.cuts += 1
        return True

    def _greedy(self, mixture: Relaxed) -> ProgramSolution:
        """A first set: columns one by one, what the mixture has most of first, as far as all limits are kept."""
        order = np.lexsort((mixture.reduced, -mixture.share))
        order = order[mixture.share[order] + (self.problem.worth[order] > 0) > 0]
        by_column = self.rows.matrix.tocsc()
        room, taken = self.rows.high + ROUNDING, np.zeros(len(self.rows.high))
        draws: Array = np.zeros(self.problem.npv.shape[1])
        chosen: list[int] = []
        for column in np.concatenate([order, order]):  # what needs another one may follow it
            places = slice(by_column.indptr[column], by_column.indptr[column + 1])
            touched, use = by_column.indices[places], by_column.data[places]
            if np.any(taken[touched] + use > room[touched]):
                continue
            more = draws + self.problem.factor[column] * self.problem.npv[self.problem.outcome[column]]
            if self.floor is None or self.floor.kept(more):
                draws, chosen = more, [*chosen, int(column)]
                taken[touched] += use
        if np.any(taken < self.rows.low - ROUNDING):
            return nothing_found(False)
        columns = np.sort(np.array(chosen, dtype=np.intp))
        return ProgramSolution(columns, float(self.problem.worth[columns].sum()), math.inf)

    def _improved(self, best: ProgramSolution, mixture: Relaxed) -> ProgramSolution:
        """Free a part of the set and some deals that wait, hold the rest, and solve; again and again."""
        random = np.random.default_rng(SEED)
        deals = np.unique(self.problem.deal)
        cheapest = np.full(len(self.problem.names), np.inf)
        np.minimum.at(cheapest, self.problem.deal, mixture.reduced)
        odds = np.exp(-cheapest[deals] / (np.median(cheapest[deals]) + 1e-12)) + 1e-9  # none is beyond reach
        stalled = 0
        for _ in range(math.ceil(_PARTS * self.effort.nodes)):
            if not best.feasible or self._close(best) or stalled == _STALLED or self.left <= 0:
                break
            inside = self.problem.deal[best.columns]
            free = random.choice(inside, max(1, round(_FREED * len(inside))), replace=False)
            waiting = random.choice(deals, min(_WAITING, len(deals)), replace=False, p=odds / odds.sum())
            held = best.columns[~np.isin(inside, np.union1d(free, waiting))]
            worth_it = mixture.reduced <= (best.bound - best.worth) / self.scale
            open_to = np.flatnonzero(worth_it & np.isin(self.problem.deal, np.union1d(free, waiting)))
            open_to = open_to[np.argsort(mixture.reduced[open_to], kind="stable")[:_OPEN]]
            open_to = np.union1d(open_to, np.setdiff1d(best.columns, held))
            solution = self._exact(open_to, math.inf, self._few, held)
            stalled += 1
            if solution.worth > best.worth:
                best, stalled = replace(solution, bound=best.bound), 0
        return best


def solve(problem: Problem, limits: Limits, effort: Effort = USUAL) -> ProgramSolution:
    """The deals, options and starts of the highest expected net present value within the limits.

    Each starts as early as that leaves room for.  `feasible` is False where no set keeps the limits, or none was
    found in time.
    """
    floor = limits.floor
    if not problem.columns:
        nothing = ProgramSolution(_NONE, 0.0, 0.0)
        return nothing_found(True) if limits.must or (floor and floor.least > 0) else nothing
    rows = all_rows(problem, limits)
    if floor is not None and floor.measure == "loss":
        best = _by_chance(problem, rows, floor, effort)
    else:
        best = Search(problem, rows, effort, floor).run()
    if not best.feasible:
        return best
    columns = earliest(problem, rows, floor, best.columns)
    worth = float(problem.worth[columns].sum())
    return replace(best, columns=columns, worth=worth, bound=max(best.bound, worth))


def _by_chance(problem: Problem, rows: Rows, floor: Floor, effort: Effort) -> ProgramSolution:
    """The best set by its chance of a loss."""
    begun = time.monotonic()
    columns, bound, complete = with_chance(problem, rows, floor, effort)
    scenarios = min(effort.scenarios, problem.npv.shape[1])
    hurried = time.monotonic() - begun >= effort.seconds
    if columns is None:
        return replace(nothing_found(complete, bound, hurried=hurried), scenarios=scenarios)
    worth = float(problem.worth[columns].sum())
    return ProgramSolution(columns, worth, max(bound, worth), complete, hurried, scenarios=scenarios)
