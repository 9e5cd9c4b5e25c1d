"""Spaces at which no line may end: between a figure and its unit."""

from __future__ import annotations

import re

# Spaces inside a figure: `29.8 %`, `26.4 months`, `0.97 minute/visit`; `USD −4.15`; `± 1.90`.
INSIDE = "|".join(
    (r"(?<=\d) (?=(?:%|k|M|bn|tn|months?)(?!\w))", r"(?<=\d) (?=[^\W\d]+/\w)", r"(?<=\b[A-Z]{3}) (?=[+−<>]*\d)",
     r"(?<=±) (?=[<\d])")
)  # fmt: skip
_INSIDE = re.compile(INSIDE)


def held(text: str) -> str:
    """The text with spaces that hold a figure together, for programs that know them."""
    return _INSIDE.sub("\xa0", text)
