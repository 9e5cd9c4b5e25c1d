"""What the workbook holds, of a run and its plans."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from exports.portfolio_book.contents import Computed, Contents, Priority
from exports.portfolio_book.plans import FundingPlans, joined, quarter_names, staying
from exports.portfolio_book.rows import WITHIN, deal_row
from exports.voice.formats import number
from roi.portfolio.deals import Deal
from roi.portfolio.funding.problem import lasting
from roi.portfolio.results import Results

POINTS = 12  # budgets of the frontier


def contents_of(
    results: Results,
    plans: FundingPlans,
    points: Sequence[Computed],
    budget: float,
    *,
    title: str,
    folder: Path,
    created: datetime.date,
    within: int = WITHIN,
) -> Contents:
    """All that stands in the workbook.

    Args:
        results: of all deals, with draws.
        plans: of the run.
        points: plans by budget, from small to large.
        budget: to begin with.
        title: of the first page.
        folder: that the workbook will lie in, for links.
        created: the date that it tells.
        within: months of the ranking by the chance of payback.
    """
    quarters = quarter_names(results.portfolio.start, plans.problem.money.shape[1])
    limit = plans.limits.budget
    named = len(quarters) - (quarters[-1:] == ("later",))
    priority = _priority(results, points)
    on_list = {each.name for each in priority}
    return Contents(
        title=title, currency=results.currency,
        rows=[deal_row(result, folder, within) for result in results.deals],
        computed=points, priority=priority, quarters=quarters, budget=budget, within=within,
        by_quarter=tuple(map(float, lasting(limit, named))) if np.isfinite(limit).all() else (),
        failed=[(each.name, each.reason) for each in results.failed],
        left_out=[
            (result.deal.name, _reason(result.deal, plans, points))
            for result in results.deals
            if result.deal.name not in on_list
        ],
        notes=tuple(_notes(results)), created=created,
    )  # fmt: skip


def _priority(results: Results, points: Sequence[Computed]) -> Sequence[Priority]:
    """Deals that stay in, those of the smallest budget first, then by what a unit of money brings."""
    deals = {result.deal.name: result.deal for result in results.deals}
    excluded = exclusions(list(deals.values()))
    since = staying(points)
    order = sorted(since, key=lambda name: (since[name].budget, -_per_money(since[name], name), name))
    return [
        Priority(name, since[name].ways[name], since[name].budget, deals[name].needs, excluded.get(name, ()))
        for name in _needed_first(order, deals)
    ]


def _per_money(point: Computed, name: str) -> float:
    way = point.ways[name]
    return way.worth / way.money if way.money > 0 else float("inf")


def _needed_first(order: Sequence[str], deals: Mapping[str, Deal]) -> Sequence[str]:
    """What a deal needs stands above it."""
    placed: dict[str, None] = {}
    waiting = list(order)
    while waiting:
        ready = [
            name
            for name in waiting
            if all(need in placed or need not in waiting for need in deals[name].needs)
        ]
        if not ready:  # prerequisites in a circle are refused when a portfolio is read
            ready = waiting[:1]
        placed[ready[0]] = None
        waiting.remove(ready[0])
    return list(placed)


def exclusions(deals: Sequence[Deal]) -> Mapping[str, tuple[str, ...]]:
    """Of each deal, those of which none may be in beside it: named by either, or of its group."""
    pairs: dict[str, dict[str, None]] = {}
    groups: dict[str, list[str]] = {}
    for deal in deals:
        for other in deal.exclusive:
            pairs.setdefault(deal.name, {})[other] = None
            pairs.setdefault(other, {})[deal.name] = None
        if deal.group:
            groups.setdefault(deal.group, []).append(deal.name)
    for members in groups.values():
        for name in members:
            pairs.setdefault(name, {}).update(dict.fromkeys(other for other in members if other != name))
    return {name: tuple(others) for name, others in pairs.items()}


def _reason(deal: Deal, plans: FundingPlans, points: Sequence[Computed]) -> str:
    """Why a deal does not stay in, from what is known without another search."""
    place = plans.problem.names.index(deal.name)
    columns = plans.problem.columns_of(place)
    last = points[-1].ways if points else {}
    if not len(columns):
        return "It can start in none of the quarters that are planned."
    if plans.problem.worth[columns].max() <= 0:
        return "It is expected to lose money."
    missing = [name for name in deal.needs if name not in last]
    if missing:
        return f"It needs {joined(missing)}, which is not in."
    beside = [
        name
        for name in exclusions([result.deal for result in plans.results.deals]).get(deal.name, ())
        if name in last
    ]
    if beside:
        return f"It cannot be in beside {joined(beside)}."
    return (
        "In the plan of the largest computed budget there is no room for it: money by quarter, people or a "
        "budget line."
    )


def _notes(results: Results) -> Iterator[tuple[str, str]]:
    portfolio = results.portfolio
    yield (
        "Deals",
        f"{number(len(results.deals))} run, {number(len(results.failed))} left out; money in {results.currency}.",
    )
    yield (
        "Simulation",
        f"{number(results.draws)} draws of each deal, seed {results.seed}, version {results.version}.",
    )
    shared = ", ".join(portfolio.shared) if portfolio.shared else "nothing"
    yield (
        "Common luck",
        f"Drawn once for all deals that have it: {shared}. All other luck is each deal's own.",
    )
    if portfolio.factor.rank:
        yield (
            "Sectors",
            f"Effects of deals of one sector go together: rank correlation {portfolio.factor.rank:g}.",
        )
    if portfolio.rates:
        rates = ", ".join(f"1 {code} = {rate} {results.currency}" for code, rate in portfolio.rates.items())
        yield "Exchange rates", f"{rates}."
    yield (
        "Options",
        "A deal is listed in its option of the highest expected NPV; a plan may take it up in another.",
    )
    yield (
        "Budget",
        "Limits the money of all quarters together. Money by quarter, budget lines and people that the portfolio "
        "states hold beside it in every computed plan.",
    )
    yield (
        "Money needed",
        "Expected outlay over the whole horizon, gross: no benefit is taken off, and nothing is discounted.",
    )
