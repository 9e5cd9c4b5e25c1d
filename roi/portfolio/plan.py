"""The funding of a run as one value: what is funded, on which terms, what it brings, and why the rest is out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from roi.arrays import Array
from roi.errors import NOWHERE, Place, Remedy, RoiError, Setting, nearest, of_setting, remedy
from roi.portfolio.funding import infeasible
from roi.portfolio.funding.budgets import money_of
from roi.portfolio.funding.choices import QUARTERS, problem_of, without_prerequisite
from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.priority import SHARES, DealStanding, Price, Rung, ladder, price, standings
from roi.portfolio.funding.problem import Limits, Problem, loss_share, shortfall
from roi.portfolio.funding.program import ProgramSolution, solve
from roi.portfolio.funding.reasons import DETAILED, Out, reasons
from roi.portfolio.results import OptionResult, Results
from roi.portfolio.totals import SumStatistics, distribution
from roi.progress import Progress
from roi.records import dataclass

_OTHERS = 0.2  # of the work of the program, for each of those around it


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A deal that is funded.

    Attributes:
        deal: its place in the results; `column`: of the problem.
        option: how it is taken up.
        start: quarter of the portfolio's calendar, from 1.
        worth: expected net present value, chance of closing and delay counted.
        money: expected outlay in all.
    """

    deal: int
    column: int
    name: str
    option: OptionResult
    start: int
    worth: float
    money: float


@dataclass(frozen=True, slots=True, eq=False)
class FundedPlan:
    """What is funded.

    Attributes:
        taken: the deals, the one that is worth most first.
        landed: the sum of what is funded, by the luck of closing too.
        money, people: by quarter, by month, as if every deal closes.
        kept: mean of the worst share of the draws, or share of the draws below the threshold, as the floor has
            it; nan without a floor.
        rungs, standings, price, outs: see `priority` and `reasons`; empty where they were not asked for.
        missing: names of deals whose prerequisite could not be run, with the prerequisite.
    """

    results: Results
    problem: Problem
    limits: Limits
    solution: ProgramSolution
    taken: tuple[Taken, ...]
    landed: SumStatistics
    money: Array
    people: Array
    kept: float
    rungs: tuple[Rung, ...] = ()
    standings: tuple[DealStanding, ...] = ()
    price: Price | None = None
    outs: tuple[Out, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def budget(self) -> float:
        """All that the budgets come to in the quarters in which money is needed; inf without one."""
        return money_of(self.limits, self.problem)


def fund(
    results: Results,
    limits: Limits,
    quarters: int = QUARTERS,
    effort: Effort = USUAL,
    *,
    shares: Sequence[float] = SHARES,
    detailed: int = DETAILED,
    progress: Progress | None = None,
) -> FundedPlan:
    """Choose deals, options and starts, and say why the rest is out.

    Args:
        limits: as `choices.limits_of` gives them, or others.
        quarters: in which a deal may start.
        shares: of the budget, for the priority list; () for none, which leaves out the price of money as well.
        detailed: deals that are forced in to see what they would cost.
        progress: given (programs solved, programs in all), roughly.

    Raises:
        RoiError: limits that no set keeps, with the least that can be kept.
    """
    problem = problem_of(results, quarters)
    plan = planned(results, problem, limits, effort)
    chosen = plan.solution
    if not chosen.feasible:
        raise _refusal(infeasible.why(problem, limits, effort), problem, limits, results.currency)
    around = replace(effort, nodes=max(1, round(_OTHERS * effort.nodes)))
    wanted = tuple(sorted({*shares, 1.0})) if shares and limits.limits_money else ()
    rungs = ladder(problem, limits, around, wanted, progress, chosen) if wanted else ()
    return replace(
        plan, rungs=rungs, standings=standings(problem, rungs),
        price=price(problem, limits, chosen, around) if wanted else None,
        outs=reasons(problem, limits, chosen, rungs, around, detailed),
    )  # fmt: skip


def planned(results: Results, problem: Problem, limits: Limits, effort: Effort = USUAL) -> FundedPlan:
    """The best set within limits and what it brings, without what is around it; nothing where no set keeps them.

    Args:
        problem: of the results, by `problem_of`.
    """
    chosen = solve(problem, limits, effort)
    draws = problem.draws(chosen.columns)
    return FundedPlan(
        results, problem, limits, chosen, _taken(results, problem, chosen),
        distribution(draws, expected=_by_chance(results, problem, chosen)),
        problem.money[chosen.columns].sum(axis=0), problem.people[chosen.columns].sum(axis=0),
        _kept(limits, draws),
        missing=tuple((problem.names[at], name) for at, name in without_prerequisite(results).items()),
    )  # fmt: skip


def _by_chance(results: Results, problem: Problem, chosen: ProgramSolution) -> Array:
    """The sum on every draw, each deal by its chance of closing, (draws,)."""
    worth: Array = np.zeros(results.draws)
    options = [(each, result.deal.chance) for result in results.deals for each in result.options]
    for column in chosen.columns:
        option, chance = options[problem.outcome[column]]
        worth += problem.factor[column] * chance * option.npv
    return worth


def _kept(limits: Limits, draws: Array) -> float:
    floor = limits.floor
    if floor is None:
        return math.nan
    return shortfall(draws, floor.share) if floor.measure == "shortfall" else loss_share(draws, floor.least)


def _taken(results: Results, problem: Problem, chosen: ProgramSolution) -> tuple[Taken, ...]:
    options = [option for result in results.deals for option in result.options]
    rows = (
        Taken(
            int(problem.deal[column]), int(column), problem.names[problem.deal[column]],
            options[problem.outcome[column]], int(problem.start[column]) + 1, float(problem.worth[column]),
            float(problem.money[column].sum()),
        )
        for column in chosen.columns
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda each: -each.worth))


