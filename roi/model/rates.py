"""Rates in per cent over another period than the input's: they compound or they add up, and a text does not say."""

from __future__ import annotations

from roi.distributions import Distribution
from roi.errors import RoiError
from roi.units import DeclaredUnit, Unit, Units

_MONTH = Unit((("month", 1),))


def refuse_other_period(
    distribution: Distribution, typed: DeclaredUnit, declared: DeclaredUnit, units: Units
) -> None:
    """Refuse `0.5 %/month` on an input in %/year, with both readings of its likely value.

    A growth or discount rate of 0.5 % a month is 1.005**12 - 1 = 6.17 % a year; a share of a cost that is paid
    each month adds up to 6 % a year.

    Raises:
        RoiError: a rate over another period, unless it is 0.
    """
    if typed.unit == declared.unit or not (typed.percent or declared.percent):
        return
    if units.dimension(declared.unit) != _MONTH**-1 or distribution.support == (0, 0):
        return
    conversion = units.conversion(typed.unit, declared.unit)
    assert conversion is not None
    rate = distribution.likely * typed.scale
    added = _percent(rate * conversion.factor)
    try:
        compound = _percent((1 + rate) ** conversion.factor - 1) if rate > -1 else ""
    except OverflowError:
        compound = ""
    over = f"{declared.unit}".replace("1/", "/")
    readings = [f"{value}%{over}" for value in (compound, added) if value]
    message = f"a rate in {typed.text} on an input in {declared.text} can compound or add up"
    meant = f": its {_percent(rate)} % can mean {' or '.join(readings)}" if readings else ""
    raise RoiError(f"{message}{meant}", hint=f"Write {' (compounded) or '.join(readings)} (added up).")


def _percent(value: float) -> str:
    return f"{100 * value:.4g}"
