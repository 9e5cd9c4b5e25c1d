"""The Excel of the words: for the cell of one month, and for arrays inside `SUMPRODUCT`.

Arguments arrive bracketed wherever they are not a cell, a number or a call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from roi.formula.nodes import Shape


class References(Protocol):
    """Where the Excel face finds things; the workbook decides."""

    def value(self, name: str, shape: Shape) -> str:
        """A cell (or, in the array form, the timeline row) of an input or a line."""

    def month(self) -> str:
        """The month number: a cell, or the timeline row."""

    def constant(self, label: str, value: float) -> str:
        """A labelled cell for a conversion ratio or a named constant."""

    def running(self, name: str) -> str:
        """Sum of a line over months 1 to this one."""

    def lagged(self, name: str, months: str) -> str:
        """A line `months` earlier; 0 before month 1."""


ExcelForm = Callable[[References, tuple[str, ...]], str]
ATOM, POWER, PRODUCT, SUM = 9, 6, 5, 4  # how tightly Excel binds


def filled(template: str) -> ExcelForm:
    """`{0}`, `{1}` … are the arguments."""
    return lambda refs, arguments: template.format(*arguments)


def called(name: str) -> ExcelForm:
    """A function of Excel with the same arguments."""
    return lambda refs, arguments: f"{name}({','.join(arguments)})"


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
ramp = filled("IF({0}<=0,0,IF({1}<=0,1,MIN(1,{0}/{1})))")
ramp_over_time = filled("(({0}>0)*(({0}<{1})*{0}/" + _DURATION + "+({0}>={1})))")
# EXP and not 20^: far beyond the duration a power underflows, to #NUM! in LibreOffice.
s_curve = filled("IF({0}<=0,0,IF({1}<=0,1,(21/(1+EXP(LN(20)*(1-2*{0}/{1})))-1)/20))")
s_curve_over_time = filled(
    "(({0}>0)*(({1}<=0)+({1}>0)*(21/(1+EXP(LN(20)*(1-2*({0}>0)*{0}/" + _DURATION + ")))-1)/20))"
)


def once(refs: References, arguments: tuple[str, ...]) -> str:
    """Whether this month holds the moment; moment 0 belongs to month 1."""
    x, month = arguments[0], refs.month()
    return f"((({x}>{month}-1)+({x}=0)*({month}=1))*({x}<={month})*({month}>=1))"
