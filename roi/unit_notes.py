"""Units in people's own notation, `€/h`, `claims per year`, `percent`, and what the language has for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TypeVar

from roi.errors import RoiError
from roi.exchange import CURRENCIES
from roi.late_patterns import late

Read = TypeVar("Read")

# Abbreviations and words of other languages, in small letters.
_NAMES = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "std": "hour", "stunde": "hour",
    "d": "day", "tag": "day", "wk": "week", "woche": "week", "mo": "month", "mon": "month", "mth": "month",
    "monat": "month", "q": "quarter", "qtr": "quarter", "y": "year", "yr": "year", "a": "year", "annum": "year",
    "jahr": "year", "pa": "year", "percent": "%", "percentage": "%", "pct": "%", "prozent": "%", "share": "%",
    "proportion": "%", "headcount": "FTE", "hc": "FTE", "post": "FTE", "vzk": "FTE", "euro": "EUR", "dollar": "USD",
    "pound": "GBP", "sterling": "GBP", "number": "1", "count": "1", "ratio": "1", "factor": "1", "multiple": "1",
    "none": "1",
}  # fmt: skip
_SIGNS = {"US$": "USD", "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "#": "1", "—": "1"}
_PHRASES = (
    (r"\bp\.\s?a\.?(?!\w)|\bper annum\b", "/year"),
    (r"\bper\s+cent\b", "%"),
    (r"(?<=%) of .*", ""),
    (r"\s*\b(?:per|pro|je|por)\b\s*", "/"),
    (r"\b(?:man|person|work|working)[- ](?=hours?\b|days?\b|months?\b)", ""),
)
_SIZE = late(r"(?<![A-Za-z])(?:k|K|T|M|m|Mio\.?|mn)\s?(?=(?:[A-Z]{3}|[€$£])(?![A-Za-z]))")
_WORD = late(r"[A-Za-zäöüÄÖÜ_][\w]*")
_FULL = " with its numbers in full, as in 40_000"
_LONGEST = 80


def read_unit(text: str, known: Collection[str], read: Callable[[str], Read]) -> Read:
    """`read(text)`.

    Args:
        text: of a unit.
        known: the names of units, without currencies.
        read: what the language makes of it.

    Raises:
        RoiError: that of `read`, with what to write where that is known: `EUR/hour` for `€/h`.
    """
    try:
        return read(text)
    except RoiError as problem:
        meant = _meant(text, known) if len(text) <= _LONGEST else text
        if meant != text:
            try:
                read(meant)
            except RoiError:
                meant = text
        if meant == text:
            raise
        full = _FULL if _SIZE.search(text) else ""
        raise RoiError(problem.message, problem.where, f"Write `{meant}`{full}.") from None


def _meant(text: str, known: Collection[str]) -> str:
    """The text with the names, signs and phrases of people as the language has them."""
    written = _SIZE.sub("", text)
    for sign, code in _SIGNS.items():
        written = written.replace(sign, code)
    for phrase, instead in _PHRASES:
        written = re.sub(phrase, instead, written, flags=re.IGNORECASE)
    folded = {name.casefold(): name for name in known}
    written = _WORD.sub(lambda word: _named(word[0], known, folded), written)
    written = re.sub(r"\s*/\s*", "/", written.strip())
    return "–" if written == "1" else written


def _named(word: str, known: Collection[str], folded: dict[str, str]) -> str:
    """The unit of that name, whatever its letters; the word itself where there is none."""
    if word in known:
        return word
    small = word.casefold()
    for each in (small, small.removesuffix("s"), small.removesuffix("n")):
        if each in folded or each in _NAMES:
            return folded.get(each) or _NAMES[each]
    return word.upper() if word.upper() in CURRENCIES else word
