"""Small dialogs: tell, ask, choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from roi.errors import RoiError
from tui.app.screens.once import EndsOnce
from tui.app.settings import as_field
from tui.app.widgets.plain import Plain
from tui.desk.redaction import without_folders


class Dialog(EndsOnce[ScreenResultType], ModalScreen[ScreenResultType]):
    """A dialog explains itself too: the keys of the app end at it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "app.explain", "Help", show=False)]


class Told(Dialog[None]):
    """What went wrong and how to mend it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "close", "Close")]

    def __init__(self, title: str, error: RoiError, *, present: bool = False) -> None:
        super().__init__()
        self.heading = title
        self.error = error
        self._present = present

    def compose(self) -> ComposeResult:
        where, what, hint = (
            without_folders(part) if self._present else part
            for part in (
                self.error.where.worded(as_field),
                self.error.marked,
                self.error.hint.worded(as_field),
            )
        )
        with Vertical(classes="dialog"):
            yield Plain(self.heading, classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                if where:
                    yield Static(Text(where, style="dim"))
                yield Static(Text(what[:1].upper() + what[1:]))
                if hint:
                    yield Static(Text(hint, style="bold"), classes="hint")
            with Horizontal(classes="buttons"):
                yield Button("Close", id="close", variant="primary", compact=True)

    @on(Button.Pressed)
    def action_close(self) -> None:
        """Back to work."""
        self.dismiss(None)


class Confirm(Dialog[str]):
    """A question with named answers; Enter is the first of them, Escape the last."""

    AUTO_FOCUS = "Button"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "last", "Cancel"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, text: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.heading, self.text, self.answers = title, text, tuple(answers)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Plain(self.heading, classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Static(Text(self.text))
            with Horizontal(classes="buttons"):
                for place, (name, label) in enumerate(self.answers):
                    yield Button(label, id=name, variant="primary" if place == 0 else "default", compact=True)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(str(event.button.id))

    def action_last(self) -> None:
        """The careful answer."""
        self.dismiss(self.answers[-1][0])


class Choose(Dialog[str | None]):
    """One of several; None where nothing is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def __init__(self, title: str, options: Sequence[tuple[str, str, str]], current: str) -> None:
        """`options`: (title, id, note)."""
        super().__init__()
        self.heading, self.options, self.current = title, tuple(options), current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Plain(self.heading, classes="dialog-title")
            yield OptionList(
                *(Option(self._prompt(*option), id=f"choice-{option[1]}") for option in self.options)
            )

    def _prompt(self, title: str, name: str, note: str) -> Table:
        prompt = Table.grid(padding=(0, 1, 0, 0))
        prompt.add_column(width=1)
        prompt.add_column(ratio=1)
        prompt.add_row(Text("●" if name == self.current else " ", style="cyan"), Text(title, style="bold"))
        if note:
            prompt.add_row("", Text(note, style="dim"))
        return prompt

    def on_mount(self) -> None:
        ids = [name for _, name, _ in self.options]
        self.query_one(OptionList).highlighted = ids.index(self.current) if self.current in ids else 0

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(str(event.option.id).removeprefix("choice-"))

    def action_cancel(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)


class Form(Dialog[dict[str, str] | None]):
    """A few fields; `check` says what is wrong with them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("f9", "app.toggle_present", "Present", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[tuple[str, str, str]],
        check: Callable[[dict[str, str]], object],
        done: str = "Take over",
        private: Sequence[str] = (),
        note: str = "",
    ) -> None:
        """`fields`: (id, label, value); `private`: ids of those that present mode hides; `note`: below them."""
        super().__init__()
        self.note = note
        self.private = tuple(private)
        self.heading, self.fields, self._check, self._done = title, tuple(fields), check, done

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Plain(self.heading, classes="dialog-title")
            with VerticalScroll(classes="dialog-body", can_focus=False):
                for name, label, value in self.fields:
                    with Horizontal(classes="field", id=f"row-{name}"):
                        yield Plain(label)
                        yield Input(value, id=f"field-{name}", compact=True)
                if self.note:
                    yield Static(Text(self.note, style="dim"), classes="hint")
                yield Static("", id="dialog-message", classes="message -invalid")
            with Horizontal(classes="buttons"):
                yield Button(self._done, id="done", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        self.present_changed(bool(getattr(self.app, "present", False)))

    def present_changed(self, present: bool) -> None:
        """Hide or show what is private; what it holds stays."""
        for name in self.private:
            self.query_one(f"#row-{name}").display = not present

    @on(Input.Submitted)
    @on(Button.Pressed, "#done")
    def _submit(self) -> None:
        values = {name: self.query_one(f"#field-{name}", Input).value.strip() for name, _, _ in self.fields}
        try:
            self._check(values)
        except RoiError as error:
            self.query_one("#dialog-message", Static).update(Text("✗ " + str(error)))
            self.app.bell()
            return
        self.dismiss(values)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
