"""The end of the interview: from here the result is told."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget


class Finish(Widget, can_focus=True):
    """Stands below the questions once all were put; Enter presents."""

    CALLED = "The end of the questions"
    HELP = "All questions are put. Enter tells the result a page at a time, for a screen that is shared."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "screen.present", "Present"),
        Binding("up", "app.focus_previous", "The question above", show=False),
    ]
    DEFAULT_CSS = """
    Finish { height: 1; margin-top: 1; border-left: outer transparent; }
    Finish:focus, Finish:hover { border-left: outer $primary; background: $boost; }
    """

    def render(self) -> Text:
        """One line."""
        return Text.assemble(
            ("▶ ", "bold cyan"), ("All questions are put. ", "bold"), "Enter presents the result."
        )

    def on_click(self, event: events.Click) -> None:
        """As Enter."""
        event.stop()
        self.call_next(self.run_action, "screen.present")
