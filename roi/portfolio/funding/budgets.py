"""A budget as one amount: what more or less of it means, whoever asks.

Where money is limited (by quarter, of a line, in all), another budget is every limit on it so many times as large.
Where it is not, a budget limits the money of all quarters together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.problem import Limits, Problem, lasting
from roi.portfolio.funding.program import solve
from roi.portfolio.funding.rows import resources

STEPS = 16  # from nothing to all that can be used


def money_of(limits: Limits, problem: Problem) -> float:
    """All that the budgets come to in the quarters of the problem; inf where money is not limited in all."""
    by_quarter = float(lasting(limits.budget, problem.money.shape[1]).sum())
    return float(min(limits.total, by_quarter))


def at_budget(problem: Problem, limits: Limits, budget: float) -> Limits:
    """The limits with this budget in place of their own."""
    whole = money_of(limits, problem)
    if math.isfinite(whole) and whole > 0:
        return limits.scaled(budget / whole)
    return replace(limits, total=budget)


def enough(problem: Problem, limits: Limits, effort: Effort = USUAL) -> float:
    """A budget that holds the set which is best without a limit on money: beyond it more is worth nothing.

    A quarter that has no money at all is left out: no budget gives it any.
    """
    free = solve(problem, limits.without_money(), effort)
    whole = money_of(limits, problem)
    if not (math.isfinite(whole) and whole > 0):
        return float(problem.money[free.columns].sum())
    scarce = [each for each in resources(problem, limits) if each.kind == "money" and each.limit > 0]
    return whole * max(
        (float(each.use[free.columns].sum()) / float(each.limit) for each in scarce), default=0.0
    )


def steps(most: float) -> Sequence[float]:
    """Budgets from nothing to `most`, coarse ones first, so that a line stands soon."""
    places = [0, STEPS]
    step = STEPS
    while step > 1:
        step //= 2
        places += range(step, STEPS, 2 * step)
    return [most * place / STEPS for place in places]
