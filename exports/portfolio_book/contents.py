"""What the workbook of a portfolio is made of: frozen figures of each deal, and the plans of computed budgets."""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from roi.records import dataclass

ROUNDING = 0.005  # half a cent: sums of money are not exact in binary


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
class _DealWay:
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
    ways: Mapping[str, _DealWay]
    feasible: bool = True

    @property
    def money(self) -> float:
        """What the plan needs."""
        return sum(way.money for way in self.ways.values())


@dataclass(frozen=True, slots=True)
class Taking:
    """A deal in one option from one quarter on, as some computed plans take it up.

    Attributes:
        name: of the deal.
        way: how it is taken up.
        inside: for each computed plan, whether it takes the deal up so.
        since: the budget from which on the deal is in every computed plan, in whatever way; None where it is out of
            the one of the largest.
    """

    name: str
    way: _DealWay
    inside: tuple[bool, ...]
    since: float | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that stands in the workbook.

    Attributes:
        currency: of all money.
        rows: the deals that were run, in the order of the portfolio.
        failed: names of deals that could not be run, and why.
        within: months of the ranking by the chance of payback.
        computed: plans by budget, from small to large.
        takings: what the computed plans take up; deals that stay in from the smallest budget first.
        left_out: deals that are out of the plan of `budget`, and why.
        quarters: names of the quarters of the portfolio's calendar.
        budget: the money that is in the cell when the workbook is written.
        stated: the money in all that is stated, inf where none is.
        by_quarter: money in each of `quarters` at that; another budget has as many times as much in each. Empty
            where money is not limited by quarter.
        notes: topics and what there is to say of them.
    """

    title: str
    currency: str
    rows: Sequence[DealRow]
    computed: Sequence[Computed]
    takings: Sequence[Taking]
    quarters: Sequence[str]
    budget: float
    within: int
    stated: float = math.inf
    by_quarter: Sequence[float] = ()
    failed: Sequence[tuple[str, str]] = ()
    left_out: Sequence[tuple[str, str]] = ()
    notes: Sequence[tuple[str, str]] = ()
    created: datetime.date | None = None

    @property
    def shown(self) -> int:
        """How many computed budgets lie within `budget`: the last of them is the plan that is shown, 0 for none."""
        return bisect_right([point.budget for point in self.computed], self.budget + ROUNDING)

    def inside(self, taking: Taking) -> bool:
        """Whether the plan that is shown takes a deal up so."""
        return self.shown > 0 and taking.inside[self.shown - 1]

    def quarter(self, start: int) -> str:
        """The name of the quarter in which a deal begins."""
        return self.quarters[min(start, len(self.quarters)) - 1]
