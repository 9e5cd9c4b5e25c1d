"""The best plan of any budget of a run: each by the same search as `fund`, kept once it was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from roi.portfolio.funding.budgets import at_budget, enough, money_of
from roi.portfolio.funding.choices import QUARTERS, limits_of, problem_of
from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.priority import Rung
from roi.portfolio.funding.problem import Limits, Problem
from roi.portfolio.funding.reasons import Ground, lifted, reason, reasons
from roi.portfolio.plan import FundedPlan, planned
from roi.portfolio.results import Results
from roi.records import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """What can be asked about budgets of a run; see `roi.portfolio.funding.budgets` for what a budget is.

    Attributes:
        limits: as they are stated; a budget takes the place of theirs.
        stated: the budget that they come to; inf where money is not limited in all.
        most: a budget that is enough for everything worth its money.
    """

    results: Results
    problem: Problem
    limits: Limits
    stated: float
    most: float
    effort: Effort = USUAL
    _plans: dict[float, FundedPlan] = field(default_factory=dict)
    _lifted: dict[float, Mapping[Ground, frozenset[int]]] = field(default_factory=dict)

    @property
    def first(self) -> float:
        """The budget to begin with: the one that is stated, else half of what would be enough."""
        return min(self.stated, self.most) if math.isfinite(self.stated) else self.most / 2

    @property
    def patterned(self) -> bool:
        """Whether a budget is the stated ones so many times as large, and not just the money of all quarters."""
        bare = replace(self.limits, total=math.inf)
        return math.isfinite(self.stated) and self.stated > 0 and bare.limits_money

    def plan(self, budget: float) -> FundedPlan:
        """The best plan of a budget: that of `fund` with it."""
        if budget not in self._plans:
            limits = at_budget(self.problem, self.limits, budget)
            self._plans[budget] = planned(self.results, self.problem, limits, self.effort)
        return self._plans[budget]

    def why(self, budget: float, deal: str) -> FundedPlan:
        """The plan of a budget with why one deal is out of it."""
        plan = self.plan(budget)
        if budget not in self._lifted:
            self._lifted[budget] = lifted(self.problem, plan.limits, self.effort)
        place = self.problem.names.index(deal)
        without, rungs = self._lifted[budget], self.rungs(budget)
        out = reason(self.problem, plan.limits, plan.solution, place, without, rungs, self.effort)
        return replace(plan, rungs=tuple(rungs), outs=(out,))

    def explained(self, budget: float) -> FundedPlan:
        """The plan of a budget with why each deal is out of it."""
        plan, rungs = self.plan(budget), self.rungs(budget)
        outs = reasons(self.problem, plan.limits, plan.solution, rungs, self.effort)
        return replace(plan, rungs=tuple(rungs), outs=outs)

    def rungs(self, budget: float) -> Sequence[Rung]:
        """The plans of all budgets by now, from small to large, in shares of this one."""
        if budget <= 0:
            return ()
        kept = sorted((each, plan) for each, plan in list(self._plans.items()) if plan.solution.feasible)
        return tuple(Rung(each / budget, each, plan.solution) for each, plan in kept)


def frontier(
    results: Results, limits: Limits | None = None, quarters: int = QUARTERS, effort: Effort = USUAL
) -> Frontier:
    """What can be asked about budgets of a run.

    Args:
        results: of a run, with draws.
        limits: None for those that the portfolio states.
        quarters: in which a deal may start.
        effort: for each plan.
    """
    problem = problem_of(results, quarters)
    stated = limits_of(results) if limits is None else limits
    most = enough(problem, stated, effort)
    return Frontier(results, problem, stated, money_of(stated, problem), most, effort)
