"""What people type into a field → text of the language: `low likely high`, units, `don't know`."""

from __future__ import annotations

import re

from roi.errors import RoiError

_NUMBER = r"[-+]?\d[\d,_]*(?:\.\d+)?(?:[eE][-+]?\d+)?%?"
_THREE = re.compile(rf"({_NUMBER})\s+({_NUMBER})\s+({_NUMBER})(?:\s+([A-Za-z%].*))?")
_TWO = re.compile(rf"({_NUMBER})\s*(?:-|–|\s)\s*({_NUMBER})(?:\s+([A-Za-z%].*))?")
_UNKNOWN = frozenset(
    ("don't know", "dont know", "do not know", "not known", "unknown", "no idea", "dunno", "?", "n/a")
)


def is_unknown(text: str) -> bool:
    """Whether the answer is that nobody knows."""
    return text.strip().lower().replace("’", "'").rstrip(".") in _UNKNOWN


def value_text(text: str) -> str:
    """Text of a value: three numbers become `range(low, likely, high)`; the rest stays as typed.

    Raises:
        RoiError: nothing, or two numbers, which could mean several things.
    """
    plain = " ".join(text.replace("−", "-").split())
    if not plain:
        raise RoiError("nothing is typed", hint="Type a number, `low likely high`, or a distribution.")
    three = _THREE.fullmatch(plain)
    if three:
        numbers = ", ".join(number.replace(",", "") for number in three.groups()[:3])
        return f"range({numbers})" + (f" {three[4]}" if three[4] else "")
    two = _TWO.fullmatch(plain)
    if two:
        low, high, unit = two[1], two[2], f" {two[3]}" if two[3] else ""
        raise RoiError(
            "two numbers need a third, or a word between them",
            hint=f"Write `low likely high`, as in {low} … {high}{unit}, or `{low} to {high}{unit}` for a range "
            "that holds in 9 of 10 cases.",
        )
    return plain
