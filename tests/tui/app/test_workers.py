"""What runs beside the screen: frozen values in, messages out, no widget in reach."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.message import Message
from textual.widget import Widget

import roi
from roi import RoiError
from roi.analysis.compare import Candidate, compare
from roi.analysis.drivers import tornado
from roi.analysis.gate import gate
from roi.analysis.information import choice_questions
from roi.analysis.solve import Target
from roi.analysis.twoway import two_way
from roi.model import resolve
from roi.sim.cuts import HEADLINE
from tests.tui.app.pilots import CASE, edit, piloted, settled, show_tab, without_options
from tui.app.app import RoiApp
from tui.app.autosave import Autosave, lost, recents, remember
from tui.app.workers import simulator
from tui.app.workers.simulator import Job, JobFailed, Progressed, Simulated, _run, simulate
from tui.app.workers.studies import Studied, StudyJob, work_off
from tui.desk.opened import opened
from tui.desk.session import Session
from tui.desk.studies import (
    QUICK_DRAWS,
    BreakEvenStudy,
    ChoiceStudy,
    ComparisonStudy,
    DriversStudy,
    ProspectsStudy,
    Study,
    StudyBasis,
    TwoInputsStudy,
    comparison,
)

SESSION = opened(CASE)
JOB = Job(1, SESSION.model, 16_384, 1, "sobol")


@pytest.fixture(autouse=True)
def _no_run_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it is seen how it goes, step by step."""
    monkeypatch.setattr(simulator, "_run", _run)


def test_few_draws_first_then_all_of_them() -> None:
    posted: list[Message] = []
    simulate(JOB, posted.append, lambda: False)
    results = [message.result for message in posted if isinstance(message, Simulated)]
    assert [(result.run.draws_used, result.final) for result in results] == [
        (QUICK_DRAWS, False),
        (16_384, True),
    ]
    done = [message.done for message in posted if isinstance(message, Progressed)]
    assert done == sorted(done)
    assert done[-1] == 16_384
    again = roi.simulate(SESSION.model, draws=16_384, seed=1).summary()
    assert results[1].summary.metrics["headline"]["npv"] == again.metrics["headline"]["npv"]
    with pytest.raises(FrozenInstanceError):
        results[0].final = True  # type: ignore[misc]


def test_a_cancelled_job_stops_between_blocks_and_says_nothing_more() -> None:
    posted: list[Message] = []
    calls = iter(range(1_000))
    simulate(JOB, posted.append, lambda: next(calls) >= 5)
    assert sum(isinstance(message, Simulated) for message in posted) <= 1
    assert not any(isinstance(message, Simulated) and message.result.final for message in posted)
    assert next(calls) < 8


def test_what_cannot_be_simulated_is_told() -> None:
    posted: list[Message] = []
    simulate(replace(JOB, sampler="dice"), posted.append, lambda: False)
    assert isinstance(posted[-1], JobFailed)
    assert "dice" in str(posted[-1].error)


def test_studies_post_what_they_found_or_why_not() -> None:
    posted: list[Message] = []
    simulate(replace(JOB, draws=4_096), posted.append, lambda: False)
    result = next(message.result for message in posted if isinstance(message, Simulated))
    snapshots = ComparisonStudy("snapshots")
    wanted = (ProspectsStudy(), BreakEvenStudy(), DriversStudy(), snapshots)
    work_off(StudyJob(1, StudyBasis(result.run, SESSION, HEADLINE), wanted), posted.append, lambda: False)
    results = {message.study: message.result for message in posted if isinstance(message, Studied)}
    assert set(results) == set(wanted)
    assert isinstance(results[snapshots], RoiError)


def finished(
    studies: Sequence[Study[Any]], session: Session = SESSION, draws: int = 4_096
) -> dict[Study[Any], Any]:
    """What studies of a session find."""
    posted: list[Message] = []
    run = roi.simulate(session.model, draws=draws, seed=1)
    job = StudyJob(1, StudyBasis(run, session, HEADLINE), tuple(studies))
    work_off(job, posted.append, lambda: False)
    return {message.study: message.result for message in posted if isinstance(message, Studied)}


def test_a_table_of_two_inputs_takes_the_strongest_drivers_unless_others_are_chosen() -> None:
    tables = [TwoInputsStudy(), TwoInputsStudy("fee", "", "probability"), TwoInputsStudy("wage", "minutes")]
    grids = finished(tables)
    swings = [swing.item.id for swing in tornado(SESSION.model) if not swing.item.spec.luck]
    shown = [(grids[table].across.id, grids[table].down.id) for table in tables]
    assert shown == [tuple(swings[:2]), ("fee", swings[0]), ("wage", "minutes")]
    run = roi.simulate(SESSION.model, draws=4_096, seed=1)
    again = two_way(run, "wage", "minutes", Target(at="p50"))
    np.testing.assert_array_equal(grids[tables[2]].values, again.values)
    chances = grids[tables[1]].values
    assert ((chances >= 0) & (chances <= 1)).all()
    wrong = finished([TwoInputsStudy("luck", "fee"), TwoInputsStudy("nothing", "fee")])
    assert ["luck" in str(error) or "no input" in str(error) for error in wrong.values()] == [True, True]


