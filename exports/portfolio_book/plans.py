"""The best plans of budgets, in the words and values of the workbook and the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.portfolio_book.contents import Computed, _DealWay
from exports.voice.funding import out_sentence
from roi.arrays import Array
from roi.portfolio.frontier import Frontier
from roi.portfolio.plan import FundedPlan

SHOWN = 12  # quarters by themselves; the rest together


def computed(frontier: Frontier, budget: float) -> Computed:
    """The best plan of a budget."""
    plan = frontier.plan(budget)
    solution = plan.solution
    if not solution.feasible:
        return Computed(budget, 0.0, 0.0, {}, feasible=False)
    ways = {
        each.name: _DealWay(
            each.option.label, each.start, each.worth, folded(plan.problem.money[each.column])
        )
        for each in plan.taken
    }
    return Computed(budget, solution.worth, max(solution.worth, solution.bound), ways)


def why_out(frontier: Frontier, budget: float, deal: str) -> str:
    """Why a deal is out of the best plan of a budget."""
    return sentence(frontier.why(budget, deal))


def sentence(plan: FundedPlan, place: int = 0) -> str:
    """The ground of one of the deals that are out, as a sentence."""
    words = out_sentence(plan, plan.outs[place])
    return f"{words[0].upper()}{words[1:]}."


def spread(plan: FundedPlan) -> tuple[float, float, float]:
    """P10 and P90 of the net present value of a plan, and its chance to be below zero."""
    if not plan.taken:
        return 0.0, 0.0, 0.0
    return plan.landed.p10.value, plan.landed.p90.value, plan.landed.loss.value


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


def staying(points: Sequence[Computed]) -> Mapping[str, float]:
    """Deals that are in the plans of all budgets from some one on → that budget."""
    since: dict[str, float] = {}
    for name in points[-1].ways if points else ():
        for point in reversed(points):
            if name not in point.ways:
                break
            since[name] = point.budget
    return since
