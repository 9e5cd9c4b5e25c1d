"""Sentences that stay live: a formula and the text it gives now, put together from the same parts.

Numbers are written by `FIXED`, which follows the reader's own separators; the codes of `TEXT` would be read
differently in other languages.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from exports.workbook.writer.book import Book
from exports.workbook.writer.cells import Value
from exports.workbook.writer.styles import NEVER
from roi.records import dataclass

STEPS = ((1e12, " tn"), (1e9, " bn"), (1e6, " M"), (1e3, " k"))  # in which sentences say money
_NEARLY = 0.9995  # of a power of ten: three digits round it up
_QUOTED = 120  # characters of one text inside a formula, before its quotes are doubled


@dataclass(frozen=True, slots=True)
class Said:
    """A formula without `=` and what it is worth."""

    formula: str
    value: str

    def __add__(self, other: Said) -> Said:
        return Said(f"{self.formula}&{other.formula}", self.value + other.value)


def words(text: str) -> Said:
    """A constant text; Excel takes no more than 255 characters between quotes."""
    parts = [text[start : start + _QUOTED] for start in range(0, len(text), _QUOTED)] or [""]
    quoted = ('"' + part.replace('"', '""') + '"' for part in parts)
    return Said("&".join(quoted), text)


def fixed(value: float, decimals: int) -> str:
    """What `FIXED` gives: halves are rounded away from zero."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,}" if rounded else f"{abs(rounded):,}"


def signed(value: float, decimals: int) -> str:
    """What `FIXED` gives, with a minus in place of its hyphen: nothing breaks a line there."""
    return fixed(value, decimals).replace("-", "−")


def minus(formula: str) -> str:
    """The formula of a text with a minus in place of a hyphen."""
    return f'SUBSTITUTE({formula},"-","−")'


class Live:
    """What cells are worth now, by defined name or by address with the sheet."""

    def __init__(self, book: Book, currency: str, room: Room) -> None:
        self.book = book
        self.room = room
        self._money: dict[str, Said] = {}
        self.currency = currency
        self.scale = 1.0
        self.suffix = ""

    def number(self, ref: str) -> float | None:
        """The number of a cell; None where it holds a text or nothing."""
        value = self.book.value(ref)
        return None if isinstance(value, str) else float(value)

    def money(self, ref: str) -> Said:
        """`USD 7.87 M`: three significant digits, as `exports.voice.formats.money` writes them.

        The text has a cell of its own among the workings, where its steps can be followed.
        """
        if ref not in self._money:
            self._money[ref] = self._in_words(ref)
        return self._money[ref]

    def percent(self, ref: str) -> Said:
        """`47.2 %`, as `exports.voice.formats.share` writes it."""
        digits = f"IF(ROUND(100*ABS({ref}),1)>=100,0,1)"
        text = f'IF({ref}=0,"0 %",{minus(f"FIXED(100*{ref},{digits})")}&" %")'

        def shown(value: float) -> str:
            decimals = 0 if float(fixed(100 * abs(value), 1).replace(",", "")) >= 100 else 1
            return "0 %" if value == 0 else f"{signed(100 * value, decimals)} %"

        return self._said(ref, text, shown)

    def months(self, ref: str) -> Said:
        """`14.2 months` or `never`."""
        text = f'IF({ref}>={NEVER:.0f},"never",FIXED({ref},1)&" months")'
        return self._said(ref, text, lambda v: "never" if v >= NEVER else f"{fixed(v, 1)} months")

    def _in_words(self, ref: str) -> Said:
        """A row of the workings: the figure, by what it is divided, its decimals, its suffix, its text."""
        number = self.number(ref)
        step, suffix = step_of(number or 0.0)
        value = (number or 0.0) / step
        size = abs(value)
        cents = 2 if 0 < size < _NEARLY * 100 else 0
        decimals = cents if step == 1 else 2 - sum(size >= limit * _NEARLY for limit in (10, 100))
        figure = self.room.put(
            0, ref, number if number is not None else str(self.book.value(ref)), new_row=True
        )
        by = self.room.put(1, _stepwise(figure, lambda row: f"{row[0]:.0f}", "1"), step)
        quotient = f"ABS(N({figure}))/{by}"
        least = f"IF(AND({quotient}>0,{quotient}<{100 * _NEARLY:g}),2,0)"
        digits = f"IF({by}=1,{least},2-({quotient}>={10 * _NEARLY:g})-({quotient}>={100 * _NEARLY:g}))"
        places = self.room.put(2, digits, float(decimals))
        ending = self.room.put(3, _stepwise(figure, lambda row: f'"{row[1]}"', '""'), suffix)
        text = f'"{self.currency} "&{minus(f"FIXED({figure}/{by},{places})")}&{ending}'
        shown = f"{self.currency} {signed(value, decimals)}{suffix}"
        if number is None:
            shown = str(self.book.value(ref))
        return Said(self.room.put(4, f"IF(ISNUMBER({figure}),{text},{figure})", shown), shown)

    def _said(self, ref: str, text: str, shown: Callable[[float], str]) -> Said:
        """Where the cell holds a word in place of a number, the word."""
        value = self.book.value(ref)
        return Said(
            f"IF(ISNUMBER({ref}),{text},{ref})", value if isinstance(value, str) else shown(float(value))
        )

    def count(self, ref: str) -> Said:
        """A whole number."""
        value = self.number(ref) or 0.0
        return Said(f"FIXED({ref},0)", fixed(value, 0))

    def whole_months(self, ref: str) -> Said:
        """`36 months`, `1 month`."""
        unit = " month" if self.number(ref) == 1 else " months"
        return self.count(ref) + Said(f'IF({ref}=1," month"," months")', unit)

    def scaled(self, largest: float) -> tuple[float, str]:
        """Choose the scale of the charts: the largest figure takes one to four digits before the point."""
        self.scale, self.suffix = next((step for step in STEPS if abs(largest) >= step[0]), (1.0, ""))
        return self.scale, self.suffix


class Room(Protocol):
    """Where figures in words have their steps: rows of five cells beside the printed page."""

    def put(self, place: int, formula: str, value: Value, *, new_row: bool = False) -> str:
        """Write a formula (without `=`) at a place 0 to 4 of the row at hand, or of a new one; its address."""


def step_of(value: float) -> tuple[float, str]:
    """By what a figure is divided, and how that is said: 999,999 is 1.00 M, not 1,000 k."""
    return next((step for step in STEPS if abs(value) >= step[0] * _NEARLY), (1.0, ""))


def _stepwise(figure: str, part: Callable[[tuple[float, str]], str], otherwise: str) -> str:
    """One thing for each step that a figure reaches."""
    text = otherwise
    for step in reversed(STEPS):
        text = f"IF(ABS(N({figure}))>={step[0] * _NEARLY:.0f},{part(step)},{text})"
    return text
