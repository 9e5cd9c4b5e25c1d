"""Sound cases of every shape: they resolve, and what holds of every run holds of theirs."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from cases import Estimate, Settings, estimate_text, load_estimate
from cases.load import from_raw
from exports.markdown.result import result_markdown
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from roi.analysis.audit import audit
from roi.analysis.drivers import drivers, tornado
from roi.analysis.information import information
from roi.analysis.loss_profile import losing
from roi.analysis.review import review
from roi.errors import RoiError
from tests.fuzz.effort import limited, told_or_done, tried
from tests.fuzz.invariants import check_run
from tests.fuzz.sound import sound_documents
from tests.support.documents import Table
from tests.support.formulon import recalculated_again
from tests.support.runs import ties
from tests.support.workbooks import compared

TRIALS = 16
OUT_OF_BOUNDS = ("is not between", "outside its physical limits", "for some values of its inputs")


def simulated(raw: Table, **more: object) -> roi.Run | None:
    """The run, or None where a value of the case leaves what its line can be worked out for."""
    runs: list[roi.Run] = []
    messages: list[str] = []

    def action() -> None:
        try:
            runs.append(roi.simulate(from_raw(raw, "sound.toml", None), **more))  # type: ignore[arg-type]
        except RoiError as error:
            messages.append(str(error))
            raise

    told_or_done(action)
    for message in messages:
        assert any(text in message for text in OUT_OF_BOUNDS), message
    return runs[0] if runs else None


@tried(0.01)
@given(sound_documents(), st.sampled_from(["sobol", "lhs", "random"]), st.integers(0, 2**63 - 1))
def test_what_holds_of_every_run(raw: Table, sampler: str, seed: int) -> None:
    run = simulated(raw, draws=512, seed=seed, sampler=sampler)
    if run is not None:
        with limited():
            check_run(run)
            assert result_markdown(run)


@tried(0.001)
@given(sound_documents())
def test_every_option_preset_and_analysis(raw: Table) -> None:
    case = from_raw(raw, "sound.toml", None)
    told_or_done(lambda: review(case))
    told_or_done(lambda: audit(case))
    for option in (None, *case.options):
        for preset in ("evidence", *case.presets):
            told_or_done(lambda option=option, preset=preset: analysed(case, option, preset))


def analysed(case: object, option: str | None, preset: str) -> None:
    run = roi.simulate(case, draws=256, option=option, preset=preset)  # type: ignore[arg-type]
    tornado(run.model)
    drivers(run)
    losing(run)
    information(run)


@tried(0.002)
@given(raw=sound_documents())
def test_an_estimate_file_gives_the_same_numbers(
    raw: Table, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = simulated(raw, draws=64, seed=5)
    if run is None:
        return
    case = run.model.case
    settings = Settings(2, case.id, case.digest, roi.__version__, datetime.date(2026, 1, 2), draws=64, seed=5)
    path = tmp_path_factory.mktemp("estimate") / "kept.toml"
    path.write_text(estimate_text(Estimate(case, settings)), encoding="utf-8")
    again = roi.simulate(load_estimate(path).case, draws=64, seed=5)
    np.testing.assert_array_equal(again.values("npv"), run.values("npv"))


@pytest.mark.slow
@tried(0.0001, least=1)
@given(raw=sound_documents())
def test_a_workbook_recalculates_to_what_it_says(
    raw: Table, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = simulated(raw, draws=512, seed=3)
    if run is None or ties(run):  # where rounding decides when it has paid back, two ways to add may differ
        return
    path: Path = tmp_path_factory.mktemp("workbook") / "sound.xlsx"
    told_or_done(
        lambda: workbook(run, path, DocumentRequest(trials=TRIALS, created=datetime.date(2026, 1, 2)))
    )
    if path.exists():
        assert compared(*recalculated_again(path), 1e-6, path).wrong == ()
