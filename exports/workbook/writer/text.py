"""Room for texts: how high a row must be, and how a sentence falls into lines.

Cells are never merged, so that a long sentence stands in cells beneath each other, and a row that wraps
gets its height here: neither program reliably works it out when it opens the file.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Iterable

LINE = 13.0  # points of a line of ten-point Arial
PADDING = 3.0
_SMALLER = 1.1  # nine points against ten
_BEYOND_LATIN = "\u0370"  # the first letter of Greek
_BROADER, _FULL = 1.2, 2.0  # against a letter of Latin
_FILL = 1.14  # letters of running text that fit on the width of a digit


def height_of(texts: Iterable[tuple[str, float]], line: float = LINE) -> float:
    """The height in points of a row of wrapped texts, each with the width of its column in characters."""
    return PADDING + line * max((len(wrapped(text, width)) for text, width in texts), default=1)


def height_of_notes(labels: Iterable[tuple[str, float]], notes: Iterable[tuple[str, float]]) -> float:
    """The height of a row of labels and of notes, whose letters of nine points are smaller."""
    smaller = [(text, width * _SMALLER) for text, width in notes]
    return max(height_of(labels), height_of(smaller, LINE - 1))


def width_of(value: float, form: str) -> float:
    """The width of a column, in characters, in which a number is read and not `###`.

    Args:
        value: as the cell holds it: a fraction for a percentage.
        form: its number format, of digits, commas between thousands and an optional `%`.
    """
    decimals = form.partition(".")[2].count("0")
    return len(f"{value * (100 if form.endswith('%') else 1):,.{decimals}f}") + form.endswith("%") + 1.0


def letters_of(text: str) -> float:
    """As how many letters of Latin a text is wide: a sign of Chinese takes two, of Cyrillic 1.2."""
    return len(text) if text.isascii() else sum(map(_letters, text))


def _letters(sign: str) -> float:
    if sign < _BEYOND_LATIN or not sign.isalpha():
        return 1.0
    return _FULL if unicodedata.east_asian_width(sign) in "WF" else _BROADER


def wrapped(text: str, width: float) -> list[str]:
    """A text in lines of a column so many characters wide; at least one line."""
    room = max(1, math.floor(width * _FILL) - 1)
    wide = letters_of(text)
    if wide <= room and text.isprintable():  # as most are
        return [text.rstrip()]
    if wide > len(text):
        room = max(1, math.floor(room * len(text) / wide))
    return [line for part in text.split("\n") for line in textwrap.wrap(part, room) or [""]] or [""]
