"""Under the tiles of a result: today and with it, and what to ask next."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from exports.voice.formats import money
from roi.analysis.information import Question as Worth
from roi.analysis.prospects import Prospects
from roi.analysis.today import today_and_then
from roi.errors import RoiError
from tui.app.state import View
from tui.app.story.money import waiting
from tui.app.story.page import bare, signed
from tui.app.widgets.pane import Words
from tui.app.workers.studies import PROSPECTS

MOST = 3  # questions


class Difference(Words):
    """Today, with it, the difference a year, and what a month's waiting costs."""

    CALLED = "Today and with it"
    HELP = (
        "What is spent in a year today and with it, over all draws and the horizon, and what waiting costs."
    )

    _waiting = ""

    def show(self, view: View) -> None:
        """Show it, or why there is none."""
        if view.result is None:
            return
        currency = view.session.model.currency
        delay = view.result.summary.metrics[view.cut].get("delay_cost")
        if delay is not None:  # it comes with the full number of draws; until then the one before stands
            self._waiting = waiting(delay, currency)
        try:
            total = today_and_then(view.result.run, view.cut).total
        except RoiError as found:
            self.tell(Text(f"Today and with it: {found.message}.", style="dim"))
            return
        parts: list[tuple[str, str]] = [("A year, ", "dim"), (f"{currency}: ", "dim")]
        if total.today is not None:
            parts += [("today ", ""), (bare(total.today, currency), "bold"), (", with it ", ""),
                      (bare(total.with_it, currency), "bold"), (", ", "")]  # fmt: skip
        style = "bold green" if total.difference > 0 else "bold red" if total.difference < 0 else "bold"
        parts += [("difference ", ""), (signed(total.difference, currency), style), (". ", "")]
        self.tell(Text.assemble(*parts, (self._waiting, "dim")))


class AskNext(OptionList):
    """The questions whose answers are worth most; Enter answers one."""

    CALLED = "What to ask next"
    HELP = "The questions whose answers are worth most for the decision. Arrows move, Enter answers one."

    class Chosen(Message):
        """An input is to be answered."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    _shown: object = None
    _view: View | None = None

    def show(self, view: View) -> None:
        """Show the questions; those of before stay until there are others."""
        self._view = view
        found = view.studies.get(PROSPECTS)
        if found is None:
            if self._shown is None:
                self._fill([Option(Text("What to ask next: being worked out …", style="dim"), disabled=True)])
            return
        if found is self._shown:
            return
        self._shown = found
        known = found.information if isinstance(found, Prospects) else None
        if known is not None and known.ranked:
            currency = view.session.model.currency
            shown = enumerate(known.ranked[:MOST], 1)
            self._fill([self._option(place, one, currency) for place, one in shown])
            return
        said = "What to ask next: no single answer changes the decision."
        if isinstance(found, RoiError):
            said = f"What to ask next: {found.message}."
        self._fill([Option(Text(said, style="dim"), disabled=True)])

    def _fill(self, options: list[Option]) -> None:
        chosen = self.highlighted or 0
        self.clear_options()
        self.add_options(options)
        self.highlighted = min(chosen, len(options) - 1)

    def _option(self, place: int, one: Worth, currency: str) -> Option:
        """One line whatever the width: what it is worth stands at its end."""
        worth = Text(f"  worth {money(one.value.value, currency)}", style="dim")
        text = Text.assemble((f"Ask {place}  ", "bold"), one.ask or one.items[0].spec.label)
        text.truncate(max(16, self.size.width - worth.cell_len - 3), overflow="ellipsis")
        return Option(text.append_text(worth), id=f"ask-{one.items[0].id}")

    def on_resize(self) -> None:
        """As much of a question as there is room for."""
        self._shown = None
        if self._view is not None:
            self.show(self._view)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(str(event.option.id).removeprefix("ask-")))
