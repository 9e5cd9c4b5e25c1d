"""What the workbook of a portfolio is made of: frozen figures of each deal, and the plans of computed budgets."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal as a row; money in the currency of the portfolio.

    Attributes:
        name: unique in the portfolio.
        close: when it is expected to close; `chance` that it does.
        option: what people call the option that the figures are of.
        mean, p10, p50, p90: net present value of the draws, if the deal closes.
        loss: share of the draws below 0.
        payback: months, the middle of the draws; inf where half of them or more never pay back.
        within: share of the draws that pay back within the months of `Contents.within`.
        money: expected outlay of all months.
        file: relative path to its own file, with `/`; "" where there is none to link to.
    """

    name: str
    title: str
    sector: str
    owner: str
    stage: str
    close: datetime.date | None
    chance: float
    option: str
    mean: float
    p10: float
    p50: float
    p90: float
    loss: float
    payback: float
    within: float
    money: float
    file: str = ""

    @property
    def weighted(self) -> float:
        """Expected net present value by the chance of closing."""
        return self.chance * self.mean

    @property
    def per_money(self) -> float:
        """The same for each unit of money needed; 0 where none is needed."""
        return self.weighted / self.money if self.money > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Way:
    """How a deal is taken up in a plan.

    Attributes:
        option: what people call it.
        start: the quarter of the portfolio's calendar in which it begins, the first is 1.
        worth: expected net present value, chance of closing and delay counted.
        quarters: expected outlay in each quarter of the portfolio's calendar.
    """

    option: str
    start: int
    worth: float
    quarters: tuple[float, ...]

    @property
    def money(self) -> float:
        """Of all quarters."""
        return sum(self.quarters)


@dataclass(frozen=True, slots=True)
class Computed:
    """The plan of one budget, as the optimiser left it.

    Attributes:
        budget: money in all.
        worth: expected net present value of the plan; `bound`: no plan within the budget is worth more.
        ways: by name of a deal that is in.
        feasible: whether any plan keeps the limits within the budget.
    """

    budget: float
    worth: float
    bound: float
    ways: Mapping[str, Way]
    feasible: bool = True

    @property
    def money(self) -> float:
        """What the plan needs."""
        return sum(way.money for way in self.ways.values())


@dataclass(frozen=True, slots=True)
class Priority:
    """A deal on the priority list.

    Attributes:
        name: of the deal.
        way: how it is taken up, at the smallest computed budget from which on it stays in.
        since: that budget.
        needs: deals that must be in for it to be; `exclusive`: those of which none may be in beside it.
    """

    name: str
    way: Way
    since: float
    needs: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """All that stands in the workbook.

    Attributes:
        currency: of all money.
        rows: the deals that were run, in the order of the portfolio.
        failed: names of deals that could not be run, and why.
        within: months of the ranking by the chance of payback.
        computed: plans by budget, from small to large.
        priority: deals that stay in from some computed budget on, those of the smallest first; what a deal needs
            stands above it.
        left_out: deals that are not on that list, and why.
        quarters: names of the quarters of the portfolio's calendar.
        budget: the money that is on the table; of each quarter in `by_quarter`, () where only the sum is limited.
        notes: topics and what there is to say of them.
    """

    title: str
    currency: str
    rows: Sequence[DealRow]
    computed: Sequence[Computed]
    priority: Sequence[Priority]
    quarters: Sequence[str]
    budget: float
    within: int
    by_quarter: Sequence[float] = ()
    failed: Sequence[tuple[str, str]] = ()
    left_out: Sequence[tuple[str, str]] = ()
    notes: Sequence[tuple[str, str]] = ()
    created: datetime.date | None = None
