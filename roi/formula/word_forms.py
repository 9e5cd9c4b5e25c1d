"""The Excel of the words: for the cell of one month, and for arrays inside `SUMPRODUCT`.

Arguments arrive bracketed wherever they are not a cell, a number or a call.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from roi.formula.nodes import Shape
from roi.formula.ties import TIE


class References(Protocol):
    """Where the Excel face finds things; the workbook decides."""

    def value(self, name: str, shape: Shape) -> str:
        """A cell (or, in the array form, the timeline row) of an input or a line."""

    def varies(self, name: str) -> str:
        """A cell that is FALSE once a number is typed for an input; "" where none can be."""

    def month(self) -> str:
        """The month number: a cell, or the timeline row."""

    def constant(self, label: str, value: float) -> str:
        """A labelled cell for a conversion ratio or a named constant."""

    def running(self, name: str) -> str:
        """Sum of a line over months 1 to this one."""

    def lagged(self, name: str, months: str) -> str:
        """A line `months` earlier; 0 before month 1."""


_NUMBER = re.compile(r"[0-9.]+(E[+-]?[0-9]+)?")
_TIE = "1E-12"
ExcelForm = Callable[[References, tuple[str, ...]], str]
ATOM, POWER, PRODUCT, SUM = 9, 6, 5, 4  # how tightly Excel binds


def filled(template: str) -> ExcelForm:
    """`{0}`, `{1}` … are the arguments."""
    return lambda refs, arguments: template.format(*arguments)


def called(name: str) -> ExcelForm:
    """A function of Excel with the same arguments."""
    return lambda refs, arguments: f"{name}({','.join(arguments)})"


def number(value: float) -> str:
    """A number in the shortest form that reads back as the same double; Excel keeps 15 digits of it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value)).upper()


def compared(sign: str, left: str, right: str) -> str:
    """A comparison that takes for equal what `roi.formula.ties` does; the shorter side says how far that is."""
    known = right if len(right) <= len(left) else left
    reach = number(TIE * (1 + abs(float(known)))) if _NUMBER.fullmatch(known) else f"{_TIE}*(1+ABS({known}))"
    if sign in ("=", "<>"):
        apart = left if right == "0" else f"{left}-{right}"
        return f"ABS({apart}){'<=' if sign == '=' else '>'}{reach}"
    wider = sign in ("<=", ">")  # the right side moves up, or the left side down
    moved = f"{'' if known == '0' else known}{'+' if wider is (known is right) else '-'}{reach}".removeprefix(
        "+"
    )
    return f"{left}{sign}{moved}" if known is right else f"{moved}{sign}{right}"


def extreme(sign: str) -> ExcelForm:
    """The least (`<`) or largest (`>`): each argument × whether it is the one, of equal ones the first."""

    def chosen(refs: References, arguments: tuple[str, ...]) -> str:
        terms = []
        for place, argument in enumerate(arguments):
            wins = [f"({argument}{sign}{other})" for other in arguments[:place]]
            wins += [f"({argument}{sign}={other})" for other in arguments[place + 1 :]]
            terms.append("*".join([argument, *wins]))
        return f"({'+'.join(terms)})"

    return chosen


def clip_over_time(refs: References, arguments: tuple[str, ...]) -> str:
    """MIN(MAX(x, low), high) without the two, which give one number for a whole array."""
    x, low, high = arguments
    return extreme("<")(refs, (high, extreme(">")(refs, (low, x))))


# A duration of 0 or less must neither divide by zero nor change the result.
_DURATION = "({1}*({1}>0)+({1}<=0))"
ramp = filled(f"IF({{0}}<={_TIE},0,IF({{1}}<=0,1,MIN(1,{{0}}/{{1}})))")
ramp_over_time = filled(f"(({{0}}>{_TIE})*(({{0}}<{{1}})*{{0}}/" + _DURATION + "+({0}>={1})))")
# EXP and not 20^: far beyond the duration a power underflows, to #NUM! in LibreOffice.
s_curve = filled(f"IF({{0}}<={_TIE},0,IF({{1}}<=0,1,(21/(1+EXP(LN(20)*(1-2*{{0}}/{{1}})))-1)/20))")
s_curve_over_time = filled(
    f"(({{0}}>{_TIE})"
    "*(({1}<=0)+({1}>0)*(21/(1+EXP(LN(20)*(1-2*({0}>0)*{0}/" + _DURATION + ")))-1)/20))"
)


def once(refs: References, arguments: tuple[str, ...]) -> str:
    """Whether this month holds the moment; moment 0 belongs to month 1."""
    x, month = arguments[0], refs.month()
    begun = f"({x}>{month}-1+{_TIE}*{month})+(ABS({x})<={_TIE})*({month}=1)"  # month is no less than 0
    return f"(({begun})*({x}<={month}+{_TIE}*(1+{month}))*({month}>=1))"


