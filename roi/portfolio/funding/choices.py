"""The problem of a run: each deal, in each of its options, from each quarter on."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from roi.arrays import Array
from roi.portfolio.deals import Deal
from roi.portfolio.funding.problem import MONTHS, Limits, Problem, by_quarter, in_months, shifted
from roi.portfolio.results import Results

_CLOSING = 77  # apart from all other streams of the seed
QUARTERS = 4  # of the calendar in which a deal may start, where nobody says


def closing(results: Results) -> Array:
    """Whether each deal closes on each draw, (deals, draws): its chance, by luck of its own.

    It follows from the seed of the run and the name of the deal, so that another deal changes nothing of it.
    """
    rows = [
        _hits(each.deal.chance, results.draws, _luck(results.seed, each.deal.name)) for each in results.deals
    ]
    return np.array(rows).reshape(-1, results.draws)


def _luck(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, _CLOSING, *hashlib.sha256(name.encode()).digest()])


def _hits(chance: float, draws: int, random: np.random.Generator) -> Array:
    """Ones for `chance` of the draws, as exactly as so many draws allow, in random order."""
    places = random.permutation(draws)
    return (places < round(chance * draws)).astype(float)


def problem_of(results: Results, quarters: int = QUARTERS) -> Problem:
    """The choices of a run.

    A deal that starts later brings the same money later: its net present value is discounted by the delay at the
    estimate's own rate.  A deal with a chance of closing counts with it; money and people are those of its
    closing.

    Args:
        quarters: of the portfolio's calendar in which a deal may start.
    """
    deals = [result.deal for result in results.deals]
    places = {deal.name: at for at, deal in enumerate(deals)}
    closes = closing(results)
    columns: list[tuple[int, int, int, float, float]] = []
    money: list[tuple[Array, int]] = []
    people: list[tuple[Array, int]] = []
    npv: list[Array] = []
    for at, result in enumerate(results.deals):
        first = -(-(result.deal.earliest - 1) // MONTHS)
        for option in result.options:
            outlay = by_quarter(in_months(option.spend))
            mean = float(option.npv.mean()) * result.deal.chance
            for start in range(first, quarters):
                factor = (1 + option.rate) ** (-MONTHS * start / 12)
                columns.append((at, len(npv), start, factor, factor * mean))
                money.append((outlay, start))
                people.append((np.array(result.deal.people, dtype=float), MONTHS * start))
            npv.append(option.npv * closes[at])
    of = np.array(columns).reshape(-1, 5)
    return Problem(
        names=tuple(places),
        deal=of[:, 0].astype(np.intp),
        outcome=of[:, 1].astype(np.intp),
        start=of[:, 2].astype(np.intp),
        factor=of[:, 3],
        worth=of[:, 4],
        money=_table(money),
        people=_table(people),
        npv=np.array(npv).reshape(-1, results.draws),
        needs=tuple(_needs(deals, places)),
        groups=tuple(_groups(deals, places)),
        line=tuple(deal.budget_line for deal in deals),
    )


def _table(rows: Sequence[tuple[Array, int]]) -> Array:
    length = max((len(row) + places for row, places in rows), default=1) or 1
    return np.array([shifted(row, places, length) for row, places in rows]).reshape(-1, length)


def _needs(deals: Sequence[Deal], places: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    for deal in deals:
        yield from ((places[deal.name], places[needed]) for needed in deal.needs if needed in places)


def without_prerequisite(results: Results) -> Mapping[int, str]:
    """Deals that need one which is not among the results, as it could not be run: place of the deal → its name."""
    known = {result.deal.name for result in results.deals}
    missing = ((at, set(result.deal.needs) - known) for at, result in enumerate(results.deals))
    return {at: min(names) for at, names in missing if names}


def _groups(deals: Sequence[Deal], places: Mapping[str, int]) -> Iterable[tuple[int, ...]]:
    named: dict[str, list[int]] = {}
    for deal in deals:
        if deal.group:
            named.setdefault(deal.group, []).append(places[deal.name])
    yield from (tuple(members) for members in named.values() if len(members) > 1)
    pairs = {
        tuple(sorted((places[deal.name], places[other])))
        for deal in deals
        for other in deal.exclusive
        if other in places
    }
    yield from sorted(pairs)


def limits_of(results: Results) -> Limits:
    """The limits that the portfolio states itself."""
    portfolio = results.portfolio
    return Limits(
        budget=_limit(portfolio.budget),
        lines={name: _limit(row) for name, row in portfolio.lines.items()},
        people=_limit(portfolio.people),
        barred=frozenset(without_prerequisite(results)),
    )


def _limit(row: Sequence[float]) -> Array:
    return np.array(row, dtype=float) if len(row) else np.array([math.inf])
