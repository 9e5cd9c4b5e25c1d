"""The lines of the start: a case, a recent file, a heading."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text
from textual.widgets.option_list import Option

from roi.errors import RoiError
from roi.records import dataclass
from roi.sectors import Sector
from tui.app.autosave import Recent
from tui.desk.catalogue import CaseCard, share_words


@dataclass(frozen=True, slots=True)
class StartEntry:
    """A line of the list.

    Attributes:
        opens: an id or a path; "" asks for a file, None opens nothing.
        about: what stands beside it.
        problem: of a pack, told where it is chosen.
    """

    line: Text
    opens: str | None = None
    about: Text | Table | str = ""
    problem: RoiError | None = None

    @property
    def key(self) -> str:
        """What tells it from the others of a list."""
        return self.opens or self.line.plain

    @property
    def takes_keys(self) -> bool:
        """Whether it can be chosen; a heading cannot."""
        return self.opens is not None or self.problem is not None


class EntryOption(Option):
    """A line in the list, which keeps what it is: the list may be made anew before a choice in it is heard of."""

    def __init__(self, entry: StartEntry) -> None:
        super().__init__(entry.line, disabled=not entry.takes_keys)
        self.entry = entry


def holds(recent: Recent, words: list[str]) -> bool:
    """Whether a recent file has all the words."""
    text = f"{recent.path.name} {recent.title}".casefold()
    return all(word.casefold() in text for word in words)


def heading(sector: Sector | None) -> StartEntry:
    """The name of a sector, or what stands above cases that cannot be read."""
    if sector is None:
        return StartEntry(Text("Cannot be read", style="bold red"))
    return StartEntry(Text.assemble((sector.name, "bold cyan"), (f"  {share_words(sector)}", "dim")))


def of_card(card: CaseCard) -> StartEntry:
    """A case."""
    if card.problem is not None:
        return StartEntry(Text(f"  {card.id}"), card.id, _problem(card.problem))
    line = Text.assemble("  ", card.title, (f"  {card.id}", "dim"))
    about = Table.grid(padding=(0, 2, 0, 0), expand=True)
    about.add_column(width=9)
    about.add_column(ratio=1)
    about.add_row(Text("Claimed", style="bold"), card.headline or "–")
    about.add_row(Text("Evidence", style="bold"), card.evidence or "–")
    about.add_row(
        Text("Sector", style="bold"), Text.assemble(card.trade or "–", (f", in {card.currency}", "dim"))
    )
    return StartEntry(line, card.id, about)


def _problem(error: RoiError) -> Text:
    return Text.assemble(("Cannot be read. ", "bold red"), str(error))


def recent_entry(recent: Recent) -> StartEntry:
    """A file or a folder that was open."""
    line = Text.assemble((recent.path.name, "bold"), f"  {recent.title}")
    what = recent.title if recent.path.is_dir() else f"The estimate of {recent.title}"
    about = Text.assemble(f"{what}, in\n", (str(recent.path.parent), "dim"))
    return StartEntry(line, str(recent.path), about)
