"""F1: what the focused part is, and which keys work there now."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.app.actions import ACTIONS, keys_of
from tui.app.screens.once import EndsOnce
from tui.app.widgets.plain import Plain

# The toolkit's own parts: what people call them, and what they do.
_KNOWN = {
    "Input": ("A field", "A field: type, Enter takes it over."),
    "ContentTabs": ("The tabs", "The tabs: left and right change them, and so do the digits on them."),
    "OptionList": ("A list", "A list: arrows move, Enter chooses."),
    "VerticalScroll": ("A page", "Arrows scroll."),
    "Button": ("A button", "A button: Enter presses it."),
    "Choices": ("A choice", "Arrows move, Enter chooses."),
    "CollapsibleTitle": ("The head of a part", "Enter closes or opens this part."),
}
# What the toolkit calls its own keys.
_PLAINLY = {
    "Focus Next": "Go to the next part.",
    "Focus Previous": "Go to the part before.",
    "Copy selected text": "Copy what is selected.",
    "Toggle": "Choose this one.",
    "Next option": "The next one.",
    "Previous option": "The one before.",
}


class Explained(EndsOnce[None], ModalScreen[None]):
    """The focused widget explained."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,f1,q", "close", "Close")]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self.focus_name, self.text = explained(screen.focused or screen)
        self.keys = live_keys(screen)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Plain(f"Help: {self.focus_name}", classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Static(Text(self.text))
                yield Static(self._table(), classes="hint")
                yield Static(Text("Escape closes. Ctrl+P lists everything that can be done.", style="dim"))

    def action_close(self) -> None:
        """Back to what it explains."""
        self.dismiss(None)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="bold cyan", no_wrap=True)
        table.add_column()
        for keys, meaning in self.keys:
            table.add_row(keys, meaning)
        return table


def explained(widget: Widget) -> tuple[str, str]:
    """What people call the nearest part that explains itself, and what it says."""
    name, known = _KNOWN.get(type(widget).__name__, ("", ""))
    for each in widget.ancestors_with_self:
        help_text = getattr(each, "HELP", None)
        if isinstance(help_text, str) and help_text:
            return name or getattr(each, "CALLED", "This part"), f"{known} {help_text}".strip()
    return (name, known) if known else ("This screen", "Ctrl+P lists everything that can be done here.")


def live_keys(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Keys that work now, those of the focused part first."""
    helps = {action.name: (keys_of(action), action.help) for action in ACTIONS if action.keys}
    rows: dict[str, tuple[str, str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.action.startswith(("scroll_", "page_")):
            continue
        if not active.enabled or binding.system or not binding.description or binding.action in rows:
            continue
        shown = screen.app.get_key_display(binding)
        rows[binding.action] = helps.get(
            binding.action, (shown, _PLAINLY.get(binding.description, binding.description))
        )
    return list(rows.values())
