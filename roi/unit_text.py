"""The text of a unit, `USD/(seat*month)`, read into names and exponents."""

from __future__ import annotations

import re
from collections import Counter

from roi.errors import RoiError

NAME = r"(?![nN][aA][nN]\b)[A-Za-z][A-Za-z_0-9]*"  # `nan` reads like a number
# Exponents have one digit: no unit of a case needs more, and nothing large is ever worked out.
_TOKEN = re.compile(
    rf"""\s*(?:(?P<name>{NAME}|%)(?:\s*\*\*\s*(?P<power>-?[1-9])(?![0-9]))?
      | (?P<sign>[/*·()])
      | (?P<one>1)(?![0-9]))\s*""",
    re.VERBOSE,
)
_HINT = "Write `USD/seat/month`, `minute/visit`, `%/year`."


def powers_of(text: str) -> Counter[str]:
    """The names in the text of a unit with their exponents: `USD/(seat*month)`, `m**2`.

    Raises:
        RoiError: no unit, or one of more than 80 characters.
    """
    powers: Counter[str] = Counter()
    outer, sign, position, missing = [1], 1, 0, True
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None or len(text) > 80:
            raise RoiError(f"`{text}` is no unit", hint=_HINT)
        position, mark = token.end(), token["sign"]
        if missing and mark == "(":
            outer.append(outer[-1] * sign)
            sign = 1
        elif missing and mark is None:
            if token["name"]:
                powers[token["name"]] += outer[-1] * sign * int(token["power"] or 1)
            missing = False
        elif not missing and mark == ")" and len(outer) > 1:
            outer.pop()
        elif not missing and mark in ("/", "*", "·"):
            sign, missing = (-1 if mark == "/" else 1), True
        else:
            raise RoiError(f"`{text}` is no unit", hint=_HINT)
    if missing or len(outer) > 1:
        raise RoiError(f"`{text}` is no unit", hint=_HINT)
    return powers
