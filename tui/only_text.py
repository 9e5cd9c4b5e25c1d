"""The edge of the app's screen: what it paints is text, wherever that came from."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from roi.text import plain


class PlainText(LineFilter):
    """Takes from every painted line what a terminal would take for more than letters, and keeps its width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of a line, each as plain text."""
        return [one if _is_plain(one) else _plain(one) for one in segments]


def _is_plain(segment: Segment) -> bool:
    text = segment.text
    return bool(segment.control) or (text.isascii() and text.isprintable()) or plain(text) == text


def _plain(segment: Segment) -> Segment:
    text = plain(segment.text).replace("\n", " ")
    missing = cell_len(segment.text) - cell_len(text)
    return Segment(text + " " * missing, segment.style)


def paint_only_text(app: App[None]) -> None:
    """Have an app paint nothing but text, and read no markup in what Rich renders for it."""
    app._filters.append(PlainText())
    app.console._markup = False
