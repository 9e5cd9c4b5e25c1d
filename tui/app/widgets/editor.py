"""A field for a value, checked as it is typed, with the message under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from roi.errors import RoiError
from tui.app.settings import as_field

Check = Callable[[str, str], str]  # (input's id, text) → how it is understood; raises RoiError
Taken = Callable[[str, str], None]  # (input's id, text that passed its check); "" is a bare Enter


class Field(Input):
    """Enter is acted upon as it is read.

    As a binding it would come after the keys that were typed behind it: on a busy machine they would still go
    into the old answer, and vanish with it.
    """

    def on_key(self, event: events.Key) -> None:
        """Other keys go the usual way."""
        if event.key != "enter":
            return
        event.stop()
        for ancestor in self.ancestors:
            if isinstance(ancestor, Editor):
                ancestor.enter()
                return


class Editor(Vertical):
    """One field; tells only a text that passed its check."""

    CALLED = "A field for a value"
    HELP = (
        "Type a value: `1200 a day`, `30-50%`, `2 of 10`, `low likely high`, or any distribution such as "
        "`range(20, 30, 50)` or `triangular(10, 20, 40)`. What it is taken for stands below. "
        "Enter takes it, Escape leaves it as it was."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    class Cancelled(Message):
        """The field was left without a change."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(
        self, name: str, check: Check, taken: Taken, *, value: str = "", hint: str = "", begun: bool = False
    ) -> None:
        """`begun`: the value is what somebody is typing, which goes on behind it."""
        super().__init__(classes="editor")
        self.input_name = name
        self._check = check
        self._taken = taken
        self._value = value
        self._hint = hint
        self._begun = begun
        self._said: Text | None = None

    def compose(self) -> ComposeResult:
        yield Field(self._value, placeholder=self._hint, select_on_focus=not self._begun, compact=True)
        yield Static("", classes="message")

    def on_mount(self) -> None:
        self.go()

    def go(self) -> None:
        """Take the keys."""
        # A focus in a hidden tab would call that tab back; and where the screen is closing there is no field.
        if all(each.display for each in self.ancestors_with_self if isinstance(each, Widget)):
            for field in self.query(Field):
                self.screen.set_focus(field)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._judge(event.value)

    def enter(self) -> None:
        """Hand the text over, if it can be read: who takes it asks for another input, or ends the field."""
        field = self.query_one(Field)
        text = field.value.strip()
        if not self._judge(text):
            self.app.bell()
            return
        self._taken(self.input_name, text)

    def ask(self, name: str, hint: str) -> None:
        """Ask for another input."""
        self.input_name = name
        field = self.query_one(Field)
        field.value, field.placeholder = "", hint
        self._judge("")

    def hint(self, hint: str) -> None:
        """Say in other words what may be typed."""
        for field in self.query(Field):
            field.placeholder = hint

    def begin(self, typed: str) -> None:
        """Begin a value with what was typed already."""
        field = self.query_one(Field)
        field.value, field.cursor_position = typed, len(typed)

    def _judge(self, text: str) -> bool:
        """Show how the text is understood, or what is wrong with it."""
        valid = True
        try:
            line = Text("→ " + self._check(self.input_name, text.strip()) if text.strip() else "")
        except RoiError as error:
            line = Text("✗ " + error.message)
            if error.hint:
                line.append(f"\n  {error.hint.worded(as_field)}")
            valid = False
        if line != self._said:  # Enter judges what was judged as it was typed: nothing to lay out again
            self._said = line
            self.set_class(not valid, "-invalid")
            self.query_one(".message", Static).update(line)
        return valid

    def action_cancel(self) -> None:
        """Leave without a change."""
        self.post_message(self.Cancelled(self.input_name))
