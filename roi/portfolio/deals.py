"""A portfolio as values: its deals, what is known of each, and what they share.

Numbers and facts only.  Where they come from, a folder of estimates or a `portfolio.toml`, is read by
`cases.portfolio`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

from roi.case import DISCOUNT_RATE
from roi.model.correlation import Pair
from roi.records import dataclass

SHARED = (DISCOUNT_RATE, "wage_growth", "token_price_change", "price_change", "market")
"""Inputs that are drawn once for all deals unless a portfolio says otherwise: what the world does to all alike."""

LATEST = 1_200
"""Month in which a deal may begin: each month up to there is a column of the money by quarter."""


@dataclass(frozen=True, slots=True)
class EstimateFacts:
    """What an estimate file says of itself.

    Attributes:
        digest: SHA-256 of the file, or of the case where it is a case file.
        title: the prospect, or the title of its case.
        case, sector, currency: of its case; `case` is the id.
        owner: who prepared it.
        option: which it chose; "" is the case as it stands.
    """

    digest: str = ""
    title: str = ""
    case: str = ""
    sector: str = ""
    currency: str = ""
    owner: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A deal that could not be opened or run: its name, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """What a portfolio needs of a deal and its estimate does not say.

    Attributes:
        owner: who works on it; who prepared the estimate unless the portfolio names somebody.
        stage: where it stands in the pipeline; "" where nobody says.
        close: the date on which it is expected to close.
        chance: of closing, from 0 to 1.
        earliest: the first month of the portfolio's calendar, from 1, in which it can start.
        exclusive: names of deals of which none may be chosen beside it.
        needs: names of deals without which it cannot be chosen.
        group: of deals that have the same one, at most one may be chosen; "" for none.
        budget_line: from which money it is paid; "" for the common budget.
        people: needed in each month from its own start, the first month first.
        options: ways to deploy that may be chosen, ids of the case's options, "" for the case as it stands; () is
            what the estimate itself chose.
    """

    owner: str = ""
    stage: str = ""
    close: date | None = None
    chance: float = 1.0
    earliest: int = 1
    exclusive: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    group: str = ""
    budget_line: str = ""
    people: tuple[float, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deal(DealFacts):
    """An estimate with the facts that a portfolio needs of it.

    Attributes:
        name: unique in the portfolio; the stem of the file unless the portfolio names it otherwise.
        path: of the estimate.
        title, case, sector: see `EstimateFacts`.
        currency: of its own money, before it becomes that of the portfolio.
        estimate: what its file says.
    """

    name: str
    path: Path
    title: str = ""
    case: str = ""
    sector: str = ""
    currency: str = ""
    estimate: EstimateFacts = EstimateFacts()

    @property
    def ways(self) -> tuple[str, ...]:
        """The options that are run: those that may be chosen."""
        return self.options or (self.estimate.option,)


@dataclass(frozen=True, slots=True)
class Factor:
    """What the effects of the deals of a sector have in common.

    Attributes:
        rank: Spearman's rank correlation between the luck of the effects of two deals of one sector, 0 to below 1.
        effects: the input that is a case's effect, by case id; of any other case it is the one that its net present
            value depends on most.
    """

    rank: float = 0.0
    effects: Mapping[str, str] = field(default_factory=dict)


NO_FACTOR = Factor()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Deals that are run, ranked and funded together.

    Attributes:
        deals: in the order of their names.
        currency: of all its money.
        rates: what one unit of another currency is worth in that of the portfolio, a number or a distribution as
            text; one that is uncertain is drawn once for all deals.
        shared: inputs whose luck is drawn once for all deals → the value that all deals take, a distribution's text
            in the unit of the input; "" leaves each deal its own distribution, with the common luck.
        factor: what the effects of a sector have in common.
        correlations: Spearman's, between the luck of shared inputs; pairs nobody states are independent, or
            completed from those that are.
        start: the calendar month of month 1 of the portfolio, as `2027-01`; "" where nobody says.
        budget: money by quarter of the portfolio's calendar, the first quarter first; () where there is no limit.
        lines: money by quarter of each budget line.
        people: there are in each month of the portfolio's calendar; () where there is no limit.
        failed: deals that could not be opened.
        places: file and table that a deal, or another part of the portfolio, stands in, for messages.
    """

    deals: tuple[Deal, ...]
    currency: str
    rates: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(SHARED, ""))
    factor: Factor = NO_FACTOR
    correlations: tuple[Pair, ...] = field(default=(), kw_only=True)
    start: str = ""
    budget: tuple[float, ...] = ()
    lines: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    people: tuple[float, ...] = ()
    failed: tuple[Failed, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def copies(self) -> tuple[tuple[Deal, ...], ...]:
        """Deals whose estimates are one and the same file under several names, each group with two or more."""
        alike: dict[str, list[Deal]] = {}
        for deal in self.deals:
            if deal.estimate.digest:
                alike.setdefault(deal.estimate.digest, []).append(deal)
        return tuple(tuple(deals) for deals in alike.values() if len(deals) > 1)
