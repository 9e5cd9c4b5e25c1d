"""Under the tiles of a result: today and with it, and what to ask next."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from exports.voice.figures import waiting
from exports.voice.formats import money
from exports.voice.today import today_sentence, today_table
from exports.voice.verdict import asked_text, questions
from roi.analysis.questions import Question
from roi.errors import RoiError
from tui.app.state import View
from tui.app.widgets.pane import Words
from tui.desk.studies import ProspectsStudy


class TodayDifference(Words):
    """Today, with it, the difference, and what a month's waiting costs."""

    CALLED = "Today and with it"
    HELP = (
        "What is spent today and with it, over all draws: a year on average, or all of a horizon that is shorter; "
        "and what waiting costs."
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
        then = today_table(view.result.run, view.cut)
        if then is None:
            self.tell(Text("Today and with it: not all costs are stated.", style="dim"))
            return
        sentence, total = today_sentence(then, currency), then.total
        text = Text(f"{sentence} ")
        style = "bold green" if total.difference > 0 else "bold red" if total.difference < 0 else "bold"
        text.highlight_regex(r"(?:better|worse) by [^.]*(?:\.\d+)?[^.]*", style)
        self.tell(text.append(self._waiting, "dim"))


class NextQuestions(OptionList):
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
        """Show the questions of the estimate as it is; none until they are known."""
        self._view = view
        prospects = None if view.stale else view.result_of(ProspectsStudy())
        if prospects is self._shown and self.option_count:
            return
        self._shown = prospects
        worth_asking = questions(view.settled) if view.settled is not None else []
        if worth_asking:
            self._fill([self._option(place, each, view) for place, each in enumerate(worth_asking, 1)])
            return
        text = "What to ask next: no answer changes the decision."
        if prospects is None:
            text = "What to ask next: being worked out …"
        if isinstance(prospects, RoiError):
            text = f"What to ask next: {prospects.message}."
        self._fill([Option(Text(text, style="dim"), disabled=True)])

    def _fill(self, options: list[Option]) -> None:
        chosen = self.highlighted or 0
        self.clear_options()
        self.add_options(options)
        self.highlighted = min(chosen, len(options) - 1)

    def _option(self, place: int, question: Question, view: View) -> Option:
        """One line whatever the width: what it is worth stands at its end.

        What belongs to another way to deploy is asked, and cannot be answered here.
        """
        worth = Text(f"  worth {money(question.value.value, view.session.model.currency)}", style="dim")
        text = Text.assemble((f"Ask {place}  ", "bold"), asked_text(question))
        text.truncate(max(16, self.size.width - worth.cell_len - 3), overflow="ellipsis")
        here = {item.id for item in view.session.model.inputs}
        name = next((item.id for item in question.items if item.id in here), None)
        return Option(
            text.append_text(worth), id=None if name is None else f"ask-{place}-{name}", disabled=name is None
        )

    def on_resize(self) -> None:
        """As much of a question as there is room for."""
        self._shown = None
        if self._view is not None:
            self.show(self._view)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(str(event.option.id).split("-", 2)[2]))