def _dip(z: str, d: str) -> str:
    """(k √S − √d)² − d, S = (1 − w)/(1 + base w), w = base^(−2 z): see `roi.formula.word_arrays.j_curve`."""
    k, ends = f"(SQRT(1+{d})+SQRT({d}))", f"(SQRT(1+{d})+SQRT(0.95+{d}))"
    base = f"(20*{k}^2*{ends}/({ends}+2*SQRT({d})))"
    w = f"EXP(-2*{z}*LN({base}))"
    return f"(({k}*SQRT((1-{w})/(1+{base}*{w}))-SQRT({d}))^2-{d})"


def j_curve(refs: References, arguments: tuple[str, ...]) -> str:
    """The curve from the start on, 1 where it has no duration."""
    x, duration, depth = arguments
    return f"IF({x}<={_TIE},0,IF({duration}<=0,1,{_dip(f'{x}/{duration}', f'MAX({depth},0)')}))"


def j_curve_over_time(refs: References, arguments: tuple[str, ...]) -> str:
    """The same as arithmetic; the curve has a value where it is not taken."""
    x, duration, depth = arguments
    z = f"({x}>0)*{x}/{_DURATION.format(x, duration)}"
    curve = _dip(z, f"({depth}*({depth}>0))")
    return f"(({x}>{_TIE})*(({duration}<=0)+({duration}>0)*{curve}))"


def tiered(refs: References, arguments: tuple[str, ...]) -> str:
    """Price × what of x lies in the tier, one term a tier."""
    x, *tiers = arguments
    thresholds, prices = tiers[::2], tiers[1::2]
    terms = []
    for place, (threshold, price) in enumerate(zip(thresholds, prices, strict=True)):
        later = thresholds[place + 1 :]
        top = f"MIN({','.join([x, *later])})" if later else x
        terms.append(f"{price}*MAX(0,{top}-{threshold})")
    return f"({'+'.join(terms)})"


def tiered_over_time(refs: References, arguments: tuple[str, ...]) -> str:
    """Σ price × (top of the tier − top of the one below): each top, a smallest of many, stands once."""
    x, *tiers = arguments
    thresholds, prices = tiers[::2], tiers[1::2]
    smallest = extreme("<")
    tops = [smallest(refs, (x, *thresholds[place:])) for place in range(len(thresholds))]
    terms = [f"{prices[-1]}*{x}", f"-{prices[0]}*{tops[0]}"]
    for price, next_price, top in zip(prices, prices[1:], tops[1:], strict=False):
        terms.append(f"+({price}-{next_price})*{top}")
    return f"({''.join(terms)})"


def volume_price(refs: References, arguments: tuple[str, ...]) -> str:
    """The last threshold that is reached decides."""
    x, *tiers = arguments
    reached = "0"
    for threshold, price in zip(tiers[::2], tiers[1::2], strict=True):
        reached = f"IF({compared('>=', x, threshold)},{price},{reached})"
    return reached


def volume_price_over_time(refs: References, arguments: tuple[str, ...]) -> str:
    """The same as arithmetic."""
    x, *tiers = arguments
    reached = "0"
    for threshold, price in zip(tiers[::2], tiers[1::2], strict=True):
        above, below = (compared(sign, x, threshold) for sign in (">=", "<"))
        reached = f"(({above})*{price}+({below})*{reached})"
    return reached


# Twice the normal distribution function of a slope × a score, see `roi.formula.word_arrays.yearly`.
_YEAR_FACTOR = "2*NORMSDIST(SQRT(SIN(PI()*{0}^2/2)/(1-SIN(PI()*{0}^2/2)))*{1})"


def _year_factors(arguments: tuple[str, ...]) -> list[str]:
    """The factor of each year; one number each, also over time."""
    spread, persistence, score, *luck = arguments
    factors = [_YEAR_FACTOR.format(spread, score)]
    for drawn in luck:
        score = f"({persistence}*{score}+SQRT(1-{persistence}^2)*{drawn})"
        factors.append(_YEAR_FACTOR.format(spread, score))
    return factors


def yearly(refs: References, arguments: tuple[str, ...]) -> str:
    """The factor of the month's year."""
    text, *later = _year_factors(arguments)
    for year, factor in enumerate(later, start=1):
        text = f"IF({refs.month()}>{12 * year},{factor},{text})"
    return text


def yearly_over_time(refs: References, arguments: tuple[str, ...]) -> str:
    """Each year's factor × whether the month is of that year."""
    factors, month = _year_factors(arguments), refs.month()
    terms = []
    for place, factor in enumerate(factors):
        begun = f"({month}>{12 * place})*" if place else ""
        over = f"({month}<={12 * place + 12})*" if place + 1 < len(factors) else ""
        terms.append(f"{begun}{over}{factor}")
    return f"({'+'.join(terms)})"
