"""Numbers that arrive as text: what can mean one thing only is read, all else is refused with its readings.

The convention is that of the sheet and of the command line: a comma, a space or an apostrophe groups
thousands, a point marks decimals.  What the other convention would read differently is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from roi.errors import RoiError
from roi.units import CURRENCIES

MOST_CHARACTERS = 64  # of a text that can be a number
LARGEST = Decimal("1e15")  # spreadsheets keep 15 digits
SMALLEST = Decimal("1e-15")

# A sign of money → the currencies it can mean.
SIGNS = {
    "US$": frozenset({"USD"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
}
_POWERS = {"k": 3, "K": 3, "M": 6, "bn": 9}
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))
_SIGNS_OF_TYPE = str.maketrans({"\u2212": "-", "\u2019": "'"})

_MONEY = r"US\$|[$€£¥₹]|[A-Z]{3}"
_GROUPED = r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\ \d{3})+|(?:'\d{3})+)"
_NUMBER = re.compile(
    rf"""
    (?P<open>\()? (?P<sign>[-+])? (?:(?P<before>{_MONEY})\ ?)? (?P<inner_sign>-)?
    (?P<whole>\d+ | {_GROUPED} | (?=\.\d))
    (?:\.(?P<decimals>\d+))?
    (?:[eE](?P<exponent>[-+]?\d{{1,4}}) | \ ?(?P<power>k|K|M|bn)(?![A-Za-z]))?
    (?:\ ?(?P<percent>%))? (?:\ ?(?P<after>{_MONEY}))? (?P<close>\))?
    """,
    re.VERBOSE,
)
_CONTINENTAL = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+,\d+")
_FIGURE = rf"(?:(?:{_MONEY})\ ?)?\d[\d.,]*(?:\ ?(?:k|K|M|bn|%))?"
_WITHIN = re.compile(rf"({_FIGURE})\s*(?:-|–|—|\.\.\.?|…|to|bis|à)\s*({_FIGURE})(?:\ ?(?:{_MONEY}))?")
_ABOUT = re.compile(
    r"(?:~|≈|±|<|>|≤|≥|<=|>=|about|around|approx\.?|circa|ca\.?|up to|over|under)\s*.*\d.*", re.I
)
_UNKNOWN = re.compile(r"[?\-–—./]+|n/?a\.?|none|nil|unknown|not known|tbd|tbc|nan|null|inf(inity)?", re.I)
_HINT = "Type the number alone: 42000 or 42,000, with a point for decimals."


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it was written.

    Attributes:
        value: 50 for `50%`, 42,000 for `42k`, −500 for `(500)`.
        percent: a percent sign stands behind it.
        money: the sign or code of a currency that stands with it, or "".
    """

    value: Decimal
    percent: bool = False
    money: str = ""


def read_number(text: str) -> Written:
    """The number that a text can only mean.

    Raises:
        RoiError: no number, more than one number, or a number that can be read in two ways; without a
            place, which the caller knows.
    """
    plain = _plain(text)
    if len(plain) > MOST_CHARACTERS:
        raise RoiError(f"{len(plain):,} characters are no number", hint=_HINT)
    found = _NUMBER.fullmatch(plain)
    if found is None or not _consistent(found):
        raise _refused(plain)
    _refuse_two_readings(found)
    digits = re.sub(r"\D", "", found["whole"]) or "0"
    exponent = int(found["exponent"] or 0) + _POWERS.get(found["power"] or "", 0)
    value = Decimal(f"{digits}.{found['decimals'] or ''}").scaleb(exponent)
    check_size(value)
    negative = found["sign"] == "-" or found["inner_sign"] is not None or found["open"] is not None
    money = found["before"] or found["after"] or ""
    return Written(-value if negative and value else value, found["percent"] is not None, money)


def check_size(value: Decimal) -> None:
    """Refuse what a spreadsheet cannot keep.

    Raises:
        RoiError: a number beyond 1e15, or nearer to 0 than 1e-15.
    """
    if not value.is_finite() or abs(value) > LARGEST:
        raise RoiError("the number is too large: at most 1,000,000,000,000,000", hint=_HINT)
    if value and abs(value) < SMALLEST:
        raise RoiError("the number is too near to 0: at least 1e-15", hint=_HINT)


def currencies_of(sign: str) -> frozenset[str]:
    """The currencies a sign or a code can mean; none for letters that are no code."""
    return SIGNS.get(sign) or (frozenset({sign}) & CURRENCIES)


def shown(value: Decimal) -> str:
    """`42,000.5`: as the sheet wants it typed."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shortened(text: str, most: int = 40) -> str:
    """A text of a stranger as a message may show it: one line, no control characters, not long."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[: most + 1])
    return f"{line[:most]}…" if len(text) > most else line


def _plain(text: str) -> str:
    """Full-width forms, digits of other scripts, spaces and signs of typography as ASCII.

    Not NFKC, which turns `10²` into `102`.
    """
    if len(text) > 4 * MOST_CHARACTERS:  # nothing long is worked on
        return text
    text = text.translate(_SPACES).translate(_SIGNS_OF_TYPE)
    letters = [chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text]
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in letters).strip()


def _consistent(found: re.Match[str]) -> bool:
    """Brackets in pairs, one sign, one currency."""
    brackets = [found["open"], found["close"]].count(None)
    signs = [found["open"], found["sign"], found["inner_sign"]].count(None)
    money = found["before"], found["after"]
    known = all(currencies_of(sign) for sign in money if sign)
    return brackets != 1 and signs >= 2 and None in money and known and not (found["percent"] and any(money))


def _refuse_two_readings(found: re.Match[str]) -> None:
    """`42.000` is 42 here and 42,000 to half the world."""
    whole, decimals = found["whole"], found["decimals"]
    if decimals and len(decimals) == 3 and whole.isdigit() and len(whole) <= 3 and whole[0] != "0":
        raise _two_readings(f"{whole}.{decimals}")


def _refused(plain: str) -> RoiError:
    within = _WITHIN.fullmatch(plain)
    if _UNKNOWN.fullmatch(plain):
        return RoiError(
            f"found {plain!r}, which is no number", hint="Leave the cell empty if it is not known."
        )
    if within is not None:
        return RoiError(
            f"found {shortened(plain)!r}, which is a range and no number",
            hint=f"Type {within[1]} under Low, {within[2]} under High and your best figure under Likely.",
        )
    if _ABOUT.fullmatch(plain):
        return RoiError(
            f"found {shortened(plain)!r}, which is no plain number",
            hint="Type the number alone; say how sure it is by Low and High, or in the note.",
        )
    if _CONTINENTAL.fullmatch(plain):
        return _two_readings(plain)
    return RoiError(f"found {shortened(plain)!r}, which is no number", hint=_HINT)


def _two_readings(core: str) -> RoiError:
    """Both readings of digits with commas and points, or the one there is."""
    readings = []
    for thousands, decimal in ((",", "."), (".", ",")):
        digits = core.replace(thousands, "").replace(decimal, ".")
        if digits.count(".") <= 1:
            readings.append(Decimal(digits))
    readings = list(dict.fromkeys(readings))
    if len(readings) < 2:
        return RoiError(f"found {core!r}, which is no number; did you mean {shown(readings[0])}?", hint=_HINT)
    listed = " or ".join(shown(value) for value in readings)
    return RoiError(f"found {core!r}, which can mean {listed}", hint=_HINT)
