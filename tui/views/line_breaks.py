"""Where lines may end: never between a figure and its unit.

Terminals, and Rich and Textual with them, know no space that holds a line together, and texts stay what they are,
to be copied and searched.  So it is the breaker of lines that knows what a figure is.
"""

from __future__ import annotations

import re

import rich._wrap

from exports.voice.spaces import INSIDE

_WORD = re.compile(rf"\s*\S+(?:(?:{INSIDE})\S+)*\s*")


def hold_figures() -> None:
    """Have Rich, whose breaker Textual uses as well, take a figure with its unit for one word."""
    rich._wrap.re_word = _WORD


def lines_of(text: str, width: int) -> int:
    """In how many lines a text stands where there are so many columns."""
    return 1 + len(rich._wrap.divide_line(text, max(1, width)))
