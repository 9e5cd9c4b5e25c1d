"""A question with the answer it has, in one line or two."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType

from cases.estimate import Noted
from exports.voice.wording import grade_word
from roi.answers import InputQuestion
from roi.case import Speaker
from roi.owners import owner_label
from tui.app.widgets.densities import asked_value, low_high
from tui.app.widgets.row_keys import MOVES, TypedInto

LOW = 32  # rows under which a question takes one line unless it is being asked
WHOSE = 11  # columns of whose answer it is


class Question(TypedInto, can_focus=True):
    """A question with the answer it has."""

    CALLED = "A question"
    HELP = (
        "A question for the prospect. Enter opens it; then Enter keeps the evidence. Type their answer as they say "
        "it: `about 1200 a day`, `2 of 10`, `350k a year`, `30-50%`; `don't know` says so."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "Answer"),
        *MOVES,
    ]

    def __init__(
        self, place: int, question: InputQuestion, speaker: Speaker | None, noted: Noted | None
    ) -> None:
        super().__init__()
        self.place, self.speaker, self.noted = place, speaker, noted
        self.item, self.value, self.spread = question.item, *in_words(question)
        self.opened = False
        self._folded = False  # as it is laid out

    def show(self, question: InputQuestion, speaker: Speaker | None, noted: Noted | None) -> None:
        """Another answer to the same question."""
        item, words = question.item, in_words(question)
        now = (item.spec, item.override, words, speaker, noted)
        then = (self.item.spec, self.item.override, (self.value, self.spread), self.speaker, self.noted)
        if now != then:
            self.item, (self.value, self.spread), self.speaker, self.noted = item, words, speaker, noted
            self.refresh(layout=True)

    def open(self, opened: bool) -> None:
        """Its field is there, or gone."""
        self.opened = opened
        self.fold()

    def fold(self) -> None:
        """Take one line or more, as there is room for."""
        if self._folded != self._brief:
            self.refresh(layout=True)

    def render(self) -> Text:
        spec = self.item.spec
        mark, style = (
            ("●", "bold cyan") if self.speaker else ("○", "dim") if self.noted else (str(self.place), "bold")
        )
        self._folded = self._brief
        if self._folded:
            return self._line(mark, style)
        text = Text.assemble((f"{mark} ", style), (spec.ask or spec.label, "" if self.noted else "bold"))
        text.append(f"\n  {self.value}", style="cyan" if self.speaker else "")
        text.append(f"  {self.spread}" if self.spread else "", style="dim")
        text.append(f"  · {self._whose}", style="cyan" if self.speaker else "dim")
        owner = f"  · {owner_label(spec.owner)}" if spec.owner else ""
        last = text.plain.rpartition("\n")[2]
        if owner and cell_len(last + owner) <= self.columns:
            text.append(owner, style="dim")
        return text

    @property
    def _brief(self) -> bool:
        """Whether there is room for one line only: what is asked in full is the question one stands on."""
        return self.app.size.height < LOW and not self.opened and not self.has_focus

    @property
    def _whose(self) -> str:
        known = {"kept": "evidence, kept", "unknown": "not known: evidence"}
        if self.speaker is None:
            return known.get(self.noted or "", f"evidence, {grade_word(self.item.spec.grade)}")
        typed = self.item.override.typed if self.item.override else ""
        return f"the {self.speaker}'s: “{typed}”" if typed else f"the {self.speaker}'s"

    def _line(self, mark: str, style: str) -> Text:
        known = {"kept": "kept", "unknown": "not known"}
        whose = (
            f"{self.speaker}'s"
            if self.speaker
            else known.get(self.noted or "", grade_word(self.item.spec.grade))
        )
        room = max(8, self.columns - 2 - cell_len(self.value) - WHOSE - 2)
        label = Text(self.item.spec.label, style="" if self.noted else "bold")
        label.truncate(room, overflow="ellipsis", pad=True)
        colour = "cyan" if self.speaker else "dim"
        return Text.assemble(
            (f"{mark} ", style),
            label,
            "  ",
            (self.value, "cyan" if self.speaker else ""),
            (whose.rjust(WHOSE), colour),
        )

    def on_focus(self) -> None:
        """Unfold."""
        self.fold()

    def on_blur(self) -> None:
        """Fold."""
        self.fold()

    def on_click(self, event: events.Click) -> None:
        """A click opens the field."""
        event.stop()
        self.action_edit()


def in_words(question: InputQuestion) -> tuple[str, str]:
    """The value that stands, in the unit that is asked for, and between what it lies."""
    return asked_value(question), low_high(question.item, question)