def places_of(results: Results, names: Sequence[str], setting: str) -> frozenset[int]:
    """The places of deals by their names.

    Raises:
        RoiError: a name that no deal has.
    """
    known = {result.deal.name: at for at, result in enumerate(results.deals)}
    for name in names:
        if name not in known:
            message = f"`{name[:80]}` is no deal of these results"
            raise RoiError(message, of_setting(setting), nearest(name[:80], known))
    return frozenset(known[name] for name in names)


def _refusal(conflict: infeasible.Conflict, problem: Problem, limits: Limits, currency: str) -> RoiError:
    """A conflict as a message: what is wrong, and the least that can be met."""
    names = ", ".join(sorted(problem.names[deal] for deal in limits.must))
    where: Place = NOWHERE
    hint: Remedy | str
    if conflict.reason == "deals":
        message = f"the deals that must be funded cannot all be: {names}"
        hint = "They exclude each other, need a deal that is out, or cannot start in these quarters."
        return RoiError(message, of_setting("must"), hint)
    if conflict.reason in ("money", "people"):
        setting = "budget" if np.isfinite(limits.budget).any() else "total"
        setting = setting if conflict.reason == "money" else "people"
        what = f"more {conflict.reason} than there is in every choice of options and starts"
        scarce = ", ".join(conflict.scarce[:3])
        message = f"the deals that must be funded ({names}) take {what}: {scarce}"
        if math.isinf(conflict.least):
            hint = f"There is none of it: {scarce}."
        elif conflict.reason == "money":
            least = conflict.least * money_of(limits, problem)
            total = f", {currency} {_amount(least)} in all" if math.isfinite(least) else ""
            hint = f"The least that can be met is {_up(conflict.least)} times the budget{total}."
        else:
            hint = f"The least that can be met is {_up(conflict.least)} times the people."
        return RoiError(message, of_setting(setting), hint)
    if conflict.reason == "limits":
        message = f"money is enough alone, and so are people, but not both together, for {names}"
        return RoiError(message, of_setting("must"), "Raise one of them, or plan more quarters.")
    floor = limits.floor
    if conflict.reason == "floor" and floor is not None:
        if floor.measure == "loss":
            message = f"no set of deals keeps the chance of a loss at {floor.share:.1%} or below"
            return RoiError(message, of_setting("loss"), "Allow a higher chance.")
        message = "no set of deals keeps the floor"
        hint = f"The highest that can be kept is {currency} {_amount(conflict.least)}."
        return RoiError(message, of_setting("floor"), hint)
    return RoiError(
        "no set was found in time", where, remedy("Give it longer: ", Setting("seconds", "120"), ".")
    )


def _amount(value: float) -> str:
    return f"{value:,.0f}"


def _up(value: float) -> str:
    """Three digits, never below the value."""
    return f"{math.ceil(value * 1000) / 1000:,.3f}"
