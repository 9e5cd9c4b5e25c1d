"""The app in a frozen world: its data folder is temporary, the cursor does not blink, nothing is the user's.

In tests marked `few_draws` an estimate begins with as many as its first answer has: what is pressed and where it
stands is the same, and studies take a quarter of the time.

There is no terminal: what a frame would change on it is not worked out, a third of the time of a journey, but in
tests marked `painted`.  What stands on the screen is painted whenever a test asks for it (`pilots.painted`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor

import roi
import tui.app.app
import tui.desk.opening
from cases.estimate import Estimate
from roi.case import Case
from roi.progress import Progress
from tests.support.answers import Answers
from tests.tui.app.pilots import CASE, unpainted
from tui.app.workers import simulator
from tui.app.workers.simulator import Bench, Job
from tui.desk.opening import _fresh
from tui.desk.studies import QUICK_DRAWS, Study, StudyBasis

_RUNS = 16  # that are remembered, of some megabytes each


def _with_few_draws(case: Case, given: str, fresh: Callable[[Case, str], Estimate] = _fresh) -> Estimate:
    estimate = fresh(case, given)
    return replace(estimate, settings=replace(estimate.settings, draws=QUICK_DRAWS))


@pytest.fixture(scope="session", autouse=True)
def _studies_are_worked_out_once() -> Iterator[None]:
    """Two hundred tests begin with one estimate; a study of an equal model finds the same, and is remembered."""
    known: dict[Study[Any], Answers] = {}
    worked_out = Study.of

    def remembered(study: Study[Any], basis: StudyBasis, progress: Progress) -> object:
        prepared = basis.run.prepared
        question = prepared.model, prepared.sampling, basis.cut, basis.session.estimate
        answers = known.setdefault(study, Answers())
        return answers.to(question, lambda: worked_out(study, basis, progress))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Study, "of", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _runs_are_worked_out_once() -> Iterator[None]:
    """What a job of an equal model came to, unless a test has put something in the place of `roi.simulate`."""
    known, worked_out, simulate = Answers(_RUNS), simulator._run, roi.simulate

    def remembered(job: Job, draws: int, progress: Progress, bench: Bench) -> roi.Run:
        def run() -> roi.Run:
            return worked_out(job, draws, progress, bench)

        if roi.simulate is not simulate:
            return run()
        answer: roi.Run = known.to((draws, draws == job.draws, job.seed, job.sampler, job.model), run)
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(simulator, "_run", remembered)
        yield


@pytest.fixture(autouse=True)
def _frozen(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("few_draws") is not None:
        monkeypatch.setattr(tui.desk.opening, "_fresh", _with_few_draws)
    if request.node.get_closest_marker("painted") is None:
        monkeypatch.setattr(Compositor, "render_update", unpainted)
    monkeypatch.setenv("ROI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr("textual.widgets.Input.cursor_blink", False)


@pytest.fixture
def case() -> str:
    """A small case of the tests' own, so that shipped cases may move on."""
    return str(CASE)


@pytest.fixture
def app(case: str) -> tui.app.app.RoiApp:
    """The app with a new estimate of it."""
    return tui.app.app.RoiApp(case)
