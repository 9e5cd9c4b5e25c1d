"""The first questions, one line each, answered in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from cases.estimate import Noted
from roi.answers import Question as Questioned
from roi.answers import is_unknown
from roi.case import Speaker
from roi.model import ModelInput
from tui.app.state import View
from tui.app.widgets.densities import likely, low_high, unit
from tui.app.widgets.editor import Check, Editor
from tui.app.widgets.finish import Finish
from tui.app.widgets.pane import OutsideView, Pane
from tui.app.widgets.row_keys import MOVES, begins_value, move_focus
from tui.desk.session import Session

LOW = 32  # rows under which a question takes one line unless it is being asked
WHOSE = 11  # columns of whose answer it is


class Question(Widget, can_focus=True):
    """A question with the answer it has."""

    CALLED = "A question"
    HELP = (
        "A question for the prospect. Enter opens it; then Enter keeps the evidence. Type their answer as they say "
        "it: `about 1200 a day`, `2 of 10`, `350k a year`, `30-50%`; `don't know` says so."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Answer"),
        *MOVES,
    ]

    class Asked(Message):
        """The question is to be answered; `typed` is the first letter of the answer, or ""."""

        def __init__(self, question: Question, typed: str = "") -> None:
            super().__init__()
            self.question, self.typed = question, typed

    class Moved(Message):
        """The question beside this one is asked for."""

        def __init__(self, question: Question, step: int) -> None:
            super().__init__()
            self.question, self.step = question, step

    def __init__(self, place: int, item: ModelInput, own: Speaker | None, noted: Noted | None) -> None:
        super().__init__()
        self.place, self.item, self.own, self.noted = place, item, own, noted
        self.opened = False

    def show(self, item: ModelInput, own: Speaker | None, noted: Noted | None) -> None:
        """Another answer to the same question."""
        now, then = (item.spec, item.override, own, noted), (self.item.spec, self.item.override)
        if now != (*then, self.own, self.noted):
            self.item, self.own, self.noted = item, own, noted
            self.refresh(layout=True)

    def open(self, opened: bool) -> None:
        """Its field is there, or gone."""
        self.opened = opened
        self.refresh(layout=True)

    def render(self) -> Text:
        spec = self.item.spec
        mark, style = (
            ("●", "bold cyan") if self.own else ("○", "dim") if self.noted else (str(self.place), "bold")
        )
        if self._brief:
            return self._line(mark, style)
        text = Text.assemble((f"{mark} ", style), (spec.ask or spec.label, "" if self.noted else "bold"))
        value = f"{likely(self.item)} {unit(self.item)}".strip()
        spread = low_high(self.item)
        text.append(f"\n  {value}", style="cyan" if self.own else "")
        text.append(f"  {spread}" if spread else "", style="dim")
        text.append(f"  · {self._whose}", style="cyan" if self.own else "dim")
        return text

    @property
    def _brief(self) -> bool:
        """Whether there is room for one line only: what is asked in full is the question one stands on."""
        return self.app.size.height < LOW and not self.opened and not self.has_focus

    @property
    def _whose(self) -> str:
        known = {"kept": "evidence, kept", "unknown": "not known: evidence"}
        if self.own is None:
            return known.get(self.noted or "", f"evidence, {self.item.spec.grade}")
        typed = self.item.override.typed if self.item.override else ""
        return f"the {self.own}'s: “{typed}”" if typed else f"the {self.own}'s"

    def _line(self, mark: str, style: str) -> Text:
        value = f"{likely(self.item)} {unit(self.item)}".strip()
        known = {"kept": "kept", "unknown": "not known"}
        whose = f"{self.own}'s" if self.own else known.get(self.noted or "", self.item.spec.grade)
        room = max(8, self.content_size.width - 2 - cell_len(value) - WHOSE - 2)
        label = Text(self.item.spec.label, style="" if self.noted else "bold")
        label.truncate(room, overflow="ellipsis", pad=True)
        colour = "cyan" if self.own else "dim"
        return Text.assemble(
            (f"{mark} ", style),
            label,
            "  ",
            (value, "cyan" if self.own else ""),
            (whose.rjust(WHOSE), colour),
        )

    def on_focus(self) -> None:
        """Unfold."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Fold."""
        self.refresh(layout=True)

    def action_ask(self) -> None:
        """Open the field."""
        self.post_message(self.Asked(self))

    def on_key(self, event: events.Key) -> None:
        """A value that is typed is the answer to this question."""
        if begins_value(event):
            event.stop()
            event.prevent_default()
            self.post_message(self.Asked(self, event.character or ""))

    def action_move(self, step: int) -> None:
        """Go to a question above or below."""
        self.post_message(self.Moved(self, step))

    def on_click(self, event: events.Click) -> None:
        """A click opens the field."""
        event.stop()
        self.action_ask()


