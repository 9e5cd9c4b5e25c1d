"""What a run of a portfolio leaves: each deal in each of its options, draw by draw on common luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from roi.arrays import Array
from roi.portfolio.deals import Deal, Failed, Portfolio
from roi.records import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class OptionResult:
    """A deal in one of its options.  All money is in the portfolio's currency; H is the horizon in months.

    Attributes:
        option: id; "" is the case as it stands.
        label: what people call it.
        npv: net present value of each draw, headline cut, (draws,); draw i is the same luck in every deal.
        payback: months until the running net stays above zero, headline cut, (draws,); inf where it never does.
        cash: expected net cash of each month, cash cut, (H + 1,), month 0 first.
        spend: expected costs of each month, gross, (H + 1,).
        low, middle, high: P10, P50 and P90 of the cumulative net cash by month, (H + 1,) each.
        rate: at which the money of a year later is discounted, expected, as a share.
        answered: share of the variance of `npv` that comes of the ranges of answers given for this deal alone.
    """

    option: str
    label: str
    npv: Array
    payback: Array
    cash: Array
    spend: Array
    low: Array
    middle: Array
    high: Array
    rate: float = field(default=0.0, kw_only=True)
    answered: float = field(default=0.0, kw_only=True)

    @property
    def horizon(self) -> int:
        """In months."""
        return len(self.cash) - 1


@dataclass(frozen=True, slots=True)
class Maturity:
    """How far an estimate has come.

    Attributes:
        questions: inputs that somebody can be asked about.
        answers: of these, those that the prospect has answered.
        grades: share of the active inputs that have each grade; they add up to 1.
        created: date of the estimate.
        oldest_evidence: the earliest date on which a source of an active input was read.
        oldest_price: the earliest date of the sources of prices of models by the token.
        ask: the question to put next: of those that are open, what the net present value depends on most; "" for
            none.
    """

    questions: int = 0
    answers: int = 0
    grades: Mapping[str, float] = field(default_factory=dict)
    created: date | None = None
    oldest_evidence: date | None = None
    oldest_price: date | None = None
    ask: str = ""


@dataclass(frozen=True, slots=True)
class DealResult:
    """A deal that was run.

    Attributes:
        deal: as the portfolio has it.
        digest: SHA-256 of all that its numbers depend on: the estimate, what is shared, seed, draws, version.
        options: its options, in the order of `Deal.options`.
        maturity: how far the estimate has come.
    """

    deal: Deal
    digest: str
    options: tuple[OptionResult, ...]
    maturity: Maturity = Maturity()


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run.

    Attributes:
        portfolio: what was run, with the facts that were known then.
        deals: those that were run, in the order of the portfolio.
        draws, seed: of the simulation; draws come as 16 replicates, one behind the other.
        version: of the program that wrote them.
        failed: the deals that are missing.
    """

    portfolio: Portfolio
    deals: tuple[DealResult, ...]
    draws: int
    seed: int
    version: str
    failed: tuple[Failed, ...] = ()

    @property
    def currency(self) -> str:
        """Of all money."""
        return self.portfolio.currency
