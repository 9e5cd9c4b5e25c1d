"""When money is paid, and what finance adds to it: frozen values of a model."""

from __future__ import annotations

from typing import Literal

from roi.finance import Finance
from roi.records import dataclass
from roi.units import Conversion


@dataclass(frozen=True, slots=True)
class Timing:
    """When a flow is paid: a rate every month, a rate a year ahead, or an amount in one month."""

    kind: Literal["monthly", "yearly-in-advance", "amount"]
    month: int = 0


@dataclass(frozen=True, slots=True)
class ModelFinance:
    """`[finance]` of a model.

    Attributes:
        terms: as the document has them.
        capitalised: ids of the costs that are written down.
        years, residual, working_capital: from the units of useful life, of the residual value and of the line of
            the working capital to years and to the model's currency; None where there is none.
    """

    terms: Finance
    capitalised: tuple[str, ...]
    years: Conversion | None
    residual: Conversion | None
    working_capital: Conversion | None