def test_the_choice_is_that_of_the_command(tmp_path: Path) -> None:
    session = opened(piloted(tmp_path))
    choosing = finished([ChoiceStudy()], session)[ChoiceStudy()]
    case = session.model.case
    models = {"now": resolve(case), **{name: resolve(case, option=name) for name in case.options}}
    again = compare([Candidate(*pair) for pair in models.items()], draws=session.settings.draws, seed=1)
    standings, wanted = (
        [replace(standing, model=None) for standing in base.standings]
        for base in (choosing.comparison, again)
    )
    assert standings == wanted
    assert choosing.gates == (gate(again, "pilot", "now"),)
    asking = choice_questions(again)
    assert [question.value for question in choosing.questions.ranked] == [
        question.value for question in asking.ranked
    ]
    assert choosing.questions.ranked
    from_pilot = finished([ChoiceStudy()], session.choose(option="pilot"))[
        ChoiceStudy()
    ]  # now the estimate is the pilot
    assert [(decided.name, decided.full) for decided in from_pilot.gates] == [("now", "case")]
    assert "no options" in str(finished([ChoiceStudy()], opened(without_options(tmp_path)))[ChoiceStudy()])
    brochure = finished([ChoiceStudy(), TwoInputsStudy()], SESSION.choose(preset="brochure"))
    assert ["does not state all costs" in str(error) for error in brochure.values()] == [True, True]


@pytest.mark.parametrize(
    "study", [ChoiceStudy(), ProspectsStudy(), ComparisonStudy("options"), TwoInputsStudy()]
)
def test_a_study_that_is_cancelled_stops_at_its_next_step_and_says_nothing(study: Study[Any]) -> None:
    posted: list[Message] = []
    run = roi.simulate(SESSION.model, draws=4_096, seed=7)  # that no test has answered
    calls = iter(range(1_000))
    job = StudyJob(1, StudyBasis(run, SESSION, HEADLINE), (study, DriversStudy()))
    work_off(job, posted.append, lambda: next(calls) >= 2)
    assert posted == []
    assert next(calls) == 3  # once before it, twice from within


def test_a_study_stops_at_the_next_block_of_draws_wherever_it_is() -> None:
    posted: list[Message] = []
    run = roi.simulate(SESSION.model, draws=4_096, seed=7)  # that no test has answered
    calls = iter(range(1_000))
    job = StudyJob(1, StudyBasis(run, SESSION, HEADLINE), (ProspectsStudy(), DriversStudy()))
    work_off(job, posted.append, lambda: next(calls) >= 12)
    assert posted == []
    assert next(calls) == 13  # nothing is asked any more


def test_candidates_are_compared_on_the_same_draws() -> None:
    compared = comparison(SESSION.edit("fee", "0.3").keep("dear"), "snapshots", HEADLINE)
    assert compared.difference("now", "dear").spread.mean.value == 0
    presets = comparison(SESSION, "presets", HEADLINE)
    assert [candidate.name for candidate in presets.candidates] == ["now", "brochure", "cautious"]


async def test_no_widget_is_touched_from_a_worker(app: RoiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[int] = set()
    refresh = Widget.refresh

    def watched(self: Widget, *arguments: object, **keywords: object) -> Widget:
        threads.add(threading.get_ident())
        return refresh(self, *arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(Widget, "refresh", watched)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await edit(pilot, "fee", "0.3")
        await settled(pilot)
        await show_tab(pilot, "drivers")
    assert threads == {threading.get_ident()}


def test_autosaves_of_dead_sessions_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    autosave = Autosave(tmp_path)
    autosave.write("[estimate]\n", tmp_path / "acme.toml")
    assert lost(tmp_path) == ()  # this process runs
    dead = autosave.path.with_name("999999999-ab.toml")
    autosave.path.rename(dead)
    (kept,) = lost(tmp_path)
    assert (kept.autosave, kept.path) == (dead, tmp_path / "acme.toml")
    dead.write_text("not an autosave")
    assert lost(tmp_path) == ()


def test_an_autosave_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "autosave").write_text("in the way")
    with pytest.raises(RoiError, match="autosave"):
        Autosave(tmp_path).write("", None)


def test_recent_files(tmp_path: Path) -> None:
    files = [tmp_path / f"{k}.toml" for k in range(10)]
    for path in files:
        path.write_text("")
        remember(path, "t", tmp_path)
    assert [recent.path for recent in recents(tmp_path)] == files[:1:-1]
    files[9].unlink()
    assert recents(tmp_path)[0].path == files[8]
    (tmp_path / "recent.json").write_text("{broken")
    assert recents(tmp_path) == ()
