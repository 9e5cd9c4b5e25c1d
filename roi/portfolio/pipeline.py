"""The pipeline as a sales manager sees it: what is at stake, how far each estimate has come, what to ask next."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from roi.arrays import Array
from roi.notation import grouped
from roi.portfolio.funding.choices import closing
from roi.portfolio.results import DealResult, Results
from roi.portfolio.totals import SumStatistics, distribution
from roi.records import dataclass

STALE_DAYS = 180
UNNAMED = "not named"
GROUPS: Mapping[str, Callable[[DealResult], str]] = {
    "stage": lambda result: result.deal.stage,
    "owner": lambda result: result.deal.owner,
    "sector": lambda result: result.deal.sector,
    "case": lambda result: result.deal.case,
}
"""By what a pipeline can be grouped."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Deals that stand at one stage, or have something else in common.

    Attributes:
        at_stake: expected sum if all close; `expected`: each with its chance.
        landed: what the stage brings, each deal closing or not on its own.
        closing: expected number of deals that close.
    """

    name: str
    deals: int
    at_stake: float
    expected: float
    closing: float
    landed: SumStatistics


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far an estimate has come.

    Attributes:
        answered: share of the questions that the prospect has answered; nan where there is none.
        judged: share of the active inputs that rest on judgement or on the seller alone.
        age: days since the estimate was made; None where nobody says.
        stale: what is older than it may be, such as "prices of models, 400 days".
        overdue: days since it was to close; 0 where it is not.
        chance: that a deal which closes is worth more than 0.
    """

    name: str
    answered: float
    judged: float
    age: int | None
    stale: tuple[str, ...]
    overdue: int
    chance: float


_UNPROVEN = ("judgement", "seller", "implied")


def stages(results: Results, by: str = "stage") -> tuple[Stage, ...]:
    """The deals by stage, or by another fact of `GROUPS`, what is most at stake first."""
    closes = closing(results)
    members: dict[str, list[int]] = {}
    for at, result in enumerate(results.deals):
        members.setdefault(GROUPS[by](result) or UNNAMED, []).append(at)
    return tuple(
        sorted(
            (_stage(name, places, results, closes) for name, places in members.items()),
            key=lambda s: -s.expected,
        )
    )


def _stage(name: str, places: Sequence[int], results: Results, closes: Array) -> Stage:
    npv = np.array([results.deals[at].options[0].npv for at in places])
    chances = np.array([results.deals[at].deal.chance for at in places])
    means = npv.mean(axis=1)
    landed = distribution((npv * closes[list(places)]).sum(axis=0))
    return Stage(name, len(places), float(means.sum()), float(chances @ means), float(chances.sum()), landed)


def readiness(results: Results, today: datetime.date, stale_days: int = STALE_DAYS) -> tuple[Readiness, ...]:
    """How far each estimate has come, in the order of the results."""
    return tuple(_readiness(result, today, stale_days) for result in results.deals)


def _readiness(result: DealResult, today: datetime.date, stale_days: int) -> Readiness:
    facts, deal = result.maturity, result.deal
    dated = (
        ("evidence", facts.oldest_evidence), ("prices of models", facts.oldest_price), ("the estimate",
    facts.created) )  # fmt: skip
    ages = [(what, (today - date).days) for what, date in dated if date is not None]
    return Readiness(
        name=deal.name,
        answered=facts.answers / facts.questions if facts.questions else float("nan"),
        judged=sum(facts.grades.get(grade, 0.0) for grade in _UNPROVEN),
        age=None if facts.created is None else (today - facts.created).days,
        stale=tuple(f"{what}, {grouped(days)} days" for what, days in ages if days > stale_days),
        overdue=max(0, (today - deal.close).days) if deal.close is not None else 0,
        chance=float(np.mean(result.options[0].npv > 0)),
    )
