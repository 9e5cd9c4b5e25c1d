"""The table `[finance]` of a case: what a finance department adds to the money of its lines.

Every figure is the id of an input, so that it has a source, can be asked about and can be changed.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Literal, get_args

from roi.records import dataclass

CostClass = Literal["licence", "integration", "change", "run", "evaluation", "compliance", "overrun"]
COST_CLASSES: tuple[str, ...] = get_args(CostClass)
Losses = Literal["offset", "carried-forward"]
Basis = Literal["nominal", "real"]


@dataclass(frozen=True, slots=True)
class Finance:
    """The `[finance]` table; "" and () where the case says nothing.

    Attributes:
        tax_rate: input in %, the share of taxable income that is paid as tax.
        capitalise: classes of cost that are written down over `useful_life` in place of being deducted when paid.
        useful_life: input in years.
        losses: `offset`: a loss saves tax on other profits of the buyer in the year it is made;
            `carried-forward`: it is set against later profits of this case only.
        working_capital: intermediate line in money: what is tied up at the end of each month.
        residual_value: input in money, received at the horizon.
        terminal_multiple: input without unit: the value at the horizon is so many years of the last year's net.
        terminal_growth: input in %/year: the last year's net goes on for ever and grows so.
        finance_rate, reinvestment_rate: inputs in %/year, of the modified internal rate of return; the discount
            rate stands in for one that is missing.
        second_discount_rate: input in %/year at which NPV is worked out once more.
        inflation: input in %/year.
        basis: whether money and rates of the case are those of their day (nominal) or of the start (real).
    """

    tax_rate: str = ""
    capitalise: tuple[CostClass, ...] = ()
    useful_life: str = ""
    losses: Losses = "offset"
    working_capital: str = ""
    residual_value: str = ""
    terminal_multiple: str = ""
    terminal_growth: str = ""
    finance_rate: str = ""
    reinvestment_rate: str = ""
    second_discount_rate: str = ""
    inflation: str = ""
    basis: Basis = "nominal"

    def has(self, *keys: str) -> bool:
        """Whether it says anything under one of these keys."""
        return any(getattr(self, key) for key in keys)

    @property
    def inputs(self) -> dict[str, str]:
        """The ids of inputs that it names, by key."""
        ids = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _NO_INPUT}
        return {key: name for key, name in ids.items() if name}


_NO_INPUT = ("capitalise", "losses", "working_capital", "basis")
TERMINAL = ("residual_value", "terminal_multiple", "terminal_growth")
"""The keys of which one may say what the case is worth at its horizon."""
