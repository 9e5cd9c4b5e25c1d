"""The estimate screen's work: simulations and studies in threads, their results as messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

from textual import on
from textual.reactive import Reactive
from textual.widget import Widget
from textual.worker import Worker, WorkerState, get_current_worker

from roi.errors import RoiError
from tui.app.autosave import Autosave
from tui.app.screens.dialogs import Told
from tui.app.screens.editing import Editing
from tui.app.state import View
from tui.app.workers.simulator import Bench, Failed, Job, Post, Result, Simulated, simulate
from tui.app.workers.studies import Studied, StudyJob, work_off
from tui.desk.redaction import without_folders
from tui.desk.session import Session
from tui.desk.studies import Basis, Study

AUTOSAVE_AFTER = 1.0  # seconds of quiet
HELD = 0.12  # seconds that the painting of a change waits at most for its answer
SETTLING = 0.004  # seconds in which widgets that show an answer have told the screen so


class Working(Editing):
    """Keeps the view; a change starts a simulation, which the next change cancels."""

    # What gains or loses the focus paints itself: the whole screen need not be painted for it.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.view = View(session, present=bool(getattr(self.app, "present", False)))
        self.autosave = Autosave()
        self.bench = Bench()
        self.number = 0
        self._studying: frozenset[Study[Any]] = frozenset()
        self._held = ExitStack()

    @property
    def session(self) -> Session:
        """The session shown."""
        return self.view.session

    def job(self) -> Job:
        """What to simulate now."""
        settings = self.session.settings
        return Job(self.number, self.session.model, settings.draws, settings.seed, settings.sampler)

    def final_result(self) -> Result | None:
        """The result in full, where it is there and of the estimate as it is."""
        result = self.view.result
        return result if result is not None and result.final and not self.view.stale else None

    def begin(self) -> None:
        """Simulate the session as it is; whatever still runs is of yesterday."""
        self.number += 1
        self.forget_studies()
        self.view = replace(self.view, stale=True)
        job = self.job()
        self.in_thread("simulate", partial(_simulate, job, self.post_message, self.bench), exclusive=True)
        if self.view.result is not None:
            self._hold()

    def _hold(self) -> None:
        """Paint what is changed together with its answer, if that comes soon: two paintings take twice as long."""
        self._held.close()
        held = self._held = ExitStack()
        held.enter_context(self.app.batch_update())
        self.app.set_timer(HELD, held.close, name="held")  # of the app: it ends though the screen is left

    def forget_studies(self) -> None:
        """What was studied is of yesterday, and so is what is being studied."""
        self.stop_studies()
        self.view = replace(self.view, studies={})

    def stop_studies(self) -> None:
        """Whatever is being studied is no longer waited for."""
        self.workers.cancel_group(self, "study")
        self._studying = frozenset()

    def in_thread(self, group: str, work: Callable[[], None], *, exclusive: bool) -> None:
        """Run work beside the screen; `exclusive` cancels what still runs of its group."""
        # Without a description the toolkit makes one of the work's repr: all of the model, in tenths of a second.
        self.run_worker(
            work, name=group, group=group, description=group, thread=True, exclusive=exclusive,
            exit_on_error=False,
        )  # fmt: skip

    def needs(self) -> Sequence[Study[Any]]:
        """Studies that the shown tab waits for."""
        return ()

    def show_result(self) -> None:
        """Put the view on the screen."""

    def study_what_is_needed(self) -> None:
        """Start the studies of the shown tab that are neither done nor on their way."""
        result = self.final_result()
        if result is None:
            return
        missing = [n for n in self.needs() if n not in self.view.studies and n not in self._studying]
        if not missing:
            return
        self._studying |= frozenset(missing)
        job = StudyJob(self.number, Basis(result.run, self.session, self.view.cut), tuple(missing))
        self.in_thread("study", partial(_study, job, self.post_message), exclusive=False)

    @on(Simulated)
    def _simulated(self, event: Simulated) -> None:
        event.stop()
        if event.result.job.number != self.number:
            return
        self.view = replace(self.view, result=event.result, stale=False)
        self.show_result()
        self.set_timer(SETTLING, partial(self._paint, event), name="settling")
        self.study_what_is_needed()

    def _paint(self, event: Simulated) -> None:
        self._held.close()
        self.call_after_refresh(event.painted.set)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        event.stop()
        self._held.close()
        if event.number == self.number:
            hint = event.error.hint or "Take the last change back with Ctrl+Z."
            error = RoiError(event.error.message, event.error.where, hint)
            self.app.push_screen(Told("It cannot be simulated", error, present=self.view.present))

    @on(Studied)
    def _studied(self, event: Studied) -> None:
        event.stop()
        if event.job.number == self.number and event.job.basis.cut == self.view.cut:
            self.view = replace(self.view, studies={**self.view.studies, event.study: event.found})
            self.show_result()

    @on(Worker.StateChanged)
    def _worker_ended(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends in a dialog too; the app stays up."""
        if event.state is WorkerState.ERROR:
            found = event.worker.error
            if event.worker.group == "autosave":  # no reason to stop anybody's typing
                text = without_folders(str(found)) if self.view.present else str(found)
                self.notify(text, title="Not kept for a crash", severity="warning")
                return
            message = f"{event.worker.group} ended with {type(found).__name__}: {found}"
            error = RoiError(message, hint="Take the last change back with Ctrl+Z; nothing is lost.")
            self.app.push_screen(Told("Something failed", error, present=self.view.present))

    def keep_safe(self) -> None:
        """Write the autosave now."""
        self.autosave.write(self.session.text(), self.session.path)

    def keep_unsaved(self) -> None:
        """Write the autosave now, where something would be lost."""
        if self.session.dirty:
            self.keep_safe()

    def autosave_soon(self) -> None:
        """Keep the estimate where a crash cannot reach it, once typing rests."""
        self.set_timer(AUTOSAVE_AFTER, partial(self._autosave, self.session), name="autosave")

    def _autosave(self, session: Session) -> None:
        if session is self.session and session.dirty:
            work = partial(_write_autosave, self.autosave, session)
            self.in_thread("autosave", work, exclusive=True)


def _simulate(job: Job, post: Post, bench: Bench) -> None:
    simulate(job, post, lambda: get_current_worker().is_cancelled, bench)


def _study(job: StudyJob, post: Post) -> None:
    work_off(job, post, lambda: get_current_worker().is_cancelled)


def _write_autosave(autosave: Autosave, session: Session) -> None:
    autosave.write(session.text(), session.path)
