"""What the estimate screen has worked out beside itself: simulations, studies, autosaves, each in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.worker import get_current_worker

from roi.sim.cuts import Cut
from tui.app.autosave import Autosave
from tui.app.screens.tab_contents import import_contents
from tui.app.workers.simulator import Bench, Job, Post, Simulated, SimulationResult, simulate
from tui.app.workers.studies import Studied, StudyJob, work_off
from tui.desk.session import Session
from tui.desk.studies import Study, StudyBasis

AUTOSAVE_AFTER = 1.0  # seconds of quiet
HELD = 0.25  # seconds that the painting of a change waits at most for its answer
SETTLING = 0.004  # seconds in which widgets that show an answer have told the screen so


class Jobs:
    """Frozen jobs out, messages to the screen back; a change starts a simulation, which the next change cancels.

    Nothing here reads a widget: a job carries all that its thread needs.
    """

    def __init__(self, screen: Screen[None]) -> None:
        self.number = 0  # of the last simulation
        self.autosave = Autosave()
        self._screen = screen
        self._bench = Bench()
        self._studies: tuple[StudyJob, ...] = ()  # that are waited for
        self._held = ExitStack()
        self.holding = False  # whether the painting of a change waits for its answer
        self._prepared = False

    def job(self, session: Session) -> Job:
        """What to simulate of a session now."""
        settings = session.settings
        return Job(self.number, session.model, settings.draws, settings.seed, settings.sampler)

    def simulate(self, session: Session, late: Callable[[], None] | None = None) -> None:
        """Simulate a session; whatever still runs is of yesterday.

        `late`: paint what is changed together with its answer, since twice takes twice as long; where it does not
        come soon, this shows the change alone.
        """
        self.number += 1
        self.stop_studies()
        work = partial(_simulate, self.job(session), self._screen.post_message, self._bench)
        self._in_thread("simulate", work, exclusive=True)
        self._held.close()
        self.holding = late is not None
        if late is not None:
            held = self._held = ExitStack()
            held.enter_context(self._screen.app.batch_update())
            # Of the app: it ends though the screen is left.
            self._screen.app.set_timer(HELD, partial(self._paint_late, held, late), name="held")

    def _paint_late(self, held: ExitStack, late: Callable[[], None]) -> None:
        if held is self._held and self.holding and self._screen.is_attached:
            self.holding = False
            late()
        held.close()

    def settle(self, answer: Simulated) -> None:
        """Paint an answer that the widgets were just given, and tell its thread when it stands there."""
        self._screen.set_timer(SETTLING, partial(self._paint, answer), name="settling")

    def _paint(self, answer: Simulated) -> None:
        self.let_paint()
        self._screen.call_after_refresh(answer.painted.set)

    def let_paint(self) -> None:
        """No answer comes that painting would wait for."""
        self.holding = False
        self._held.close()

    def study(
        self, result: SimulationResult, session: Session, cut: Cut, missing: Sequence[Study[Any]]
    ) -> None:
        """Start those studies of a result that are not on their way."""
        studying = {study for job in self._studies for study in job.studies}
        wanted = tuple(study for study in missing if study not in studying)
        if wanted:
            job = StudyJob(self.number, StudyBasis(result.run, session, cut), wanted)
            self._studies += (job,)
            self._in_thread("study", partial(_study, job, self._screen.post_message), exclusive=False)

    def prepare_tabs(self) -> None:
        """Import what the other tabs hold, once, when nobody waits for a result."""
        if not self._prepared:
            self._prepared = True
            self._in_thread("prepare", import_contents, exclusive=False)

    def stop_studies(self) -> None:
        """Whatever is being studied is no longer waited for."""
        self._screen.workers.cancel_group(self._screen, "study")
        self._studies = ()

    def is_current(self, event: Studied, cut: Cut) -> bool:
        """Whether a study is of those that are waited for, and of the benefits that count now."""
        return any(job is event.job for job in self._studies) and event.job.basis.cut == cut

    def autosave_soon(self, session: Session, current: Callable[[], Session]) -> None:
        """Keep a session where a crash cannot reach it, once typing rests; `current`: the one shown then."""

        def keep() -> None:
            if current() is session:
                self.autosave_now(session)

        self._screen.set_timer(AUTOSAVE_AFTER, keep, name="autosave")

    def autosave_now(self, session: Session) -> None:
        """The same at once, where something would be lost."""
        if session.dirty:
            write = partial(_write_autosave, self.autosave, session, self.autosave.turn())
            self._in_thread("autosave", write, exclusive=True)

    def _in_thread(self, group: str, work: Callable[[], None], *, exclusive: bool) -> None:
        """Run work beside the screen; `exclusive` cancels what still runs of its group."""
        # Without a description the toolkit makes one of the work's repr: all of the model, in tenths of a second.
        self._screen.run_worker(
            work, name=group, group=group, description=group, thread=True, exclusive=exclusive,
            exit_on_error=False,
        )  # fmt: skip


def _simulate(job: Job, post: Post, bench: Bench) -> None:
    simulate(job, post, lambda: get_current_worker().is_cancelled, bench)


def _study(job: StudyJob, post: Post) -> None:
    work_off(job, post, lambda: get_current_worker().is_cancelled)


def _write_autosave(autosave: Autosave, session: Session, turn: int) -> None:
    autosave.write(session.text(), session.path, session.disk, turn)
