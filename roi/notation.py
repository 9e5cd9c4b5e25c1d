"""How numbers and days are written in a document: one notation at a time, that of whom it is written for.

Whoever writes a document opens it with `notation`; what forms digits for people passes them through `numerals`.
Screens and documents for machines stay as they are without it: `1,234.5` and `2026-11-23`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from roi.records import dataclass

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """What stands in a number at its decimals and between thousands."""

    decimal: str = "."
    thousands: str = ","

    def written(self, digits: str) -> str:
        """`1,234.5`, as `format` writes it, in this style."""
        return digits.translate({ord(","): self.thousands, ord("."): self.decimal})


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a day is written: as text, with {year}, {month}, {day}, {name}, and as a number format of a workbook."""

    text: str = "{year}-{month:02}-{day:02}"
    excel: str = "yyyy-mm-dd"

    def written(self, day: datetime.date) -> str:
        """The day as text; names of months are English, whatever the machine speaks."""
        return self.text.format(year=day.year, month=day.month, day=day.day, name=_MONTHS[day.month - 1])


PLAIN_NUMBERS, PLAIN_DATES = NumberStyle(), DateStyle()
# By what a brand file calls them: one number, and one day, written so.
NUMBER_STYLES: Mapping[str, NumberStyle] = {
    "1,234.5": PLAIN_NUMBERS,
    "1.234,5": NumberStyle(",", "."),
    "1 234,5": NumberStyle(",", "\xa0"),
    "1 234.5": NumberStyle(".", "\xa0"),
    "1'234.5": NumberStyle(".", "’"),
    "1234.5": NumberStyle(".", ""),
    "1234,5": NumberStyle(",", ""),
}
# In a number format `[$-409]` keeps the names of months English.
DATE_STYLES: Mapping[str, DateStyle] = {
    "2026-11-23": PLAIN_DATES,
    "23.11.2026": DateStyle("{day:02}.{month:02}.{year}", "dd.mm.yyyy"),
    "23/11/2026": DateStyle("{day:02}/{month:02}/{year}", r"dd\/mm\/yyyy"),
    "11/23/2026": DateStyle("{month:02}/{day:02}/{year}", r"mm\/dd\/yyyy"),
    "23 November 2026": DateStyle("{day} {name} {year}", "[$-409]d mmmm yyyy"),
    "November 23, 2026": DateStyle("{name} {day}, {year}", r"[$-409]mmmm d\,\ yyyy"),
    "2026/11/23": DateStyle("{year}/{month:02}/{day:02}", r"yyyy\/mm\/dd"),
}
_NUMBERS: ContextVar[NumberStyle] = ContextVar("numbers", default=PLAIN_NUMBERS)
_DATES: ContextVar[DateStyle] = ContextVar("dates", default=PLAIN_DATES)


@contextmanager
def notation(numbers: NumberStyle, dates: DateStyle) -> Iterator[None]:
    """What is written meanwhile, in this thread, has numbers and days in these styles."""
    kept = _NUMBERS.set(numbers), _DATES.set(dates)
    try:
        yield
    finally:
        _NUMBERS.reset(kept[0])
        _DATES.reset(kept[1])


def numerals(digits: str) -> str:
    """`1,234.5`, as `format` writes it, in the notation of the document that is being written."""
    style = _NUMBERS.get()
    return digits if style is PLAIN_NUMBERS else style.written(digits)


def grouped(count: int) -> str:
    """A whole number, its thousands separated, in the notation of the document that is being written."""
    return digits(count, ",")


def digits(value: float, form: str) -> str:
    """A number by a format specification (`.2f`), in the notation of the document that is being written."""
    return numerals(format(value, form))


def written_day(day: datetime.date) -> str:
    """The day in the notation of the document that is being written."""
    return _DATES.get().written(day)
