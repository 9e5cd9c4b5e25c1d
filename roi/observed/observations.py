"""Observations: figures that were measured, counted or billed after an estimate, each with its error."""

from __future__ import annotations

import datetime
from typing import Literal

from roi.errors import NOWHERE, Place
from roi.records import dataclass

MOST_ROWS = 50_000  # of an update
MADE_UP = "Made-up example"  # begins the source of a row that nobody measured


SHARED = 0.5  # of an error, in common to the months of a line, where nobody says otherwise


@dataclass(frozen=True, slots=True)
class StandardError:
    """The value is the true one plus a normal error; `size` is its standard deviation, in the value's unit.

    `shared`, 0 to below 1, times the error is the same in all months of a line: what a tool counts too much every
    month, and what the formula of the line leaves out.  The rest, √(1 − shared²) of it, is luck of the month.  Of a
    single figure it changes nothing.
    """

    size: float
    shared: float = SHARED


@dataclass(frozen=True, slots=True)
class Sample:
    """The value is the mean of `n` values whose standard deviation is `sd`, in the value's unit."""

    n: int
    sd: float


@dataclass(frozen=True, slots=True)
class Trials:
    """The value is a share: `hits` of `n` trials."""

    hits: int
    n: int


@dataclass(frozen=True, slots=True)
class Exact:
    """The value has no error: an invoice, a ledger, a decision that was taken."""


Error = StandardError | Sample | Trials | Exact
ObservedGrade = Literal["measured", "customer"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure.

    Attributes:
        name: id of an input or a line (a shown line, a benefit, a cost).
        value: in `unit`.
        error: how far it may be off.
        months: first and last month it is of, counted from the start; None for an input, or a line that has one
            value for all months.  Of several months a flow of money in a currency is the sum, all else the mean.
        unit: of the value; "" is the unit of the input or line.
        source: where it comes from: a report, a system, a ledger.
        by, date: who took it down, and when it was measured.
        place: the row that it stands in, for messages.
    """

    name: str
    value: float
    error: Error
    months: tuple[int, int] | None = None
    unit: str = ""
    source: str = ""
    by: str = ""
    date: datetime.date | None = None
    note: str = ""
    place: Place = NOWHERE

    @property
    def made_up(self) -> bool:
        """Whether it is of an example and was never measured."""
        return self.source.startswith(MADE_UP)

    @property
    def grade(self) -> ObservedGrade:
        """`measured` where a source is named, else the word of the customer."""
        return "measured" if self.source else "customer"
