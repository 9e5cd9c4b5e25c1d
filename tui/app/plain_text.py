"""The edge of the app's screen: what it paints is text, wherever that came from."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import OptionList, Tree

from roi.text import plain


class PlainText(LineFilter):
    """Takes from every painted line what a terminal would take for more than letters, and keeps its width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of a line, each as plain text."""
        return [segment if _is_plain(segment) else _plain(segment) for segment in segments]


def _is_plain(segment: Segment) -> bool:
    text = segment.text
    return bool(segment.control) or (text.isascii() and text.isprintable()) or plain(text) == text


def _plain(segment: Segment) -> Segment:
    text = plain(segment.text).replace("\n", " ")
    missing = cell_len(segment.text) - cell_len(text)
    return Segment(text + " " * missing, segment.style)


def paint_only_text(app: App[None]) -> None:
    """Have an app paint nothing but text, and read no markup in it: a text of a file could else hold an action."""
    app._filters.append(PlainText())
    app.console._markup = False  # of what Rich renders
    never = property(lambda _: False, lambda _, value: None)
    for widget, name in ((Widget, "_render_markup"), (OptionList, "_markup")):
        setattr(widget, name, never)
    setattr(Widget, "render_str", _as_content)  # noqa: B010  titles of borders
    setattr(Tree, "process_label", _as_label)  # noqa: B010
    setattr(Content, "from_text", staticmethod(_as_it_is))  # noqa: B010  labels of buttons and tabs


_from_text = Content.from_text


def _as_it_is(text: str | Text | Content, markup: bool = False) -> Content:
    return _from_text(text, markup=False)


def _as_content(_: Widget, text: str | Content) -> Content:
    return _from_text(text, markup=False)


def _as_label(_: Tree[object], text: str | Text) -> Text:
    line = text if isinstance(text, Text) else Text(text)
    return line.split()[0] if line.plain.strip() else line
