"""Commas among arguments that people read as thousands: `triangular(1,000, 2)`."""

from __future__ import annotations

import re
from collections.abc import Collection

_GROUPS = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w.])")


def in_thousands(text: str, commas: Collection[int]) -> re.Match[str] | None:
    """The first number with commas that can be one number or several arguments; None where there is no doubt.

    `uniform(1,200)` is two arguments, as people write who leave no spaces; beside a comma with a space, or where a
    group begins with 0, as no argument does, it can be a thousand.

    Args:
        text: of a formula or distribution.
        commas: where the commas of one call stand, those of calls inside it apart.
    """
    spaced = any(text[at + 1 : at + 2].isspace() for at in commas)
    for match in _GROUPS.finditer(text):
        inside = [at for at in commas if match.start() < at < match.end()]
        if inside and (spaced or any(text[at + 1] == "0" for at in inside)):
            return match
    return None
