"""What people type from other languages, spreadsheets and their own notation, and what to write here instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from roi.late_patterns import late

# Signs that are no part of the language.
SIGNS = {
    "^": "Powers are written `**`, as in `(1 + rate) ** 2`.",
    "[": "There are no subscripts; `lag(line, n)` looks back n months.",
    "{": "There are no braces; use round brackets.",
    ".": "There are no attributes; names hold letters, digits and `_`.",
    ";": "Arguments are parted by commas.",
    "&": "Write `and`.",
    "|": "Write `or`.",
    "!": "Write `not`.",
    "?": "A choice is written `a if condition else b`.",
    ":": "A choice is written `a if condition else b`.",
    "#": "A remark stands behind the closing quotes, or under `note`.",
    "±": "Write range(p10, p50, p90), or for the ends of a 90 % interval `40 to 60`.",
    "≤": "Write `<=`.",
    "≥": "Write `>=`.",
    "≠": "Write `!=`.",
    "–": "This is a dash; type `-`, or `20 to 40` for a range.",
    "—": "This is a dash; type `-`, or `20 to 40` for a range.",
    "−": "This is a typographic minus; type `-`.",
    "×": "Type `*`.",
    "·": "Type `*`.",
    "÷": "Type `/`.",
    "²": "Powers are written `**`, as in `x ** 2`.",
    "³": "Powers are written `**`, as in `x ** 3`.",
    "√": "Write `x ** 0.5`.",
    "“": "Type straight quotes.",
    "”": "Type straight quotes.",
} | dict.fromkeys("$€£¥", "Units belong to inputs and lines, not into formulas.")

# Signs of the language in an order that is none; whoever leaves spaces between means the same.
_PAIRS = {
    "===": "==",
    "!==": "!=",
    "<==": "<=",
    ">==": ">=",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "><": "!=",
    "&&": "and",
    "||": "or",
}
_APART = {"> =": ">=", "< =": "<=", "! =": "!=", "= =": "==", "* *": "**"}
_ORDERS = late("|".join(r"\s*".join(map(re.escape, pair)) for pair in _PAIRS))
_PARTED = late("|".join(r"\s+".join(map(re.escape, pair.split())) for pair in _APART))
_WHOLE_NUMBER = late(r"//")

_FIGURE = late(
    r"""(?<![\w.,])(?P<money>[$€£¥]\s?)?
        (?P<digits>\d{1,3}(?:(?P<group>[\s,.'’])\d{3})(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d+)?|\d[\d_]*(?:[.,]\d+)?)
        (?:\s?(?P<suffix>%|(?!(?:and|or|if|else|to|not)\b)[A-Za-z€£¥$][A-Za-z]*))?(?![\w.])""",
    re.VERBOSE,
)
# Short forms of powers of ten, directly behind the digits or after a space.
POWERS = {
    "k": 3, "thousand": 3, "thousands": 3, "grand": 3, "tsd": 3,
    "m": 6, "mm": 6, "mn": 6, "mio": 6, "mln": 6, "mill": 6, "million": 6, "millions": 6,
    "b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9, "tn": 12, "trillion": 12, "hundred": 2,
}  # fmt: skip
_PER_CENT = frozenset({"%", "percent", "pct"})
_DECIMALS = "Decimals are written with a point, thousands as in 40_000."


class Meant(NamedTuple):
    """What stands at a place of a text, from `start` to `stop`, and what to write for it."""

    start: int
    stop: int
    hint: str


def order_meant(text: str, place: int) -> Meant | None:
    """The signs in a wrong order that hold this character of the text, as `=>`; None where there are none."""
    for kind, instead in ((_ORDERS, _PAIRS), (_PARTED, _APART)):
        for match in _around(kind, text, place):
            key = (" " if kind is _PARTED else "").join(match.group().split())
            return Meant(*match.span(), f"Write `{instead[key]}`.")
    for match in _around(_WHOLE_NUMBER, text, place):
        return Meant(*match.span(), "Type one `/`; figures are not rounded.")
    return None


def figure_meant(text: str, place: int) -> Meant | None:
    """The figure in another notation that holds this character of the text, as `110k`; None where there is none."""
    for match in _around(_FIGURE, text, place):
        hint = _figure_hint(match)
        if hint:
            return Meant(*match.span(), hint)
    return None


def _around(kind: re.Pattern[str], text: str, place: int) -> Iterator[re.Match[str]]:
    return (match for match in kind.finditer(text) if match.start() <= place < match.end())


def _figure_hint(match: re.Match[str]) -> str:
    """`Write 110_000.`; nothing of a number as the language has it."""
    number, suffix = _number(match["digits"], match["group"] or ""), match["suffix"] or ""
    if (
        suffix == "%"
        and match.end() - match.start("suffix") == 1
        and match.end("digits") == match.start("suffix")
    ):
        return ""  # 35%, as it is written
    written = _written(number.scaleb(POWERS.get(suffix.lower(), 0)))
    if suffix.lower() in _PER_CENT:
        return f"Write {written}%: `%` follows a number directly."
    if suffix.isascii() and suffix and suffix not in SIGNS and suffix.lower() not in POWERS:
        missing = f"Is an operator or a bracket missing before it, as in `{match['digits']} * {suffix}`?"
        return f"{missing} A unit stands in the key `unit`."
    if match["money"] or not suffix.isascii() or suffix in SIGNS:
        return f"Write {written}; the currency stands in the key `unit`."
    if suffix:
        return f"Write {written}{' if millions are meant' if suffix in ('m', 'mm') else ''}."
    return (
        f"Write {written}. {_DECIMALS}"
        if set(match["digits"]) & set(",.'’ ") - {"."} or match["group"]
        else ""
    )


def _number(digits: str, group: str) -> Decimal:
    """The number of digits in anybody's notation: `1.234,5`, `1 234`, `0,5`."""
    if group == "." and digits.count(".") == 1 and "," not in digits:
        return Decimal(digits)  # 1.234
    if group == "," and digits.startswith("0"):
        group = ""
    plain = re.sub(r"\s", "", digits) if group.isspace() else digits.replace(group, "") if group else digits
    return Decimal(plain.replace("_", "").replace(",", "."))


def _written(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole if whole == number else number.normalize():,f}".replace(",", "_")
