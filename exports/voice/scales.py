"""The one scale in which the money of a table is written."""

from __future__ import annotations

import math
from collections.abc import Iterable

from exports.voice.formats import MINUS, fixed, measured, vanishes
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The power of ten in which a table's money is written, and with how many decimals."""

    factor: float
    word: str  # "", "thousand", "million"
    decimals: int = 0

    def text(self, value: float) -> str:
        """A cell: `1,234`; `<0.01` for what would round to nothing, which is not 0."""
        if not math.isfinite(value):
            return "undefined"
        if value == 0:
            return "0"
        scaled = value / self.factor
        if vanishes(scaled, self.decimals):
            return f"{'<' if value > 0 else '>' + MINUS}{fixed(10.0**-self.decimals, self.decimals)}"
        return fixed(scaled, self.decimals)

    def heading(self, currency: str) -> str:
        """`USD thousand`."""
        return f"{currency} {self.word}".strip()


def money_scale(values: Iterable[float], fewer: int = 0) -> Scale:
    """The one scale of all money of a table: its largest figure takes two to four digits before the point.

    Two decimals below a hundred of it, one below a thousand, `fewer` where there are many columns; none where
    money is written in full.
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    for factor, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if largest >= 10 * factor:
            decimals = sum(largest < limit * factor for limit in (100, 1_000))
            return Scale(factor, word, max(0, decimals - fewer))
    return Scale(1.0, "", 2 if 0 < largest < 100 else 0)


def table_scale(values: Iterable[float]) -> Scale:
    """The scale in which a table's largest figure takes four to seven digits."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest >= 1e10:
        return Scale(1e6, "million")
    return Scale(1e3, "thousand") if largest >= 1e6 else Scale(1.0, "")


def unit_of(values: Iterable[float]) -> tuple[str, float]:
    """What the largest of these amounts is counted in, as "M", and what to divide all of them by."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    factor = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9, "tn": 1e12}
    scale = measured(largest, "money").scale
    return scale, factor[scale]
