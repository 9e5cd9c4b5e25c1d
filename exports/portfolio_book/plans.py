"""The best plans of budgets, by the optimiser, in the words and values of the workbook and the screen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from exports.portfolio_book.contents import Computed, Way
from exports.voice.formats import money
from roi.arrays import Array
from roi.portfolio.funding.choices import QUARTERS, limits_of, problem_of
from roi.portfolio.funding.problem import Limits, Problem
from roi.portfolio.funding.program import Effort, Solution, solve
from roi.portfolio.results import Results

BUDGETS = 16  # computed between nothing and all
SHOWN = 12  # quarters by themselves; the rest together
EFFORT = Effort(seconds=10.0)


@dataclass(frozen=True, slots=True, eq=False)
class FundingPlans:
    """What can be asked about budgets of a run.

    The budget limits the money of all quarters together; what the portfolio states itself (money by quarter, budget
    lines, people) holds beside it.
    """

    results: Results
    problem: Problem
    limits: Limits
    labels: Sequence[str]  # of the options, as the rows of `problem.npv` stand
    effort: Effort = EFFORT

    @property
    def largest(self) -> float:
        """Money of all deals that are worth anything, each in its dearest way: beyond it more budget changes "
        "nothing."""
        whole = np.where(self.problem.worth > 0, self.problem.money.sum(axis=1), 0.0)
        dearest = np.zeros(len(self.problem.names))
        np.maximum.at(dearest, self.problem.deal, whole)
        return float(dearest.sum())

    def computed(self, budget: float) -> Computed:
        """The best plan of a budget."""
        return self._computed(budget, self._solved(budget))

    def _solved(self, budget: float, deals: Sequence[int] = ()) -> Solution:
        return solve(self.problem, replace(self.limits, total=budget).forcing(deals), self.effort)

    def _computed(self, budget: float, solution: Solution) -> Computed:
        ways = {
            self.problem.names[self.problem.deal[column]]: self._way(column) for column in solution.columns
        }
        worth = solution.worth if solution.feasible else 0.0
        return Computed(
            budget, worth, max(worth, solution.bound) if solution.feasible else 0.0, ways, solution.feasible
        )

    def _way(self, column: int) -> Way:
        problem = self.problem
        return Way(
            self.labels[problem.outcome[column]],
            int(problem.start[column]) + 1,
            float(problem.worth[column]),
            folded(problem.money[column]),
        )

    def spread(self, computed: Computed) -> tuple[float, float, float]:
        """P10 and P90 of the net present value of a plan, and its chance to be below zero."""
        draws = self.problem.draws(np.array(self._columns(computed), dtype=np.intp))
        if not computed.ways:
            return 0.0, 0.0, 0.0
        low, high = np.quantile(draws, (0.1, 0.9))
        return float(low), float(high), float(np.mean(draws < 0))

    def _columns(self, computed: Computed) -> Sequence[int]:
        """The columns of a plan."""
        labels, problem = self.labels, self.problem
        wanted = {name: (way.option, way.start - 1) for name, way in computed.ways.items()}
        return [
            column
            for column in range(problem.columns)
            if wanted.get(problem.names[problem.deal[column]])
            == (labels[problem.outcome[column]], problem.start[column])
        ]

    def why_out(self, computed: Computed, deal: str) -> str:
        """Why a deal is not in a plan: on the ground that needs no search first, else by forcing it in."""
        problem, currency = self.problem, self.results.currency
        place = problem.names.index(deal)
        columns = problem.columns_of(place)
        if not len(columns):
            return "it can start in none of the quarters that are planned."
        if problem.worth[columns].max() <= 0:
            return f"it is expected to lose money, {money(float(problem.worth[columns].max()), currency)}."
        least = float(problem.money[columns].sum(axis=1).min())
        if least > computed.budget:
            return f"it needs {money(least, currency)} at least, more than the whole budget."
        forced = self._solved(computed.budget, (place,))
        if not forced.feasible:
            return "no plan within the limits has it in."
        other = self._computed(computed.budget, forced)
        gone = [name for name in computed.ways if name not in other.ways]
        lost = computed.worth - other.worth
        pushed = f", and {joined(gone)} would be out" if gone else ""
        if lost <= max(computed.bound - computed.worth, 1e-9 * abs(computed.worth)):
            return f"a plan with it is worth as much, as far as the optimiser can tell{pushed}."
        return f"with it the best plan would be worth {money(lost, currency)} less{pushed}."


def joined(names: Sequence[str]) -> str:
    """`a, b and c`; of many the first three."""
    shown = [*names[:3], f"{len(names) - 3:,} more"] if len(names) > 4 else list(names)
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def plans_of(
    results: Results, limits: Limits | None = None, quarters: int = QUARTERS, effort: Effort = EFFORT
) -> FundingPlans:
    """What can be asked about budgets of a run.

    Args:
        results: of a run, with draws.
        limits: beside the money of all quarters together; None for those that the portfolio states.
        quarters: in which a deal may start.
        effort: for each plan.
    """
    labels = [option.label for result in results.deals for option in result.options]
    stated = limits_of(results) if limits is None else limits
    return FundingPlans(results, problem_of(results, quarters), stated, labels, effort)


def budgets(largest: float) -> Sequence[float]:
    """From nothing to all, coarse ones first, so that a line stands soon."""
    places = [0, BUDGETS]
    step = BUDGETS
    while step > 1:
        step //= 2
        places += range(step, BUDGETS, 2 * step)
    return [largest * place / BUDGETS for place in places]


def folded(quarters: Array) -> tuple[float, ...]:
    """The first quarters by themselves, the others as one."""
    if len(quarters) <= SHOWN + 1:
        return tuple(map(float, quarters))
    return (*map(float, quarters[:SHOWN]), float(quarters[SHOWN:].sum()))


def quarter_names(start: str, quarters: int) -> tuple[str, ...]:
    """The months that they begin with, `2027-01`; without a calendar `quarter 1`; `later` for all others."""
    shown = quarters if quarters <= SHOWN + 1 else SHOWN
    if start:
        year, month = map(int, start.split("-"))
        months = [12 * year + month - 1 + 3 * k for k in range(shown)]
        names = tuple(f"{each // 12}-{each % 12 + 1:02d}" for each in months)
    else:
        names = tuple(f"quarter {k}" for k in range(1, shown + 1))
    return names if shown == quarters else (*names, "later")


def budget_of(results: Results, plans: FundingPlans) -> float:
    """The budget to begin with: what was asked for, or is on the table in the quarters named, else half of all."""
    stated = plans.limits.total if math.isfinite(plans.limits.total) else math.fsum(results.portfolio.budget)
    return min(stated, plans.largest) if stated else plans.largest / 2


def staying(points: Sequence[Computed]) -> Mapping[str, Computed]:
    """Deals that are in the plans of all budgets from some one on → the plan of that budget."""
    since: dict[str, Computed] = {}
    if not points:
        return since
    for name in points[-1].ways:
        first = points[-1]
        for point in reversed(points):
            if name not in point.ways:
                break
            first = point
        since[name] = first
    return since
