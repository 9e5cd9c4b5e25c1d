"""How figures are written for people: one voice for documents and screens.

Pure functions from numbers to figures, and to the text of figures.  Money takes three significant digits, shares
one decimal, and a band always stands at the decimals of its value, so that neither claims more than the other.
What is infinite or undefined is said in words.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from roi.notation import numerals
from roi.records import dataclass
from roi.sim.estimate import Statistic
from roi.sim.metrics import PLAIN, MetricUnit

State = Literal["never", "undefined", "unbounded"]
MINUS = "−"
UNKNOWN = "unknown"  # an error: the replicates disagree on whether the value is finite
_BEHIND = ("%", "months")  # units that stand behind the number
DIMENSIONLESS = "–"  # how a case writes it
LARGEST_RATE = 10.0  # a year; beyond it a rate of return tells of a small first payment, not of more gain
_NEARLY = 0.9995  # of a power of ten: three digits round it up
_ROUNDING = 1e-12  # of a value: an error below it is one of adding up, none of sampling
_STEPS = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, ""))


def state(value: float, unit: MetricUnit) -> State | None:
    """In a word what cannot be written as a number; None for a finite one."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "never" if unit == "months" else "unbounded"
    return None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in its digits, before it is laid out: `str` gives all of it, as `USD −4.15 M ± 1.90 M`.

    Attributes:
        number: its digits, as `−4.15` or `<0.1`; the word of a state.
        unit: a currency, "%" or "months"; "" for a plain number and for a state.
        scale: what money is counted in, as "M"; "" in full.
        band: half its 95 % interval in the same decimals; "unknown" where the replicates disagree on whether the
            value is finite, "" where there is no error or it is exactly 0.
        bound: of a probability that no draw, or every draw, is a case of, the 95 % bound; else "".
    """

    number: str
    unit: str = ""
    scale: str = ""
    band: str = ""
    bound: str = ""

    @property
    def bare(self) -> str:
        """Without unit and error: `−4.15 M`, `29.8`, `14.2`."""
        return f"{self.number} {self.scale}" if self.scale else self.number

    @property
    def value(self) -> str:
        """Without its error: `USD −4.15 M`, `29.8 %`, `14.2 months`."""
        if self.unit in _BEHIND:
            return f"{self.number} {self.unit}"
        return f"{self.unit} {self.bare}" if self.unit else self.bare

    @property
    def half(self) -> str:
        """Its band, months without their unit: `1.90 M`, `1.2 %`, `1.0`; "" without one."""
        mark = "%" if self.unit == "%" else self.scale
        return f"{self.band} {mark}" if mark and self.band not in ("", UNKNOWN) else self.band

    @property
    def negligible_error(self) -> bool:
        """Whether its band is less than one in the last decimal that is shown."""
        return self.band.startswith("<")

    @property
    def error(self) -> str:
        """`± 1.90 M`, or the bound of a probability between brackets; "" where there is neither."""
        return f"± {self.half}" if self.band else f"(95 % bound: {self.bound})" if self.bound else ""

    def __str__(self) -> str:
        if not self.error:
            return self.value
        if self.unit == "months":
            return f"{self.number} {self.error} months"
        return f"{self.value} {self.error}"


@dataclass(frozen=True, slots=True)
class FigureSpan:
    """From one figure to another: `USD −30.1 M to 27.9 M`."""

    low: Figure
    high: Figure

    @classmethod
    def of(cls, low: float, high: float, unit: MetricUnit, currency: str) -> FigureSpan:
        """From one value to another."""
        return cls(measured(low, unit, currency), measured(high, unit, currency))

    def __str__(self) -> str:
        low, high = self.low, self.high
        if low == high:
            return low.value
        first = low.bare if low.unit == high.unit == "months" else low.value
        return f"{first} to {high.value if high.unit in _BEHIND else high.bare}"

    @property
    def brief(self) -> str:
        """`−40.0 to 36.9 M`: without the currency, a common unit said once."""
        low, high = self.low, self.high
        if low == high:
            return low.value if low.unit in _BEHIND else low.bare
        common = (low.unit, low.scale) == (high.unit, high.scale)
        first = low.number if common else low.value if low.unit == "%" else low.bare
        return f"{first} to {high.value if high.unit in _BEHIND else high.bare}"


def measured(value: float | Statistic, unit: MetricUnit, currency: str = "") -> Figure:
    """A metric's value, with half its 95 % interval where it is an estimate; or its state."""
    estimate = value if isinstance(value, Statistic) else Statistic(value, math.nan)
    stated = state(estimate.value, unit)
    if stated is not None:
        return Figure(stated)
    if estimate.half_width <= _ROUNDING * abs(estimate.value):
        estimate = Statistic(estimate.value, math.nan)
    if unit == "money":
        return _money(estimate.value, estimate.half_width, currency)
    if unit == "rate" and estimate.value > LARGEST_RATE:
        return Figure(f">{measured(LARGEST_RATE, 'share').number}", "%")
    if unit in ("share", "rate"):
        decimals = 0 if round(100 * abs(estimate.value), 1) >= 100 else 1
        return _percent(estimate.value, decimals, estimate.half_width)
    decimals = {"months": 0 if estimate.value == 0 else 1}.get(unit, 2)
    band = _band(estimate.half_width, max(1, decimals))
    return Figure(fixed(estimate.value, decimals), "months" if unit == "months" else "", band=band)


