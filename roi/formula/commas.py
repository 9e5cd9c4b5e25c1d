"""Commas among arguments that people read as thousands or as decimals: `triangular(1,000, 2)`, `min(1,5, x)`."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

_GROUPS = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w.])")
_DECIMALS = re.compile(r"(?<![\w.])(?<!\d,)\d+,\d+(?!\w|[.,]\d)")


class DoubtfulComma(NamedTuple):
    """Where it stands, what was written, and the one number that it can be as well."""

    start: int
    stop: int
    written: str
    number: str


def doubtful_comma(text: str, commas: Collection[int]) -> DoubtfulComma | None:
    """The first number with commas that can be one number or several arguments; None where there is no doubt.

    `uniform(1,200)` is two arguments, as people write who leave no spaces; beside a comma with a space, or where a
    group begins with 0, as no argument does, it can be a thousand.
    `min(1,5, x)` can be a decimal, for the same reason.

    Args:
        text: of a formula or distribution.
        commas: where the commas of one call stand, those of calls inside it apart.
    """
    spaced = any(text[at + 1 : at + 2].isspace() for at in commas)
    for match in _GROUPS.finditer(text):
        inside = [at for at in commas if match.start() < at < match.end()]
        if inside and (spaced or any(text[at + 1] == "0" for at in inside)):
            return DoubtfulComma(*match.span(), match[0], match[0].replace(",", "_"))
    for match in _DECIMALS.finditer(text) if spaced else ():
        if any(match.start() < at < match.end() for at in commas):
            return DoubtfulComma(*match.span(), match[0], match[0].replace(",", "."))
    return None
