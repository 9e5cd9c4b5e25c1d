"""The start: case studies, recent estimates, a file to open, help on the first run."""

from __future__ import annotations

from collections.abc import Iterator

from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.actions import bindings
from tui.app.autosave import Recent, recents
from tui.app.widgets.keys import Keys
from tui.desk.catalogue import Card, catalogue

FIRST_RUN = (
    "Choose the case study nearest to the deal. The first questions are then asked one by one; a question that "
    "nobody can answer keeps the published evidence. F1 explains whatever is focused, Ctrl+P lists all actions."
)


FIRST_RECENT = 3  # recent files above the case studies


class Cards(OptionList):
    """Case studies and recent estimates."""

    CALLED = "The case studies"
    HELP = (
        "The case studies: what the report claims, and what the evidence says. Enter or a click begins an "
        "estimate; above them stand the estimates you had open last, and below them Open for any other file."
    )


class StartScreen(Screen[None]):
    """Cards of the case studies, recent files below."""

    BINDINGS = bindings("start")
    AUTO_FOCUS = "OptionList"

    class Opened(Message):
        """A case or an estimate was chosen; None asks for another file."""

        def __init__(self, target: str | None) -> None:
            super().__init__()
            self.target = target

    def __init__(self) -> None:
        super().__init__()
        self._targets: dict[str, str | None] = {}

    def compose(self) -> ComposeResult:
        yield Static(self._welcome(), id="welcome")
        with Vertical(id="start-body"):
            yield Cards()
        yield Keys()

    def on_mount(self) -> None:
        """The first screen resumes before it has any parts."""
        self.refresh_cards()

    def take_keys(self) -> None:
        """The cards have the keys."""
        self.set_focus(self.query_one(Cards))

    def on_screen_resume(self) -> None:
        """Recent files and present mode may have changed."""
        if self.query(Cards):
            self.refresh_cards()

    def _present(self) -> bool:
        return bool(getattr(self.app, "present", False))

    def _welcome(self) -> Text:
        text = Text.assemble(
            ("roi", "bold cyan"), "  the business case of an AI deployment, with its uncertainty\n"
        )
        if not recents():
            text.append(FIRST_RUN, style="dim")
        return text

    def refresh_cards(self) -> None:
        """Make the list again."""
        cards = self.query_one(Cards)
        chosen = cards.highlighted
        self._targets = {}
        cards.clear_options()
        for place, (target, prompt) in enumerate(self._entries()):
            self._targets[f"card-{place}"] = target
            cards.add_option(Option(prompt, id=f"card-{place}"))
        cards.highlighted = chosen if chosen is not None and chosen < cards.option_count else 0

    def _entries(self) -> Iterator[tuple[str | None, Text | Table]]:
        known = () if self._present() else recents()
        # The last ones first, where every terminal shows them; the rest below.
        for recent in known[:FIRST_RECENT]:
            yield str(recent.path), _recent(recent)
        for card in catalogue().cards:
            yield card.id, _shown(card)
        for recent in known[FIRST_RECENT:]:
            yield str(recent.path), _recent(recent)
        yield None, Text.assemble(("Open a file …", "bold"), ("  an estimate or a case of your own", "dim"))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Opened(self._targets[str(event.option.id)]))

    def action_open_file(self) -> None:
        """Ask for a file."""
        self.post_message(self.Opened(None))


def _shown(card: Card) -> Text | Table:
    if card.problem is not None:
        return Text.assemble((card.id, "bold"), (f"\n  cannot be read: {card.problem.message}", "red"))
    told = Table.grid(padding=(0, 2, 0, 0))
    told.add_column(width=9)
    told.add_column(ratio=1)
    told.add_row(Text("Claimed", style="bold"), card.headline or "–")
    told.add_row(Text("Evidence", style="bold"), card.evidence or "–")
    told.add_row("", "")
    return _titled(Text.assemble((card.title, "bold cyan"), (f"  {card.trade}", "dim")), told)


def _titled(title: Text, card: Table) -> Table:
    whole = Table.grid(expand=True)
    whole.add_row(title)
    whole.add_row(Padding(card, (0, 0, 0, 2)))
    return whole


def _recent(recent: Recent) -> Text:
    return Text.assemble((recent.path.name, "bold"), f"  {recent.title}", (f"  {recent.path.parent}", "dim"))
