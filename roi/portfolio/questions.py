"""Questions over the whole set: what an answer is worth to the choice of what to fund.

A question of one deal is worth what it changes in whether, and how, this deal is funded; taking money from the
others costs what they would have brought, found by solving without the deal and with it (opportunity cost).
What all deals share is worth what another set would bring where the answer calls for it: sets are found by
solving again at the values that the answer makes of all deals.  Both are valued as the questions of a single
case are (`roi.analysis.questions.evppi`: Strong, Oakley & Brennan 2014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from roi.analysis.answer_cells import cells_of
from roi.analysis.questions import evppi
from roi.analysis.regression import design, spline
from roi.arrays import Array
from roi.portfolio.funding.effort import USUAL, Effort
from roi.portfolio.funding.problem import Indices, Limits, Problem
from roi.portfolio.funding.program import ProgramSolution, solve
from roi.portfolio.results import Results
from roi.portfolio.totals import shared_shares, shared_uniforms_of
from roi.records import dataclass
from roi.sim.estimate import Statistic
from roi.sim.sampling import REPLICATES

ASKED = 6  # deals whose questions are valued
_TRIED = 4  # times as many are looked at for these
_ANSWERS = (0.05, 0.25, 0.5, 0.75, 0.95)  # of a shared input, at which the set is chosen anew


@dataclass(frozen=True, slots=True)
class DealInput:
    """An input of a deal that somebody can be asked for.

    Attributes:
        label: what people call it; `ask`: the question to put, "" where the case has none.
        scores: normal scores on the common draws, (draws,).
    """

    id: str
    label: str
    ask: str
    scores: Array


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """What one answer is worth to the whole set.

    Attributes:
        deal: its name; "" of what all deals share.
        value: expected gain from funding otherwise where the answer calls for it, in money.
        measurable: whether it stands above its error, for the number of questions valued.
    """

    deal: str
    id: str
    label: str
    ask: str
    value: Statistic
    measurable: bool


InputsOf = Callable[[str], Sequence[DealInput]]


def questions(
    results: Results,
    problem: Problem,
    limits: Limits,
    chosen: ProgramSolution,
    inputs_of: InputsOf,
    price: float = 0.0,
    effort: Effort = USUAL,
    most_deals: int = ASKED,
) -> tuple[SetQuestion, ...]:
    """The questions of all deals and of what they share, the dearest first.

    The risk floor holds the set on what is known today; it is not chosen anew for each answer.

    Args:
        problem: of `problem_of`; `chosen`: the set that is funded.
        inputs_of: the inputs of a deal, by its name.
        price: expected net present value of a unit of money elsewhere, by which deals are picked for asking.
        most_deals: how many deals are asked; those whose knowing everything would be worth most.
    """
    known = expected_problem(results, problem)
    unfloored = replace(limits, floor=None)
    worths: dict[str, Array] = {}
    asking: list[tuple[str, DealInput]] = []
    for deal in to_ask(
        known, price, _TRIED * most_deals
    ):  # some cannot be funded at all, and no answer changes that
        if len(worths) == most_deals:
            break
        name = known.names[deal]
        worth = deal_worth(known, unfloored, deal, effort)
        if worth is None:
            continue
        worths[name] = worth
        asking += [(name, item) for item in inputs_of(name)]
    shared = _shared(results, known, unfloored, chosen, effort)
    among = max(1, len(asking) + len(shared))
    valued = [
        SetQuestion(name, item.id, item.label, item.ask, *_worth(worths[name], item.scores, among))
        for name, item in asking
    ]
    valued += [
        SetQuestion("", name, name, "", *_worth(worth, scores, among)) for name, scores, worth in shared
    ]
    return tuple(sorted(valued, key=lambda each: (not each.measurable, -each.value.value)))


def _worth(worth: Array, scores: Array, among: int) -> tuple[Statistic, bool]:
    by_replicate = scores.reshape(REPLICATES, -1)
    return evppi(worth, design([spline(by_replicate)]), [cells_of(by_replicate)], among)


def expected_problem(results: Results, problem: Problem) -> Problem:
    """The same with the chance of closing in place of its luck, which no answer tells."""
    rows = [option.npv * result.deal.chance for result in results.deals for option in result.options]
    return replace(problem, npv=np.array(rows))


def to_ask(problem: Problem, price: float, count: int) -> Sequence[int]:
    """The deals of which knowing everything would be worth most, where money is worth its price elsewhere."""
    value: dict[int, float] = {}
    cost = price * problem.money.sum(axis=1)
    for deal in range(len(problem.names)):
        columns = problem.columns_of(deal)
        if len(columns):
            above = (
                problem.factor[columns, None] * problem.npv[problem.outcome[columns]] - cost[columns, None]
            )
            best = np.maximum(above.max(axis=0), 0.0).mean()
            value[deal] = float(best - max(0.0, above.mean(axis=1).max()))
    return sorted((deal for deal in value if value[deal] > 0), key=lambda deal: -value[deal])[:count]


def deal_worth(problem: Problem, limits: Limits, deal: int, effort: Effort = USUAL) -> Array | None:
    """What funding a deal brings above leaving it out, (options, 16, m): its draws less what it takes from the
    others.

    None where it must be in in any case, or no set is left without it.
    """
    without = solve(
        problem, replace(limits, barred=limits.barred | {deal}, must=limits.must - {deal}), effort
    )
    if deal in limits.must or deal in limits.barred or not without.feasible:
        return None
    rows = []
    deal_columns = problem.columns_of(deal)
    for outcome in np.unique(problem.outcome[deal_columns]):
        others = deal_columns[problem.outcome[deal_columns] != outcome]
        kept = np.setdiff1d(np.arange(problem.columns), others)
        solution = solve(only(problem, kept), limits.forcing([deal]), effort)
        if not solution.feasible:
            continue
        column = int(np.intersect1d(kept[solution.columns], deal_columns)[0])
        cost = without.worth - (solution.worth - problem.worth[column])
        rows.append(problem.factor[column] * problem.npv[outcome] - cost)
    return np.array(rows).reshape(len(rows), REPLICATES, -1) if rows else None


def only(problem: Problem, columns: Array) -> Problem:
    """The same with these columns alone."""
    at = columns.astype(np.intp)
    return replace(
        problem, deal=problem.deal[at], outcome=problem.outcome[at], start=problem.start[at],
        factor=problem.factor[at], worth=problem.worth[at], money=problem.money[at], people=problem.people[at],
    )  # fmt: skip


def _shared(
    results: Results, problem: Problem, limits: Limits, chosen: ProgramSolution, effort: Effort
) -> list[tuple[str, Array, Array]]:
    """Name, normal scores and worth of the sets that an answer calls for above the set that is funded."""
    base = problem.draws(chosen.columns)
    luck = shared_uniforms_of(results)
    result = []
    for share in shared_shares(results, problem.npv.sum(axis=0)):
        scores = ndtri(luck[share.name])
        sets = list(_sets(problem, limits, scores, effort))
        worth = [
            problem.draws(columns) - base for columns in sets if not np.array_equal(columns, chosen.columns)
        ]
        rows = np.array(worth) if worth else np.zeros((1, len(base)))
        result.append((share.name, scores, rows.reshape(len(rows), REPLICATES, -1)))
    return result


def _sets(problem: Problem, limits: Limits, scores: Array, effort: Effort) -> Iterable[Indices]:
    """The best sets at answers from low to high, each once."""
    columns = np.vstack([np.ones_like(scores), spline(scores)]).T
    weights, *_ = np.linalg.lstsq(columns, problem.npv.T, rcond=None)
    at = ndtri(np.array(_ANSWERS))
    means = np.vstack([np.ones_like(at), spline(at)]).T @ weights  # (answers, outcomes)
    seen: dict[tuple[int, ...], Indices] = {}
    for row in means:
        solution = solve(replace(problem, worth=problem.factor * row[problem.outcome]), limits, effort)
        if solution.feasible:
            seen[tuple(solution.columns.tolist())] = solution.columns
    return seen.values()
