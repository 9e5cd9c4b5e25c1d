"""Jobs of a screen: frozen values go to threads, messages come back, and only those of the last change count."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import App
from textual.message import Message
from textual.screen import Screen

from roi.sim.cuts import CASH, SOFT
from tests.tui.app.pilots import CASE, until
from tui.app.screens.jobs import Jobs
from tui.app.workers.simulator import Simulated
from tui.app.workers.studies import Studied, StudyJob
from tui.desk.opened import opened
from tui.desk.studies import DriversStudy, EvidenceStudy, StudyBasis

SESSION = opened(CASE).describe(draws=4_096)


class Bare(Screen[None]):
    """A screen that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs(self)
        self.heard: list[Message] = []

    @on(Simulated)
    @on(Studied)
    def hear(self, event: Simulated | Studied) -> None:
        self.heard.append(event)

    def studied(self) -> list[Studied]:
        return [message for message in self.heard if isinstance(message, Studied)]


class BareApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return Bare()


async def test_the_answer_is_of_the_session_that_was_given() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        screen.jobs.simulate(SESSION.edit("fee", "0.3"))
        screen.jobs.simulate(SESSION, lambda: None)
        await until(pilot, lambda: screen.heard and screen.heard[-1].result.job.number == 2, "the second")
        assert screen.heard[-1].result.job.model is SESSION.model
        assert screen.jobs.number == 2


async def test_a_study_is_started_once_and_carries_the_benefits_that_counted() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        screen.jobs.simulate(SESSION)
        await until(pilot, lambda: bool(screen.heard), "the result")
        result = screen.heard[0].result
        for _ in range(2):
            screen.jobs.study(result, SESSION, CASH, [DriversStudy(), EvidenceStudy()])
        await until(pilot, lambda: len(screen.studied()) == 2, "both studies")
        assert [studied.study for studied in screen.studied()] == [DriversStudy(), EvidenceStudy()]
        event = screen.studied()[0]
        assert screen.jobs.is_current(event, CASH)
        assert not screen.jobs.is_current(event, SOFT)
        older = Studied(StudyJob(0, StudyBasis(result.run, SESSION, CASH), ()), DriversStudy(), ())
        assert not screen.jobs.is_current(older, CASH)
        screen.jobs.stop_studies()
        screen.jobs.study(result, SESSION, CASH, [DriversStudy()])
        await until(pilot, lambda: len(screen.studied()) == 3, "it again")


async def test_only_what_would_be_lost_is_kept_for_a_crash() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        screen.jobs.autosave_now(SESSION.written(CASE))
        assert not screen.jobs.autosave.path.exists()
        screen.jobs.autosave_now(SESSION)
        await until(pilot, screen.jobs.autosave.path.is_file, "the autosave")
        screen.jobs.autosave.clear()