class InterviewPane(Pane):
    """The interview: it opens first on a new estimate."""

    CALLED = "The questions"
    HELP = "The first questions to put to the prospect. Each answer is simulated at once."

    class Answered(Message):
        """A question was answered; `noted` where the evidence stays."""

        def __init__(self, name: str, text: str, noted: Noted | None) -> None:
            super().__init__()
            self.name, self.text, self.noted = name, text, noted

    def __init__(self, check: Check, begin: str = "") -> None:
        """`begin`: the question to open first; "" for the first that nobody has put yet."""
        super().__init__()
        self._begin = begin
        self._check = check
        self._session: Session | None = None
        self._editor: Editor | None = None
        self.can_focus = False

    def compose(self) -> ComposeResult:
        yield OutsideView()
        yield Vertical(id="questions")
        yield Finish()

    def questions(self) -> list[Question]:
        """The questions in order."""
        return list(self.query(Question))

    def draw(self, view: View) -> None:
        """Show the answers of a session."""
        self.query_one(OutsideView).show(view)
        session = self._session = view.session
        items, noted = session.questions(), session.state.noted
        if [question.item.id for question in self.questions()] != [item.id for item in items]:
            self.call_later(self._fill, items)
            return
        for question, item in zip(self.questions(), items, strict=True):
            question.show(item, session.speaker(item), noted.get(item.id))
        finish = self.query_one(Finish)
        finish.display = finish.has_focus or self._next() is None  # the last answer may be on its way

    async def _fill(self, items: Sequence[ModelInput]) -> None:
        session = self._session
        if session is None:
            return
        noted = session.state.noted
        box = self.query_one("#questions", Vertical)
        self._editor = None
        await box.remove_children()
        await box.mount_all(
            Question(place, item, session.speaker(item), noted.get(item.id))
            for place, item in enumerate(items, 1)
        )
        self.query_one(Finish).display = self._next() is None
        begin = self._question(self._begin)
        if begin is not None:
            await self._open(begin)
        elif session.new:
            await self.ask_next()

    def answer(self, name: str) -> None:
        """Open a question as soon as the tab is shown."""
        question = self._question(name)
        if question is not None:
            self.call_after_refresh(question.action_ask)

    def _next(self, after: str | None = None, besides: str | None = None) -> Question | None:
        """The next question that nobody has put yet, besides one that is being answered."""
        questions = self.questions()
        start = next((k + 1 for k, q in enumerate(questions) if q.item.id == after), 0)
        return next(
            (q for q in questions[start:] if not q.own and q.noted is None and q.item.id != besides), None
        )

    async def ask_next(self) -> None:
        """Open the first question that nobody has put yet."""
        question = self._next()
        if question is not None:
            await self._open(question)

    def on_resize(self) -> None:
        """One line a question or more, as the terminal allows."""
        super().on_resize()
        for question in self.questions():
            question.refresh(layout=True)

    def _put(self, question: Question) -> Editor | None:
        """Move the field to a question, at once: keys that were typed already are of its answer.

        None where there is no field to move.
        """
        editor = self._editor
        if editor is None or not editor.is_attached:
            return None
        for one in self.questions():
            one.open(one is question)
        editor.ask(question.item.id, self._hint(question.item))
        self.query_one("#questions").move_child(editor, after=question)
        editor.scroll_visible()
        return editor

    async def _open(self, question: Question, typed: str = "") -> None:
        editor = self._put(question)
        if editor is None:
            question.open(True)
            item = question.item
            editor = self._editor = Editor(
                item.id, self._checked, self._taken, value=typed, hint=self._hint(item), begun=bool(typed)
            )
            await self.query_one("#questions").mount(editor, after=question)
            editor.scroll_visible()
        elif typed:
            editor.begin(typed)
        editor.go()

    def _shut(self, focus: Widget | None) -> None:
        """Take the field away and stand on a question."""
        editor, self._editor = self._editor, None
        for one in self.questions():
            one.open(False)
        if focus is not None:
            self.screen.set_focus(focus)
        if editor is not None:
            editor.remove()

    def _taken(self, name: str, text: str) -> None:
        noted: Noted | None = "unknown" if is_unknown(text) else None if text else "kept"
        self.post_message(self.Answered(name, text, noted))
        following = self._next(name) or self._next(besides=name)
        if following is None:
            finish = self.query_one(Finish)
            finish.display = True  # at once: it is gone to
            self._shut(finish)
        elif self._put(following) is None:
            self._shut(self._question(name))

    def _question(self, name: str) -> Question | None:
        return next((question for question in self.questions() if question.item.id == name), None)

    def _checked(self, name: str, text: str) -> str:
        return "not known: the evidence stays" if is_unknown(text) else self._check(name, text)

    @on(Question.Asked)
    async def _asked(self, event: Question.Asked) -> None:
        event.stop()
        await self._open(event.question, event.typed)

    @on(Question.Moved)
    def _moved(self, event: Question.Moved) -> None:
        event.stop()
        rows = (*self.questions(), self.query_one(Finish))
        move_focus([row for row in rows if row.display], event.question, event.step)

    @on(Editor.Cancelled)
    def _cancelled(self, event: Editor.Cancelled) -> None:
        event.stop()
        self._shut(self._question(event.name) or next(iter(self.questions()), None))

    def _hint(self, item: ModelInput) -> str:
        keeps = f"{likely(item)} {unit(item)}".strip()
        if self._session is None:
            return f"Enter keeps {keeps}"
        examples = Questioned.of_input(item, self._session.model, asked=True).examples()
        return f"Enter keeps {keeps} · or like {', '.join(examples)} · don't know"
