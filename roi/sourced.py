"""Figures with their origin: who says them, how well they are known, and when they were read."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Literal, get_args

from roi.records import dataclass

OBSERVED = "observed"  # the name that values of an update stand under in an estimate, as if they were a file

Grade = Literal[
    "measured", "survey", "vendor", "analyst", "judgement", "report", "customer", "seller", "implied"
]
Seen = Literal["primary", "quoted"]
Speaker = Literal["prospect", "seller"]

GRADES: tuple[str, ...] = get_args(Grade)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from.

    `date` is when the page was read, `year` when it was published (None: not known); `seen` tells whether
    the page itself was read or only one that quotes it.
    """

    id: str
    title: str
    publisher: str
    date: datetime.date
    seen: Seen
    year: int | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RateEntry:
    """What one unit of another currency is worth in the case's currency."""

    value: float
    date: datetime.date
    source: str


@dataclass(frozen=True, slots=True)
class Override:
    """A value put in place of an input's own; the old grade and source do not survive it.

    Attributes:
        value: a distribution's text in the language.
        who: on whose side the person stands who gave it; None in a case document, and for evidence.
        by, date: the person's name, and when it was given; "" and None where it is not known.
        typed: the words as they were typed, "" where they are the value.
        dividend: of an answer that was divided by another input, its figures as they were given, each with its
            unit: `60,000 EUR/FTE/year`.  The value follows from them whatever that input is.
        divisor: what the value was divided by, with its unit: `2000.0 hour/year/FTE`.
        product: what the value belongs to; None where nobody said.
    """

    value: str
    grade: Grade | None = None
    source: tuple[str, ...] = ()
    note: str = ""
    who: Speaker | None = None
    by: str = ""
    date: datetime.date | None = None
    typed: str = ""
    product: str | None = None
    dividend: tuple[str, ...] = ()
    divisor: str = ""

    @property
    def held(self) -> Override:
        """The value as a number of its own, whatever becomes of what it was divided by."""
        return replace(self, dividend=(), divisor="")


@dataclass(frozen=True, slots=True)
class Risk:
    """A harm with evidence and no base to price it on: listed, not counted."""

    text: str
    source: tuple[str, ...] = ()
