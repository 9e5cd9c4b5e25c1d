"""How rows are moved among and typed into: as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:  # numpy, which the start does without
    from roi.model import ModelInput

FAR = 100_000  # more rows than any list has
MOVES = (
    Binding("up", "move(-1)", "Up", show=False),
    Binding("down", "move(1)", "Down", show=False),
    Binding("pageup", "move(-8)", "Eight up", show=False),
    Binding("pagedown", "move(8)", "Eight down", show=False),
    Binding("home", f"move({-FAR})", "First", show=False),
    Binding("end", f"move({FAR})", "Last", show=False),
    Binding(
        "escape", "screen.tab_bar", "Tabs"
    ),  # where the digits on the tabs change them: here they are typed
)
_SIGNS = ".,+-−–$€£¥≈~<>±"


def begins_value(event: events.Key) -> bool:
    """Whether a key is the first letter of a value: a digit, a sign, a currency."""
    return event.is_printable and _of_a_value(event.character)


def _of_a_value(letter: str | None) -> bool:
    return letter is not None and len(letter) == 1 and (letter.isdigit() or letter in _SIGNS)


class TypedInto(Widget):
    """A row that a value can be typed into: no key that begins one is offered for anything else."""

    item: ModelInput

    class Chosen(Message):
        """The row is to be edited; `typed` is how the new value begins, "" where the old one stays."""

        def __init__(self, row: TypedInto, typed: str = "") -> None:
            super().__init__()
            self.row, self.typed = row, typed

    class Moved(Message):
        """The row beside this one is asked for."""

        def __init__(self, row: TypedInto, step: int) -> None:
            super().__init__()
            self.row, self.step = row, step

    _columns = 0

    @property
    def columns(self) -> int:
        """Columns for its text; while everything is laid out, those that it is about to get."""
        return self._columns or self.content_size.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as its text takes in so many columns."""
        if width != self._columns:
            self._columns = width
            self._layout_cache.clear()  # a text that was cut for other columns
        return super().get_content_height(container, viewport, width)

    def action_edit(self) -> None:
        """Open the field."""
        self.post_message(self.Chosen(self))

    def action_move(self, step: int) -> None:
        """Go to a row above or below."""
        self.post_message(self.Moved(self, step))

    def on_key(self, event: events.Key) -> None:
        """A value that is typed is one of this row, as in a spreadsheet."""
        if begins_value(event):
            event.stop()
            event.prevent_default()
            self.post_message(self.Chosen(self, event.character or ""))

    def on_paste(self, event: events.Paste) -> None:
        """So is a value that is pasted."""
        event.stop()
        if text := event.text.strip():
            self.post_message(self.Chosen(self, text))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is typed here."""
        return _of_a_value(character)


def move_focus(rows: Sequence[Widget], row: Widget, step: int) -> None:
    """Go to the row so many below (or above), at most to the last (or first)."""
    if row in rows:
        row.screen.set_focus(rows[min(max(rows.index(row) + step, 0), len(rows) - 1)])
