"""How figures are written for people: one voice for documents and screens.

Pure functions from numbers to text.  Money takes three significant digits, shares one decimal, and a band
always stands at the decimals of its value, so that neither claims more than the other.  What is infinite or
undefined is said in words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from roi.sim.estimate import Estimate
from roi.sim.metrics import PLAIN, MetricUnit

State = Literal["never", "undefined", "unbounded"]
MINUS = "−"
DIMENSIONLESS = "–"  # how a case writes it
LARGEST_RATE = 10.0  # a year; beyond it a rate of return tells of a small first payment, not of more gain
_NEARLY = 0.9995  # of a power of ten: three digits round it up
_STEPS = ((1e12, " tn"), (1e9, " bn"), (1e6, " M"), (1e3, " k"), (1.0, ""))


def state(value: float, unit: MetricUnit) -> State | None:
    """In a word what cannot be written as a number; None for a finite one."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "never" if unit == "months" else "unbounded"
    return None


def figure(value: float, unit: MetricUnit, currency: str) -> str:
    """A metric's value: `USD 7.87 M`, `29.8 %`, `1.23`, `14.2 months`, or its state."""
    return band(Estimate(value, math.nan), unit, currency)


def band(estimate: Estimate, unit: MetricUnit, currency: str) -> str:
    """A metric's estimate with half its 95 % interval: `USD −4.15 M ± 1.90 M`.

    No band where there is no error or it is exactly 0; `± unknown` where the replicates disagree on
    whether the value is finite.
    """
    found = state(estimate.value, unit)
    if found is not None:
        return found
    if unit == "money":
        return _money(estimate.value, estimate.half_width, currency)
    if unit == "rate" and estimate.value > LARGEST_RATE:
        return f">{share(LARGEST_RATE)}"
    if unit in ("share", "rate"):
        return _share(estimate.value, estimate.half_width)
    if unit == "months":
        return _months(estimate.value, estimate.half_width)
    return fixed(estimate.value, 2) + _plus_minus(estimate.half_width, 2)


def money(value: float, currency: str) -> str:
    """`USD 7.87 M`, `USD −255 k`, `USD 0.90`: three significant digits."""
    return figure(value, "money", currency)


def number_or_none(value: float | None) -> float | None:
    """The number where it is finite; JSON has no other."""
    return value if value is not None and math.isfinite(value) else None


def share(value: float) -> str:
    """A fraction as a percentage: `29.8 %`, `1,239 %`; `<0.1 %` for what would round to nothing."""
    return figure(value, "share", "")


def months(value: float) -> str:
    """`14.2 months`, `never` or `undefined`."""
    return figure(value, "months", "")


def chance(estimate: Estimate) -> str:
    """A probability: `29.8 % ± 1.2 %`; where no draw, or every draw, is a case of it, the 95 % bound."""
    if math.isnan(estimate.value):
        return "undefined"
    if estimate.value == 0:
        return f"0 % (95 % bound: {share(estimate.error)})"
    if estimate.value == 1:
        return f"100 % (95 % bound: {_below_certain(1 - estimate.error)})"
    return _below_certain(estimate.value) + _plus_minus(100 * estimate.half_width, 1, " %")


def spread(low: float, high: float, unit: MetricUnit, currency: str) -> str:
    """`USD −30.1 M to 27.9 M`: from one percentile to another."""
    texts = [figure(value, unit, currency) for value in (low, high)]
    if texts[0] == texts[1]:
        return texts[0]
    if unit == "money":
        texts[1] = texts[1].removeprefix(f"{currency} ")
    if unit == "months":
        texts[0] = texts[0].removesuffix(" months")
    return " to ".join(texts)


def number(value: float) -> str:
    """A plain number: thousands separated, at least four significant digits, whole numbers whole."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "unbounded"
    size = abs(value)
    if size >= 1000 or value == round(value):
        return fixed(value, 0)
    text = f"{value:.4g}" if size >= 1e-4 else f"{value:.3e}"
    return text.replace("-", MINUS)


def quantity(value: float, unit: str) -> str:
    """A number with its unit as a case declares it: `10,000 seat`, `35 %`."""
    plain = unit in (DIMENSIONLESS, PLAIN, "") or not math.isfinite(value)
    return number(value) if plain else f"{number(value)} {unit}"


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals, thousands separated, and no minus before a zero."""
    text = f"{value:,.{decimals}f}"
    if not text.startswith("-"):
        return text
    return MINUS + text[1:] if text.strip("-0.,") else text[1:]


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
        if _vanishes(scaled, self.decimals):
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


def _money(value: float, half_width: float, currency: str) -> str:
    size = max(abs(value), half_width if math.isfinite(half_width) else 0.0)
    # 999,999 is 1.00 M, not 1,000 k.
    step, suffix = next((row for row in _STEPS if size >= row[0] * _NEARLY), _STEPS[-1])
    cents = 2 if 0 < size < 100 * _NEARLY else 0
    decimals = cents if step == 1 else 2 - sum(size / step >= limit * _NEARLY for limit in (10, 100))
    amount = f"{currency} {fixed(value / step, decimals)}{suffix}"
    return amount + _plus_minus(half_width / step, decimals, suffix)


def _share(value: float, half_width: float) -> str:
    decimals = 0 if round(100 * abs(value), 1) >= 100 else 1
    return _percent(value, decimals) + _plus_minus(100 * half_width, decimals, " %")


def _percent(value: float, decimals: int) -> str:
    if value == 0:
        return "0 %"
    least = 10.0**-decimals
    if _vanishes(100 * value, decimals):
        return f"{'<' if value > 0 else '>' + MINUS}{fixed(least, decimals)} %"
    return f"{fixed(100 * value, decimals)} %"


def _below_certain(value: float) -> str:
    """A probability below 1 is never written as 100 %."""
    return ">99.9 %" if 99.95 <= 100 * value < 100 else _percent(value, 1)


def _months(value: float, half_width: float) -> str:
    decimals = 0 if value == 0 else 1
    return f"{fixed(value, decimals)}{_plus_minus(half_width, 1)} months"


def _plus_minus(half_width: float, decimals: int, suffix: str = "") -> str:
    """` ± 1.90 M`; nothing without an error, which is never rounded away to 0."""
    if math.isnan(half_width) or half_width == 0:
        return ""
    if math.isinf(half_width):
        return " ± unknown"
    if _vanishes(half_width, decimals):
        return f" ± <{fixed(10.0**-decimals, decimals)}{suffix}"
    return f" ± {fixed(half_width, decimals)}{suffix}"


def _vanishes(value: float, decimals: int) -> bool:
    return float(f"{value:.{decimals}f}") == 0
