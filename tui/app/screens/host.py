"""A screen with an estimate on it: its view, the answers of its jobs, and what its parts ask of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from textual import events, on
from textual.worker import Worker, WorkerState

from roi.errors import RoiError
from tui.app.screens.dialogs import Choose, Form, Told
from tui.app.screens.editing import Editing
from tui.app.screens.jobs import Jobs
from tui.app.screens.once import ask_once
from tui.app.state import View
from tui.app.widgets.pane import Pane
from tui.app.workers.simulator import JobFailed, Simulated, SimulationResult
from tui.app.workers.studies import Studied
from tui.desk.redaction import without_folders
from tui.desk.session import Session
from tui.desk.studies import Study


class Host(Editing):
    """A screen with an estimate: its view, and the threads that work for it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.view = View(session, present=bool(getattr(self.app, "present", False)))
        self.jobs = Jobs(self)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """As it comes up first all its parts were styled a moment ago, when they were made."""
        event.refresh_styles &= self.stack_updates > 0

    @property
    def session(self) -> Session:
        """The session shown."""
        return self.view.session

    def final_result(self) -> SimulationResult | None:
        """The result in full, where it is there and of the estimate as it is."""
        result = self.view.result
        return result if result is not None and result.final and not self.view.stale else None

    def tell(self, title: str, error: RoiError) -> None:
        """What went wrong and how to mend it."""
        self.app.push_screen(Told(title, error, present=self.view.present))

    def attempted(self, what: str, change: Callable[[], Session]) -> Session | None:
        """The session with a change, taken over; None where it cannot be."""
        try:
            session = change()
        except RoiError as error:
            self.tell(f"{what} cannot be used", error)
            return None
        if session is not self.session:
            self.take(session)
        return session

    def take(self, session: Session) -> None:
        """Have another session, and simulate it where its result is another; nothing is shown of it yet."""
        before, self.view = self.session, replace(self.view, session=session)
        if session.model is not before.model or session.settings != before.settings:
            self.begin()

    def begin(self) -> None:
        """Simulate the session as it is; what was known of another is of yesterday."""
        self.view = replace(self.view, stale=True, studies={})
        self.jobs.simulate(self.session, None if self.view.result is None else self.show_change)

    def forget_studies(self) -> None:
        """What was studied is of yesterday, and so is what is being studied."""
        self.jobs.stop_studies()
        self.view = replace(self.view, studies={})

    def study_what_is_needed(self) -> None:
        """Start the studies of the shown tab that are neither done nor on their way."""
        result = self.final_result()
        if result is not None:
            missing = [study for study in self.needs() if study not in self.view.studies]
            self.jobs.study(result, self.session, self.view.cut, missing)

    def keep_safe(self) -> None:
        """Write the autosave now."""
        self.jobs.autosave.write(self.session.text(), self.session.path, self.session.disk)

    def keep_unsaved(self) -> None:
        """Write the autosave now, where something would be lost."""
        if self.session.dirty:
            self.keep_safe()

    def autosave_soon(self) -> None:
        """Keep the estimate where a crash cannot reach it, once typing rests."""
        self.jobs.autosave_soon(self.session, lambda: self.session)

    @on(Simulated)
    def _simulated(self, event: Simulated) -> None:
        event.stop()
        if event.result.job.number != self.jobs.number:
            event.painted.set()  # nobody waits for it
            return
        self.view = replace(self.view, result=event.result, stale=False)
        self.show_result()
        self.jobs.settle(event)
        self.study_what_is_needed()
        if event.result.final:
            self.jobs.prepare_tabs()

    @on(JobFailed)
    def _failed(self, event: JobFailed) -> None:
        event.stop()
        if event.number == self.jobs.number:
            self.show_change()
            self.jobs.let_paint()
            hint = event.error.hint or "Take the last change back with Ctrl+Z."
            error = RoiError(event.error.message, event.error.where, hint)
            self.app.push_screen(Told("It cannot be simulated", error, present=self.view.present))

    @on(Studied)
    def _studied(self, event: Studied) -> None:
        event.stop()
        if self.jobs.is_current(event, self.view.cut):
            self.view = replace(self.view, studies={**self.view.studies, event.study: event.result})
            self.show_result()

    @on(Worker.StateChanged)
    def _worker_ended(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends in a dialog too; the app stays up."""
        if event.state is WorkerState.ERROR:
            failure = event.worker.error
            if event.worker.group == "autosave":  # no reason to stop anybody's typing
                text = without_folders(str(failure)) if self.view.present else str(failure)
                self.notify(text, title="Not kept for a crash", severity="warning")
                return
            message = f"{event.worker.group} ended with {type(failure).__name__}: {failure}"
            error = RoiError(message, hint="Take the last change back with Ctrl+Z; nothing is lost.")
            self.app.push_screen(Told("Something failed", error, present=self.view.present))

    @on(Pane.Choice)
    def _choice(self, event: Pane.Choice) -> None:
        ask_once(self, self._choose(event))

    @on(Pane.Entry)
    def _entry(self, event: Pane.Entry) -> None:
        ask_once(self, self._enter(event))

    async def _choose(self, event: Pane.Choice) -> None:
        chosen = await self.app.push_screen_wait(Choose(event.title, event.options, event.current))
        if chosen is not None:
            event.take(chosen)

    async def _enter(self, event: Pane.Entry) -> None:
        fields = [("entry", event.label, event.text)]
        form = Form(event.title, fields, lambda typed: event.check(typed["entry"]), note=event.note)
        typed = await self.app.push_screen_wait(form)
        if typed is not None:
            event.take(typed["entry"])

    @abstractmethod
    def needs(self) -> Sequence[Study[Any]]:
        """Studies that what is shown waits for."""

    @abstractmethod
    async def commit(self, session: Session) -> None:
        """Take another session over: simulate it, and show what is known of it."""

    @abstractmethod
    def show_change(self) -> None:
        """Put on the screen what has changed, without an answer to it."""

    @abstractmethod
    def show_result(self) -> None:
        """Put the view on the screen."""

    @abstractmethod
    def chosen_input(self) -> str | None:
        """The input that has the focus, in the list or as a question."""
