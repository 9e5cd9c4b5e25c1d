"""The first questions, one line each, answered in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from cases.estimate import Noted
from roi.answers import InputQuestion, is_unknown
from roi.model import ModelInput
from tui.app.state import View
from tui.app.widgets.densities import asked_value
from tui.app.widgets.editor import Check, Editor
from tui.app.widgets.pane import OutsideView, Pane
from tui.app.widgets.question import Question
from tui.app.widgets.row_keys import move_focus
from tui.desk.session import Session

# (input's id, text, `noted` where the evidence stays) → the session with the answer, taken over at once; None where
# it cannot be used.
Answered = Callable[[str, str, Noted | None], Session | None]
HINT_EDGES = 3  # columns beside the field, and one for its cursor


class InterviewPane(Pane):
    """The interview: it opens first on a new estimate."""

    CALLED = "The questions"
    HELP = "The first questions to put to the prospect. Each answer is simulated at once."

    def __init__(self, session: Session, check: Check, answered: Answered, begin: str = "") -> None:
        """`session`: whose questions are there from the first painting on.

        `begin`: the question to open first; "" for the first that nobody has put yet.
        """
        super().__init__()
        self._begin = begin
        self._check, self._answered = check, answered
        self._session = self._drawn = session  # as it is, and as the questions show it
        self._editor: Editor | None = None
        self.can_focus = False

    def compose(self) -> ComposeResult:
        yield OutsideView(counts=True)
        yield Vertical(*self._parts(), id="questions")
        yield Finish()

    def on_mount(self) -> None:
        """Go to the field, or to the first question where there is none."""
        self.query_one(Finish).display = self._next() is None
        if self._editor is not None:
            self._editor.scroll_visible()
            self._editor.go()
        elif self.screen.focused is None and self.questions():
            self.screen.set_focus(self.questions()[0])  # whoever came to the tab was before them

    def questions(self) -> list[Question]:
        """The questions in order."""
        return list(self.query(Question))

    def draw(self, view: View) -> None:
        """Show the answers of a session."""
        self.query_one(OutsideView).show(view)
        if view.session is self._drawn:
            return
        session = self._session = self._drawn = view.session
        items, noted = session.questions(), session.state.noted
        if [question.item.id for question in self.questions()] != [item.id for item in items]:
            self.call_later(self._fill)
            return
        for question, item in zip(self.questions(), items, strict=True):
            question.show(self._asked_of(item), session.speaker(item), noted.get(item.id))
        self.query_one(Finish).display = self._next() is None

    def _parts(self) -> Sequence[Question | Editor]:
        """The questions of the session, with the field below the one to begin with."""
        session = self._session
        noted = session.state.noted
        questions = [
            Question(place, self._asked_of(item), session.speaker(item), noted.get(item.id))
            for place, item in enumerate(session.questions(), 1)
        ]
        begin = next((each for each in questions if each.item.id == self._begin), None)
        begin = self._first_open(questions) if begin is None and session.new else begin
        # Together with its question, so that the list is laid out and painted once.
        editor = self._editor = None if begin is None else self._field(begin)
        return [
            part for each in questions for part in ((each, editor) if editor and each is begin else (each,))
        ]

    async def _fill(self) -> None:
        box, parts = self.query_one("#questions", Vertical), self._parts()
        await box.remove_children()
        await box.mount_all(parts)
        self.on_mount()

    def answer(self, name: str) -> None:
        """Open a question as soon as the tab is shown."""
        question = self._question(name)
        if question is not None:
            self.call_after_refresh(question.action_edit)

    def _next(self, after: str | None = None) -> Question | None:
        """The next question that nobody has put yet."""
        questions = self.questions()
        start = next((k + 1 for k, q in enumerate(questions) if q.item.id == after), 0)
        return self._first_open(questions[start:])

    def _first_open(self, questions: Sequence[Question]) -> Question | None:
        """The first that nobody has put yet, as the session has it: questions show an answer a little later."""
        session, noted = self._session, self._session.state.noted
        unput = {
            item.id for item in session.questions() if not session.speaker(item) and item.id not in noted
        }
        return next((each for each in questions if each.item.id in unput), None)

    async def ask_next(self) -> None:
        """Open the first question that nobody has put yet."""
        question = self._next()
        if question is not None:
            await self._open(question)

    def on_resize(self) -> None:
        """One line a question or more, as the terminal allows."""
        super().on_resize()
        for question in self.questions():
            question.fold()
            if question.opened and self._editor is not None:
                self._editor.hint(self._hint(question.item))

    def _put(self, question: Question) -> Editor | None:
        """Move the field to a question, at once: keys that were typed already are of its answer.

        None where there is no field to move.
        """
        editor = self._editor
        if editor is None or not editor.is_attached:
            return None
        for each in self.questions():
            each.open(each is question)
        editor.ask(question.item.id, self._hint(question.item))
        self.query_one("#questions").move_child(editor, after=question)
        editor.scroll_visible()
        return editor

    async def _open(self, question: Question, typed: str = "") -> None:
        editor = self._put(question)
        if editor is None:
            editor = self._editor = self._field(question, typed)
            await self.query_one("#questions").mount(editor, after=question)
            editor.scroll_visible()
        elif typed:
            editor.begin(typed)
        editor.go()

    def _field(self, question: Question, typed: str = "") -> Editor:
        """The field that stands below a question, which opens."""
        question.open(True)
        item = question.item
        return Editor(
            item.id, self._checked, self._taken, value=typed, hint=self._hint(item), begun=bool(typed)
        )

    def _shut(self, focus: Widget | None) -> None:
        """Take the field away and stand on a question."""
        editor, self._editor = self._editor, None
        for each in self.questions():
            each.open(False)
        if focus is not None:
            self.screen.set_focus(focus)
        if editor is not None:
            editor.remove()

    def _taken(self, name: str, text: str) -> None:
        noted: Noted | None = "unknown" if is_unknown(text) else None if text else "kept"
        session = self._answered(name, text, noted)
        if session is None:
            return
        self._session = session
        following = self._next(name) or self._next()
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

    @on(Question.Chosen)
    async def _chosen(self, event: Question.Chosen) -> None:
        event.stop()
        question = self._question(event.row.item.id)
        if question is not None:
            await self._open(question, event.typed)

    @on(Question.Moved)
    def _moved(self, event: Question.Moved) -> None:
        event.stop()
        rows = (*self.questions(), self.query_one(Finish))
        move_focus([row for row in rows if row.display], event.row, event.step)

    @on(Editor.Cancelled)
    def _cancelled(self, event: Editor.Cancelled) -> None:
        event.stop()
        self._shut(self._question(event.name) or next(iter(self.questions()), None))

    def _asked_of(self, item: ModelInput) -> InputQuestion:
        return InputQuestion.of_input(item, self._session.model, as_answer=True)

    def _hint(self, item: ModelInput) -> str:
        """What may be typed, in as many words as the field has columns for, once it has some."""
        question = self._asked_of(item)
        each, span = question.examples()
        room = self.query_one("#questions").content_size.width - HINT_EDGES if self.is_mounted else 0
        hints = (
            f"Enter keeps {asked_value(question)} · or like {each}, {span} · don't know",
            f"Enter keeps it · or like {each}, {span} · don't know",
            f"Enter keeps it · or like {each} · don't know",
            f"Enter keeps it · or like {each}",
        )
        return next((hint for hint in hints if cell_len(hint) <= room), "Enter keeps it")


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
