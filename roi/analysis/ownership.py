"""Total cost of ownership as values: what is spent if nothing changes, and with each way to deploy.

Spending of today are the lines that cash benefits save on (`of`).  With a way to deploy, what is left of it is
spent, and what the deployment costs by class.  Hours that are given back are no spending, and neither is money
that is earned: both stand beside the costs and are in none of their sums.
"""

from __future__ import annotations

from collections.abc import Mapping

from roi.analysis.comparison import MoneySpread
from roi.card import Brief
from roi.case import COST_CLASSES
from roi.model import Model, ModelLine
from roi.records import dataclass

TODAY = "today"  # the row of what is spent today, beside the cost classes
BESIDE = ("cash", "capacity", "soft")  # benefits that are no spending of today less


@dataclass(frozen=True, slots=True)
class Spending:
    """Money expected by year, its sum, and its expected present value; `id` is `TODAY`, a class, or "total"."""

    id: str
    by_year: tuple[float, ...]
    total: float
    present_value: float


@dataclass(frozen=True, slots=True)
class Ownership:
    """What a way to deploy costs, with what is still spent of today.

    Attributes:
        rows: what is left of today's spending, where the case states any; then a row a cost class.
        sum: of the rows.
        spread: of the sum over all years, undiscounted, over the draws.
        less: the sum of doing nothing less this one: what is not spent any more, costs included.
        less_spread: of that over all years, draw by draw.
        beside: by kind, the expected benefits that are in no row.
    """

    name: str
    model: Model | None
    rows: tuple[Spending, ...]
    sum: Spending
    spread: MoneySpread
    less: Spending
    less_spread: MoneySpread
    beside: Mapping[str, Spending]


@dataclass(frozen=True, slots=True, repr=False)
class TotalCosts(Brief):
    """Doing nothing first, then every way to deploy, on the same draws.

    Attributes:
        columns: headings of `by_year`.
        today: lines of what is spent today, on which some way to deploy saves cash.
        remarks: what a reader must know of the sums, sentences.
    """

    columns: tuple[str, ...]
    currency: str
    horizon: int
    today: tuple[ModelLine, ...]
    owners: tuple[Ownership, ...]
    draws: int
    seed: int
    sampler: str
    remarks: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """Ids of the rows that some way to deploy has, today's first."""
        held = {row.id for owner in self.owners for row in owner.rows}
        return tuple(name for name in (TODAY, *COST_CLASSES) if name in held)
