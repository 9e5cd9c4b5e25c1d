"""Where lines may end: never between a figure and its unit, and nowhere in the lines of a file.

Terminals, and Rich and Textual with them, know no space that holds a line together, and texts stay what they are,
to be copied and searched.  So it is the breaker of lines that knows what a figure is.
"""

from __future__ import annotations

import re

import rich._wrap
from rich.console import Console, RenderableType
from rich.text import Text

from exports.voice.spaces import INSIDE

_WORD = re.compile(rf"\s*\S+(?:(?:{INSIDE})\S+)*\s*")


def hold_figures() -> None:
    """Have Rich, whose breaker Textual uses as well, take a figure with its unit for one word."""
    rich._wrap.re_word = _WORD


def lines_of(text: str, width: int) -> int:
    """In how many lines a text stands where there are so many columns."""
    return 1 + len(rich._wrap.divide_line(text, max(1, width)))


def print_part(console: Console, part: RenderableType) -> None:
    """Print what stands on lines of its own; a text that is not to be broken, such as a file's, is not.

    Rich joins the texts it is given into a new one, which knows nothing of `no_wrap`.
    """
    console.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
