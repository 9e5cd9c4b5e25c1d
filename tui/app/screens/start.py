"""The start: case studies by sector, recent estimates, a file to open, help on the first run."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from roi.sectors import Sector
from tui.app.actions import bindings
from tui.app.autosave import recents
from tui.app.screens.dialogs import Choose, Told
from tui.app.screens.once import ask_once
from tui.app.screens.start_entries import EntryOption, StartEntry, heading, holds, of_card, recent_entry
from tui.app.widgets.keys import Keys
from tui.desk.catalogue import CaseCard, Catalogue, by_sector, catalogue, share_words
from tui.desk.redaction import without_folders

FIRST_RUN = (
    "Choose the case study nearest to the deal. The first questions are then asked one by one; a question that "
    "nobody can answer keeps the published evidence. F1 explains whatever is focused, Ctrl+P lists all actions."
)


_FOLDER = "/"  # opens no file: asks for a folder
FIRST_RECENT = 3  # recent files above the case studies


class Cards(OptionList):
    """Case studies and recent estimates, a line each."""

    CALLED = "The case studies"
    HELP = (
        "The case studies, by sector of the market report: beside or below them stands what is claimed of the "
        "chosen one, and what the evidence says. Enter or a click begins an estimate. Above them stand the "
        "estimates you had open last, and at the end Open for any other file."
    )


class Finder(Horizontal):
    """What is looked for, and in which sector."""

    CALLED = "The search"
    HELP = (
        "Only cases and recent files that hold every word are listed. Enter or down goes to them, Escape shows all "
        "again."
    )

    def compose(self) -> ComposeResult:
        yield Input(placeholder="Search cases", id="search", compact=True)
        yield Static("", id="sector")


class StartScreen(Screen[None]):
    """Search, cards of the case studies, recent files, and what is known of the chosen one."""

    BINDINGS = bindings("start")
    AUTO_FOCUS = "Cards"

    class Opened(Message):
        """A case or an estimate was chosen; None asks for another file."""

        def __init__(self, target: str | None) -> None:
            super().__init__()
            self.target = target

    class FolderWanted(Message):
        """A folder of estimates is to be asked for."""

    def __init__(self, *, covered: bool = False) -> None:
        """`covered`: something is opened above it at once; it is empty until it comes to light."""
        super().__init__()
        self._covered = covered
        self._catalogue = Catalogue(())
        self._sector: Sector | None = None
        self._entries: list[StartEntry] = []

    def compose(self) -> ComposeResult:
        if self._covered:
            return
        yield Static(self._welcome(), id="welcome")
        yield Finder(id="finder")
        with Container(id="start-body"):
            yield Cards()
            with VerticalScroll(id="about", can_focus=False):
                yield Static(id="about-text")
        yield Keys()

    def on_mount(self) -> None:
        """Make the list."""
        self.refresh_cards()

    @property
    def moving(self) -> bool:
        """Whether the keys are on their way to the cards, see `Keyboard`."""
        return self._covered

    def take_keys(self) -> None:
        """The cards have the keys."""
        for cards in self.query(Cards):
            self.set_focus(cards)

    def on_screen_resume(self) -> None:
        """Recent files, packs and present mode may have changed."""
        if self._covered:  # what follows a dialog may cover it again before it is painted
            self.call_after_refresh(self._come_to_light)
        else:
            self.refresh_cards()

    async def _come_to_light(self) -> None:
        if self.app.screen is self and self._covered:
            self._covered = False
            await self.recompose()
            self.refresh_cards()
            self.take_keys()

    def _present(self) -> bool:
        return bool(getattr(self.app, "present", False))

    def _welcome(self) -> Text:
        text = Text.assemble(
            ("roi", "bold cyan"), "  the business case of an AI deployment, with its uncertainty"
        )
        if not recents():
            text.append(f"\n{FIRST_RUN}", style="dim")
        return text

    def refresh_cards(self) -> None:
        """Read the cases again, and make the list."""
        if not self.query(Cards):  # the first screen resumes before it has any parts
            return
        self._catalogue = catalogue()
        cards = self.query_one(Cards)
        self._list("" if cards.highlighted is None else self._entries[cards.highlighted].key)

    def _list(self, chosen: str = "") -> None:
        """Make the list; what was chosen stays so where it is still there, else the first that is found is."""
        cards = self.query_one(Cards)
        self._entries = list(self._lines())
        cards.clear_options()
        cards.add_options(EntryOption(entry) for entry in self._entries)
        keys = [entry.key for entry in self._entries]
        wanted = chosen or (self._found_first() if self._narrowed else "")
        first = next(place for place, entry in enumerate(self._entries) if entry.takes_keys)
        cards.highlighted = keys.index(wanted) if wanted in keys else first
        name = "all sectors" if self._sector is None else self._sector.name
        self.query_one("#sector", Static).update(
            Text(f"Sector: {name}", style="bold" if self._sector else "dim")
        )

    @property
    def _words(self) -> list[str]:
        return self.query_one("#search", Input).value.split()

    @property
    def _narrowed(self) -> bool:
        return bool(self._words or self._sector)

    def _cards(self) -> tuple[CaseCard, ...]:
        return self._catalogue.chosen(self._words, self._sector.id if self._sector else "")

    def _found_first(self) -> str:
        return next((card.id for card in self._cards()), "")

    def _lines(self) -> Iterator[StartEntry]:
        words = self._words
        known = () if self._present() else tuple(recent for recent in recents() if holds(recent, words))
        # The last ones first, where every terminal shows them; the rest below.
        yield from map(recent_entry, known[:FIRST_RECENT])
        cards = self._cards()
        for sector, group in by_sector(cards):
            yield heading(sector)
            yield from map(of_card, group)
        if not cards:
            yield StartEntry(Text("There is no such case. Escape shows all again.", style="italic"))
        for problem in self._catalogue.problems:
            text = without_folders(str(problem)) if self._present() else str(problem)
            yield StartEntry(Text("A pack cannot be used", style="red"), None, Text(text), problem)
        yield from map(recent_entry, known[FIRST_RECENT:])
        note = "An estimate, a case file of your own, or a workbook that came back."
        yield StartEntry(Text("Open a file …", style="bold"), "", note)
        note = "All estimates of a folder together: ranked, and funded under a budget that you move."
        yield StartEntry(Text("Open a folder as a portfolio …", style="bold"), _FOLDER, note)

    @on(OptionList.OptionHighlighted)
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        assert isinstance(event.option, EntryOption)
        self.query_one("#about-text", Static).update(event.option.entry.about)
        self.query_one("#about").scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        assert isinstance(event.option, EntryOption)
        entry = event.option.entry
        if entry.problem is not None:
            self.app.push_screen(Told("A pack cannot be used", entry.problem, present=self._present()))
        elif entry.opens == _FOLDER:
            self.action_open_folder()
        else:
            self.post_message(self.Opened(entry.opens or None))

    @on(Input.Changed, "#search")
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    @on(Input.Submitted, "#search")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.take_keys()

    def on_key(self, event: events.Key) -> None:
        """Escape in the search field, or on what it found, shows everything again."""
        if self._covered:
            return
        field = self.query_one("#search", Input)
        if event.key == "down" and self.focused is field:
            self.take_keys()
            event.stop()
        elif event.key == "escape" and (self._narrowed or self.focused is field):
            self._sector = None
            field.value = ""
            self._list()
            self.take_keys()
            event.stop()

    def action_search(self) -> None:
        """Go to the search field at once: what is typed next is looked for."""
        self.set_focus(self.query_one("#search", Input))

    def action_sector(self) -> None:
        """Choose a sector."""
        ask_once(self, self._ask_sector())

    async def _ask_sector(self) -> None:
        counts = self._catalogue.sectors()
        rows = [("All sectors", "", _cases(len(self._catalogue.cards)))]
        rows += [
            (sector.name, sector.id, f"{share_words(sector)}, {_cases(count)}")
            for sector, count in counts.items()
        ]
        chosen = await self.app.push_screen_wait(
            Choose("Sector of the market report", rows, self._sector.id if self._sector else "")
        )
        if chosen is not None:
            self._sector = next((sector for sector in counts if sector.id == chosen), None)
            self._list()

    def action_open_file(self) -> None:
        """Ask for a file."""
        self.post_message(self.Opened(None))

    def action_open_folder(self) -> None:
        """Ask for a folder."""
        self.post_message(self.FolderWanted())


def _cases(count: int) -> str:
    return {0: "no case yet", 1: "1 case"}.get(count, f"{count} cases")
