"""The physical limits of an input, as answers meet them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from roi.answers.numbers import shown
from roi.model import ModelInput
from roi.text import span_words

Limits = tuple[Decimal | None, Decimal | None]


def limits_of(item: ModelInput) -> Limits:
    """Physical limits in numbers of the declared unit; None where there is none.

    A share that states none lies between 0 and 100 %, as in a case file, unless its own evidence goes beyond:
    35 in a cell of percentages is 3,500 %.
    """
    low, high = (None if end is None else Decimal(repr(float(end))) for end in (item.spec.min, item.spec.max))
    if item.unit.text == "%":
        first, last = item.distribution.support
        low = Decimal(0) if low is None and first >= 0 else low
        high = Decimal(100) if high is None and last <= 100 else high
    return low, high


def inside(value: Fraction | Decimal, limits: Limits) -> bool:
    """Whether a number lies within limits, ends included."""
    low, high = limits
    return (low is None or value >= Fraction(low)) and (high is None or value <= Fraction(high))


def allowed_words(item: ModelInput) -> str:
    """`from 0 % to 100 %`, `at least 0 USD/hour`, `any number`."""
    return span_words(*("" if end is None else quantity_text(end, item) for end in limits_of(item)))


def quantity_text(value: Fraction | Decimal, item: ModelInput) -> str:
    """As a message shows it: `42,000 visit/year`, `35 %`."""
    unit = item.unit.text
    return shown(value) if unit == "–" else f"{shown(value)} {unit}"
