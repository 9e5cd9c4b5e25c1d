"""The money of a block of draws in one cut of the benefits, and the figures of a draw that are kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from roi.arrays import Array
from roi.model.payments import ModelFinance
from roi.records import dataclass
from roi.sim.cashflow import running_sum
from roi.sim.payments import Payment, by_month


class Flows:
    """Payments of some lines, and what each is worth today, over n draws.

    Attributes:
        names: of the lines, in document order.
        payments: by line; worth: by line, (n,) or (1,): of these lines at least, as far as they are read.
    """

    def __init__(
        self,
        names: Sequence[str],
        payments: Mapping[str, Payment],
        worth: Mapping[str, Array],
        horizon: int,
        n: int,
    ) -> None:
        self.names, self.payments, self.worth, self.horizon, self.n = names, payments, worth, horizon, n

    def by_month(self) -> Array:
        """All together by month, (H + 1, n)."""
        return by_month((self.payments[name] for name in self.names), self.horizon, self.n)

    @cached_property
    def total(self) -> Array:
        """`by_month`, kept for those who share it."""
        return self.by_month()

    @cached_property
    def present_value(self) -> Array:
        """Of all together, (n,), added in document order."""
        result = np.zeros(self.n)
        for name in self.names:
            result += self.worth[name]
        return result


@dataclass(frozen=True, slots=True)
class Financing:
    """What `[finance]` says of n draws.

    Attributes:
        terms: of the model.
        numbers: by key of the table, (n,) or (1,): shares and rates a year as fractions, useful life in years,
            the residual value in the model's currency.
        discount_rate: (n,) or (1,).
        capitalised: the costs that are written down.
        tied_up: working capital at the end of each month, (H + 1, n) or (H + 1, 1); None where there is none.
    """

    terms: ModelFinance
    numbers: Mapping[str, Array]
    discount_rate: Array
    capitalised: Flows
    tied_up: Array | None


class CutFlows:
    """Per draw, (n,): what one cut of the benefits gives; each figure is worked out when it is first read.

    Attributes:
        benefits, costs: those of the cut, those of all cuts.
        factors: discount factors, (H + 1, n) or (H + 1, 1).
        convention: "month-end" or "year-end".
        financing: tells what `[finance]` adds, when a figure first reads it.
    """

    def __init__(
        self,
        benefits: Flows,
        costs: Flows,
        factors: Array,
        convention: str,
        financing: Callable[[], Financing | None],
    ) -> None:
        self.benefits, self.costs, self.factors, self.convention = benefits, costs, factors, convention
        self._financing = financing
        self._figures: dict[str, Array] = {}

    @property
    def pv_benefits(self) -> Array:
        """Present value of the benefits."""
        return self.benefits.present_value

    @property
    def pv_costs(self) -> Array:
        """Present value of the costs."""
        return self.costs.present_value

    @cached_property
    def financing(self) -> Financing | None:
        """What `[finance]` adds; None in a case that has none."""
        return self._financing()

    @cached_property
    def net(self) -> Array:
        """Net flows of money, (H + 1, n)."""
        net = self.benefits.by_month()
        return np.subtract(net, self.costs.total, out=net)

    @cached_property
    def running(self) -> Array:
        """Running undiscounted net, (H + 1, n)."""
        return running_sum(self.net)

    def figure(self, figure: DrawFigure) -> Array:
        """A figure of the cut, (n,)."""
        if figure.name not in self._figures:
            self._figures[figure.name] = figure.of(self)
        return self._figures[figure.name]


@dataclass(frozen=True, slots=True)
class DrawFigure:
    """A number of a draw that a run keeps under this name; `per_cut`: whether the cuts differ in it."""

    name: str
    of: Callable[[CutFlows], Array]
    per_cut: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """The number of an input in a draw, as formulas see it; nan in a case that has no such input."""

    input: str
    per_cut: bool = False

    @property
    def name(self) -> str:
        """As it is kept."""
        return f"input {self.input}"


Kept = DrawFigure | Drawn


def kept_number(kept: Kept, flows: CutFlows, inputs: Mapping[str, Array]) -> Array:
    """What is kept of each draw, (n,)."""
    if isinstance(kept, DrawFigure):
        return flows.figure(kept)
    return np.broadcast_to(inputs.get(kept.input, np.asarray(np.nan)), (flows.benefits.n,))