def measured_chance(estimate: Statistic) -> Figure:
    """A probability; where no draw, or every draw, is a case of it, with the 95 % bound."""
    if math.isnan(estimate.value):
        return Figure("undefined")
    if estimate.value == 0:
        return Figure("0", "%", bound=share(estimate.error))
    if estimate.value == 1:
        return Figure("100", "%", bound=_below_certain(1 - estimate.error).value)
    return replace(_below_certain(estimate.value), band=_band(100 * estimate.half_width, 1))


def figure(value: float, unit: MetricUnit, currency: str) -> str:
    """A metric's value: `USD 7.87 M`, `29.8 %`, `1.23`, `14.2 months`, or its state."""
    return str(measured(value, unit, currency))


def band(estimate: Statistic, unit: MetricUnit, currency: str) -> str:
    """A metric's estimate with half its 95 % interval: `USD −4.15 M ± 1.90 M`."""
    return str(measured(estimate, unit, currency))


def money(value: float, currency: str) -> str:
    """`USD 7.87 M`, `USD −255 k`, `USD 0.90`: three significant digits."""
    return figure(value, "money", currency)


def changed(value: float | Statistic, currency: str) -> Figure:
    """Money by which something changes: the sign stands at its digits, a gain's too."""
    of, by = measured(value, "money", currency), value.value if isinstance(value, Statistic) else value
    return replace(of, number=f"+{of.number}") if by > 0 and math.isfinite(by) else of


def change(value: float, currency: str) -> str:
    """`USD +2.06 M`, `USD −926 k`, `USD 0`."""
    return str(changed(value, currency))


def number_or_none(value: float | None) -> float | None:
    """The number where it is finite; JSON has no other."""
    return value if value is not None and math.isfinite(value) else None


def share(value: float) -> str:
    """A fraction as a percentage: `29.8 %`, `1,239 %`; `<0.1 %` for what would round to nothing."""
    return figure(value, "share", "")


def months(value: float) -> str:
    """`14.2 months`, `never` or `undefined`."""
    return figure(value, "months", "")


def chance(estimate: Statistic) -> str:
    """A probability: `29.8 % ± 1.2 %`, `0 % (95 % bound: 0.3 %)`."""
    return str(measured_chance(estimate))


def spread(low: float, high: float, unit: MetricUnit, currency: str) -> str:
    """`USD −30.1 M to 27.9 M`: from one percentile to another."""
    return str(FigureSpan.of(low, high, unit, currency))


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
    return numerals(text.replace("-", MINUS))


def three_digits(value: float) -> str:
    """A plain number that is estimated: in three significant digits, whole ones from a thousand on."""
    return number(float(f"{value:.3g}"))


def quantity(value: float, unit: str) -> str:
    """A number with its unit as a case declares it: `10,000 seat`, `35 %`."""
    return with_unit(number(value), unit) if math.isfinite(value) else number(value)


def with_unit(digits: str, unit: str) -> str:
    """Digits with a unit as a case declares it."""
    return digits if unit in (DIMENSIONLESS, PLAIN, "") else f"{digits} {unit}"


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals, thousands separated, and no minus before a zero."""
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        text = MINUS + text[1:] if text.strip("-0.,") else text[1:]
    return numerals(text)


def _money(value: float, half_width: float, currency: str) -> Figure:
    size = max(abs(value), half_width if math.isfinite(half_width) else 0.0)
    # 999,999 is 1.00 M, not 1,000 k.
    step, scale = next((row for row in _STEPS if size >= row[0] * _NEARLY), _STEPS[-1])
    cents = 2 if 0 < size < 100 * _NEARLY else 0
    decimals = cents if step == 1 else 2 - sum(size / step >= limit * _NEARLY for limit in (10, 100))
    return Figure(fixed(value / step, decimals), currency, scale, _band(half_width / step, decimals))


def _percent(value: float, decimals: int, half_width: float = math.nan) -> Figure:
    text = "0" if value == 0 else fixed(100 * value, decimals)
    if value and vanishes(100 * value, decimals):
        text = f"{'<' if value > 0 else '>' + MINUS}{fixed(10.0**-decimals, decimals)}"
    return Figure(text, "%", band=_band(100 * half_width, decimals))


def _below_certain(value: float) -> Figure:
    """A probability below 1 is never written as 100 %."""
    return Figure(f">{fixed(99.9, 1)}", "%") if 99.95 <= 100 * value < 100 else _percent(value, 1)


def _band(half_width: float, decimals: int) -> str:
    """`1.90`; nothing without an error, which is never rounded away to 0."""
    if math.isnan(half_width) or half_width == 0:
        return ""
    if math.isinf(half_width):
        return UNKNOWN
    if vanishes(half_width, decimals):
        return f"<{fixed(10.0**-decimals, decimals)}"
    return fixed(half_width, decimals)


def vanishes(value: float, decimals: int) -> bool:
    return float(f"{value:.{decimals}f}") == 0
