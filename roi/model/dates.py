"""Dates where months are wanted: months are counted from the start of the case, of which 1 is the first."""

from __future__ import annotations

import re

from roi.errors import Place, RoiError
from roi.late_patterns import late

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SEASONS = "spring|summer|autumn|fall|winter"
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = late(r"(?:19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])")  # spreadsheets know no earlier ones
_DATE = late(
    rf"{_YEAR}[-/](?:0?[1-9]|1[0-2])(?:[-/][0-9]{{1,2}})?|(?:0?[1-9]|1[0-2])/{_YEAR}|[0-9]{{1,2}}\.[0-9]{{1,2}}\.{_YEAR}|"
    r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,4}|"  # 15/06/2026, 06/15/26: nobody divides twice
    rf"(?:(?:{_NAMES}|{_SEASONS})\.?,? (?:of )?|q[1-4][ -]?){_YEAR}|{_YEAR}[ -]?q[1-4]",
    re.I,
)


def is_month(text: str) -> bool:
    """Whether a text is a calendar month such as `2027-01`."""
    return _MONTH.fullmatch(text) is not None


def checked_month(text: str, where: Place) -> str:
    """A calendar month such as `2027-01`, as it is.

    Raises:
        RoiError: any other text.
    """
    if not is_month(text):
        raise RoiError(f'"{text[:40]}" is no month', where, 'Write the year and the month: "2027-01".')
    return text


def is_date(text: str) -> bool:
    """Whether a text is a date in digits or words: 2027-06, 06/2027, June 2027, Q3 2027."""
    return _DATE.fullmatch(text.strip()) is not None


def date_error(text: str, start: str | None) -> RoiError:
    """What is said to a date; with the month it would be, where the case has a start such as 2027-01."""
    month = _month_of(text, start)
    hint = (
        f"Write the month counted from the start, {start}, as 1: {month}."
        if month
        else ("Write the number of months counted from the start of the case, of which 1 is the first.")
    )
    return RoiError(f"`{text}` is a date, and a number is wanted", hint=hint)


def _month_of(text: str, start: str | None) -> int | None:
    year = re.search(_YEAR, text)
    rest = re.sub(_YEAR, " ", text)
    digits = re.findall(r"[0-9]{1,2}", rest)
    named = next((place for place, name in enumerate(_MONTHS, 1) if name in rest.lower()), None)
    if "/" in text and len(digits) == 2 and not text.strip()[:4].isdigit():  # 06/15/2026, 15/06/2026
        digits = list({digit for digit in digits if int(digit) <= 12})
        if len(digits) > 1:  # 05/06/2026: May in one country and June in another
            return None
    month = named or (int(digits[0] if text.strip()[:4].isdigit() else digits[-1]) if digits else None)
    if start is None or year is None or month is None or not 1 <= month <= 12 or "q" in rest.lower():
        return None
    return month_number(int(year[0]), month, start)


def month_number(year: int, month: int, start: str) -> int | None:
    """The month of the case, of which the first is 1, that a calendar month is; None before `start`."""
    first, then = int(start[:4]) * 12 + int(start[5:7]), year * 12 + month
    return then - first + 1 if then >= first else None
