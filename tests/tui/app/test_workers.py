"""What runs beside the screen: frozen values in, messages out, no widget in reach."""

from __future__ import annotations

import threading
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from textual.message import Message
from textual.widget import Widget

import roi
from roi import RoiError
from tests.tui.app.pilots import CASE, edit, settled, show_tab
from tui.app import RoiApp
from tui.autosave import Autosave, lost, recents, remember
from tui.session import opened
from tui.simulator import QUICK_DRAWS, Failed, Job, Progressed, Simulated, simulate
from tui.study import Studied, comparison, study, tasks

SESSION = opened(CASE)
JOB = Job(1, SESSION.model, 16_384, 1, "sobol")


def test_few_draws_first_then_all_of_them() -> None:
    posted: list[Message] = []
    simulate(JOB, posted.append, lambda: False)
    results = [one.result for one in posted if isinstance(one, Simulated)]
    assert [(one.run.draws_used, one.final) for one in results] == [(QUICK_DRAWS, False), (16_384, True)]
    done = [one.done for one in posted if isinstance(one, Progressed)]
    assert done == sorted(done)
    assert done[-1] == 16_384
    again = roi.simulate(SESSION.model, draws=16_384, seed=1).summary()
    assert results[1].summary.metrics["headline"]["npv"] == again.metrics["headline"]["npv"]
    with pytest.raises(FrozenInstanceError):
        results[0].final = True  # type: ignore[misc]


def test_a_cancelled_job_stops_between_blocks_and_says_nothing_more() -> None:
    posted: list[Message] = []
    asked = iter(range(1_000))
    simulate(JOB, posted.append, lambda: next(asked) >= 5)
    assert sum(isinstance(one, Simulated) for one in posted) <= 1
    assert not any(isinstance(one, Simulated) and one.result.final for one in posted)
    assert next(asked) < 8


def test_what_cannot_be_simulated_is_told() -> None:
    posted: list[Message] = []
    simulate(replace(JOB, sampler="dice"), posted.append, lambda: False)
    assert isinstance(posted[-1], Failed)
    assert "dice" in str(posted[-1].error)


def test_studies_post_what_they_found_or_why_not() -> None:
    posted: list[Message] = []
    simulate(replace(JOB, draws=4_096), posted.append, lambda: False)
    result = next(one.result for one in posted if isinstance(one, Simulated))
    wanted = tasks(result, SESSION, "headline", ("break_even", "drivers", "compare:snapshots"))
    study(1, "headline", wanted, posted.append, lambda: False)
    found = {one.name: one.found for one in posted if isinstance(one, Studied)}
    assert set(found) == {"break_even", "drivers", "compare:snapshots"}
    assert isinstance(found["compare:snapshots"], RoiError)


def test_candidates_are_compared_on_the_same_draws() -> None:
    found = comparison(SESSION.edit("fee", "0.3").keep("dear"), "snapshots", "headline")
    assert found.difference("now", "dear").spread.mean.value == 0
    presets = comparison(SESSION, "presets", "headline")
    assert [one.name for one in presets.candidates] == ["now", "brochure", "cautious"]


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
    (found,) = lost(tmp_path)
    assert (found.autosave, found.path) == (dead, tmp_path / "acme.toml")
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
    assert [one.path for one in recents(tmp_path)] == files[:1:-1]
    files[9].unlink()
    assert recents(tmp_path)[0].path == files[8]
    (tmp_path / "recent.json").write_text("{broken")
    assert recents(tmp_path) == ()
