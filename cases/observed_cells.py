"""The cells of a row as an observation."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping

from cases.fields import shown
from roi.errors import LARGEST, Command, Place, RoiError, remedy
from roi.model.dates import is_date, month_number
from roi.model.read import plain_number
from roi.observed.observations import (
    SHARED,
    Error,
    Exact,
    Observation,
    Sample,
    StandardError,
    Trials,
)
from roi.text import plain

EXACT = "exact"
LONGEST_CELL = 500  # characters
_MONTHS_A_YEAR = 12
_SPAN = re.compile(r"([0-9]{1,3}) ?(?:-|–|to) ?([0-9]{1,3})")
_YEAR = re.compile(r"year ?([0-9]{1,2})", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-[0-9]{2})?(?:[ T].*)?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T].*)?")
_THOUSANDS = re.compile(
    r"[-+−]?\s?[1-9][0-9]{0,2}(?P<mark>[,_\s])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:\.[0-9]*)?\s?%?"
)


def observation_of(cells: Mapping[str, str], where: Place, start: str | None) -> Observation:
    """The observation of one row; `start`: the first month of the case, for dates.

    Raises:
        RoiError: a cell that is missing, too long or cannot be read.
    """
    for key, cell in cells.items():
        if len(cell) > LONGEST_CELL:
            message = f"the cell has {len(cell):,} characters; at most {LONGEST_CELL} are read"
            raise RoiError(message, where.at_key(key), "Shorten it.")
    text = {key: cell.strip() for key, cell in cells.items()}
    if not text.get("name"):
        hint = remedy("Name an input or a line of the case; ", Command("observe", "CASE"), " lists them.")
        raise RoiError("the name is missing", where.at_key("name"), hint)
    unit = text.get("unit", "")
    value, percent = _number(text["value"], where.at_key("value")) if text.get("value") else (math.nan, False)
    if percent and not unit:
        unit = "%"
    error = _error(text, value, where)
    if isinstance(error, Trials):
        value, unit = error.hits / error.n if error.n else 0.0, ""
    elif math.isnan(value):
        raise RoiError("the value is missing", where.at_key("value"), "Fill it in, or take the row out.")
    return Observation(
        name=plain(text["name"]),
        value=value,
        error=error,
        months=_months(text.get("month", ""), where.at_key("month"), start),
        unit=unit,
        source=plain(text.get("source", "")),
        by=plain(text.get("by", "")),
        date=_day(text.get("date", ""), where.at_key("date")),
        note=plain(text.get("note", "")),
        place=where,
    )


def _error(text: Mapping[str, str], value: float, where: Place) -> Error:
    """How far a row may be off: exactly one of the four ways to say it."""
    texts = {key: text.get(key, "") for key in ("error", "shared", "sd", "n", "hits")}
    ways = [key for key in ("error", "sd", "hits") if texts[key]]
    if len(ways) > 1:
        message = f"it says its error in {len(ways)} ways: {' and '.join(ways)}"
        raise RoiError(message, where, "Keep one of them.")
    if not ways:
        raise RoiError(
            "it does not say how far it may be off", where,
            "Give `error` (a standard error, or exact), `sd` and `n` of a sample, or `hits` and `n` of trials.",
        )  # fmt: skip
    if texts["shared"] and (not texts["error"] or texts["error"].lower() == EXACT):
        hint = "Leave it empty, or give the standard error that it is a part of."
        raise RoiError("`shared` is a part of `error`, which has no number", where.at_key("shared"), hint)
    if texts["error"].lower() == EXACT:
        return Exact()
    if texts["error"]:
        size, percent = _number(texts["error"], where.at_key("error"))
        if percent and not (text.get("unit", "").startswith("%") or text.get("value", "").endswith("%")):
            if value == 0 < size:
                hint = "Give the error as a number, in the unit of the value."
                raise RoiError(f"{texts['error']} of 0 is no error", where.at_key("error"), hint)
            size = abs(value) * size / 100
        return StandardError(size, _part(texts["shared"], where.at_key("shared")))
    n = _count(texts["n"], where.at_key("n"))
    if texts["hits"]:
        return Trials(_count(texts["hits"], where.at_key("hits")), n)
    return Sample(n, _number(texts["sd"], where.at_key("sd"))[0])


def _part(text: str, where: Place) -> float:
    """The part of an error that the months of a line share: `50%` or 0.5."""
    if not text:
        return SHARED
    number, percent = _number(text, where)
    return number / 100 if percent else number


def _count(text: str, where: Place) -> int:
    if not text:
        raise RoiError("the number of trials or values, n, is missing", where, "Fill it in.")
    number, percent = _number(text, where)
    if percent or number != int(number) or number < 0:
        raise RoiError(f"{shown(text)} is no count", where, "Write a whole number from 0.")
    return int(number)


def _number(text: str, where: Place) -> tuple[float, bool]:
    """A number, and whether a per cent sign follows it."""
    if is_date(text) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?", text):
        hint = "Months and days have columns of their own: `month`, `date`."
        raise RoiError(f"`{text}` is a date, and a number is wanted", where, hint)
    grouped = _THOUSANDS.fullmatch(text)
    digits = re.sub(r"[,_\s]", "", text) if grouped else re.sub(r"\s+(?=%)", "", text)
    try:
        number, percent = plain_number(digits)
    except ValueError:
        number, percent = math.nan, False
    if not abs(number) <= LARGEST:
        hint = "Write digits with a decimal point, and the unit in its own column."
        raise RoiError(f"{shown(text)} is not a number that can be used", where, hint)
    return number, percent


def _months(text: str, where: Place, start: str | None) -> tuple[int, int] | None:
    """`6`, `4-9`, `year 2`, or a calendar month of a case that has a start."""
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,3}(\.0)?", text):
        month = int(float(text))
        return month, month
    if span := _SPAN.fullmatch(text):
        first, last = int(span[1]), int(span[2])
        if first > last:
            raise RoiError(f"{shown(text)} begins after it ends", where, f"Write {last}-{first}.")
        return first, last
    if year := _YEAR.fullmatch(text):
        last = int(year[1]) * _MONTHS_A_YEAR
        return last - _MONTHS_A_YEAR + 1, last
    if dated := _DATE.fullmatch(text):
        number = month_number(int(dated[1]), int(dated[2]), start) if start else None
        if number is None:
            hint = "Write the number of the month, of which the start is 0; or give the case a start."
            after = f"before the start, {start}" if start else "a date, and the months of the case have none"
            raise RoiError(f"{shown(text)} is {after}", where, hint)
        return number, number
    raise RoiError(
        f"{shown(text)} is no month",
        where,
        "Write 6, 4-9 for some months, or year 2; 2027-04 where the case has a start.",
    )


def _day(text: str, where: Place) -> datetime.date | None:
    if not text:
        return None
    written = _DAY.fullmatch(text)
    try:
        return datetime.date.fromisoformat(written[1] if written else "")
    except ValueError:
        raise RoiError(f"{shown(text)} is no date", where, "Write it as 2027-04-30.") from None
