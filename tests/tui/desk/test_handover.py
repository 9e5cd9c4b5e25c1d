"""What the app exports is what the command line writes, to the byte."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases.estimate import estimate_text
from roi.sim.cuts import HEADLINE
from tests.tui.app.pilots import CASE
from tui.app.workers.exporting import Wanted, export_run
from tui.app.workers.simulator import Job
from tui.cli.whole import app
from tui.desk.handover import document_request
from tui.desk.opened import opened
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case


@pytest.mark.parametrize(("days", "over"), [(-400, True), (-1, True), (0, False), (1, False)])
def test_figures_that_end_before_the_estimate_was_made_are_remarked_on(days: int, over: bool) -> None:
    """By the estimate's own date, long ago: what day it is today makes no difference."""
    source, made = open_case(CaseRequest(str(CASE))), datetime.date(2019, 5, 6)
    until = made + datetime.timedelta(days)
    dated = source.with_settings(replace(source.settings, created=made, valid_until=until))
    notes = document_request(dated, HEADLINE).notes
    assert any(f"stand until {until}" in note and f"on {made}" in note for note in notes) is over
    assert dated.with_settings(replace(dated.settings, valid_until=None)).validity == ()


@pytest.mark.parametrize("suffix", [".json", ".md"])
def test_both_front_ends_write_one_file(suffix: str, tmp_path: Path) -> None:
    session = opened(CASE).edit("letters", "range(8_000, 12_345, 19_000)")
    settings = replace(
        session.estimate.settings,
        draws=256,
        prospect="Acme",
        prepared_by="Jo",
        valid_until=datetime.date(2027, 3, 31),
    )
    estimate = replace(session.estimate, settings=settings)
    saved = tmp_path / "acme.toml"
    saved.write_text(estimate_text(estimate), encoding="utf-8")
    by_command, by_app = tmp_path / f"command{suffix}", tmp_path / f"app{suffix}"
    written = CliRunner().invoke(app, ["run", str(saved), "--output", str(by_command)])
    assert written.exit_code == 0, written.output
    source = open_case(CaseRequest(str(saved)))
    job = Job(1, source.model, settings.draws, settings.seed, settings.sampler)
    wanted = Wanted(job, None, HEADLINE, source.estimate)
    assert export_run(wanted, by_app, lambda done, total: None) == by_app
    assert by_app.read_text(encoding="utf-8") == by_command.read_text(encoding="utf-8")
    assert document_request(source, HEADLINE).valid_until == settings.valid_until
