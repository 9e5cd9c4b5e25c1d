"""What the workbook holds, of a run and its plans."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from exports.portfolio_book.contents import Computed, Contents, Taking
from exports.portfolio_book.funding import IN_ALL, IN_PROPORTION
from exports.portfolio_book.plans import folded, quarter_names, sentence, staying
from exports.portfolio_book.rows import WITHIN, deal_row
from exports.voice.formats import number
from exports.voice.funding import copy_sentences
from roi.notation import digits
from roi.portfolio.frontier import Frontier
from roi.portfolio.funding.problem import lasting
from roi.portfolio.results import Results


def contents_of(
    frontier: Frontier,
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
        frontier: of the run.
        points: plans by budget, from small to large.
        budget: to begin with.
        title: of the first page.
        folder: that the workbook will lie in, for links.
        created: the date that it tells.
        within: months of the ranking by the chance of payback.
    """
    results, limit = frontier.results, frontier.limits.budget
    count = frontier.problem.money.shape[1]
    limited = frontier.patterned and bool(np.isfinite(limit).all())
    plan = frontier.explained(budget) if results.deals else None
    outs = () if plan is None else plan.outs
    return Contents(
        title=title, currency=results.currency,
        rows=[deal_row(result, folder, within) for result in results.deals],
        computed=points, takings=_takings(points), budget=budget, within=within,
        quarters=quarter_names(results.portfolio.start, count), stated=frontier.stated,
        by_quarter=folded(lasting(limit, count)) if limited else (),
        failed=[(each.name, each.reason) for each in results.failed],
        left_out=[(frontier.problem.names[out.deal], sentence(plan, k)) for k, out in enumerate(outs) if plan],
        notes=tuple(_notes(results, patterned=frontier.patterned)), created=created,
    )  # fmt: skip


def _takings(points: Sequence[Computed]) -> Sequence[Taking]:
    """Deals that stay in first, those of the smallest budget first, then by what a unit of money brings."""
    since, listed = staying(points), dict[tuple[str, str, int], list[int]]()
    for place, point in enumerate(points):
        for name, way in point.ways.items():
            listed.setdefault((name, way.option, way.start), []).append(place)

    def taking(key: tuple[str, str, int], places: Sequence[int]) -> Taking:
        way = points[places[0]].ways[key[0]]
        inside = tuple(place in places for place in range(len(points)))
        return Taking(key[0], way, inside, since.get(key[0]))

    def order(each: Taking) -> tuple[float, float, str, int]:
        ratio = each.way.worth / each.way.money if each.way.money > 0 else math.inf
        return math.inf if each.since is None else each.since, -ratio, each.name, each.inside.index(True)

    return sorted((taking(key, places) for key, places in listed.items()), key=order)


def _notes(results: Results, *, patterned: bool) -> Iterator[tuple[str, str]]:
    portfolio = results.portfolio
    yield (
        "Deals",
        f"{number(len(results.deals))} run, {number(len(results.failed))} left out; money in {results.currency}.",
    )
    yield (
        "Simulation",
        f"{number(results.draws)} draws of each deal, seed {results.seed}, version {results.version}.",
    )
    for copied in copy_sentences(portfolio):
        yield "Copies", copied
    shared = ", ".join(portfolio.shared) if portfolio.shared else "nothing"
    yield (
        "Common luck",
        f"Drawn once for all deals that have it: {shared}. All other luck is each deal's own.",
    )
    if portfolio.factor.rank:
        yield (
            "Sectors",
            f"Effects of deals of one sector go together: rank correlation {digits(portfolio.factor.rank, 'g')}.",
        )
    if portfolio.rates:
        rates = ", ".join(f"1 {code} = {rate} {results.currency}" for code, rate in portfolio.rates.items())
        yield "Exchange rates", f"{rates}."
    yield (
        "Options",
        "A deal is listed in the first of its options; a plan may take it up in another.",
    )
    yield "Budget", IN_PROPORTION if patterned else IN_ALL
    yield (
        "Money needed",
        "Expected outlay over the whole horizon, gross: no benefit is taken off, and nothing is discounted.",
    )
