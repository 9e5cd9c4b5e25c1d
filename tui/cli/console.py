"""Where text goes: results to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from exports.json_text import json_text
from roi.text import plain
from tui.views.line_breaks import hold_figures, print_part

PIPE_WIDTH = 110  # columns where no terminal tells them


class PlainConsole(Console):
    """A console on which no text is markup, and none is more than text, wherever it came from."""

    def __init__(self, *, stderr: bool = False) -> None:
        hold_figures()
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Its segments, each of plain text; see `rich.console.Console.render`."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(plain(segment.text), segment.style)


def out() -> Console:
    """Standard output; Rich honours NO_COLOR and COLUMNS and drops colour where it is no terminal."""
    console = PlainConsole()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def show(parts: Iterable[RenderableType]) -> None:
    """Results on standard output, one below the other."""
    console = out()
    for part in parts:
        print_part(console, part)


def err() -> Console:
    """Standard error: progress, notes, warnings."""
    return PlainConsole(stderr=True)


def say(text: str) -> None:
    """A line on standard error that no width breaks: its paths and commands are to be copied."""
    err().print(text, soft_wrap=True)


def print_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """A document on standard output, numbers as they are."""
    from tui.views.json_values import json_value

    encoding = (sys.stdout.encoding or "").lower()
    sys.stdout.write(json_text(json_value(document), in_ascii=not encoding.startswith("utf")))
