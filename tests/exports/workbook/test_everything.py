"""One small case that uses the whole language: every family, payment, shape, and the words that look back."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.trials.values import trial_values
from exports.workbook.write import workbook
from roi.sim.cuts import HEADLINE
from tests.support.formulon import recalculated_again
from tests.support.libreoffice import Typed, with_typed
from tests.support.shipped import ALL_WAYS
from tests.support.values import Values, values_of
from tests.support.workbooks import compared

DRAWS = 256
TRIALS = 32
CASE = Path(__file__).parent / "torture.toml"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "everything.xlsx"
    run = roi.simulate(cases.load(CASE), draws=DRAWS, seed=3)
    workbook(run, path, DocumentRequest(trials=TRIALS, created=datetime.date(2026, 1, 2)))
    return path


@pytest.fixture(scope="module")
def judged(written: Path) -> list[Values]:
    """LibreOffice's figures: of the file as written, a longer horizon, 20 typed for 20 %."""
    changes: dict[str, Typed] = {
        "as written": {},
        "longer": {"typed_horizon": 100},
        "whole": {"your_share": 20},
    }
    return list(with_typed(written, changes).values())


@pytest.mark.libreoffice
def test_libreoffice_agrees(written: Path, judged: list[Values]) -> None:
    """1e-7: the rates of return are iterated on both sides."""
    values = judged[0]
    result = compared(dict(values_of(written).cells()), dict(values.cells()), 1e-7)
    assert not result.wrong
    assert not values.errors()
    assert values.named("master_check") == 1


@pytest.mark.slow
@pytest.mark.skipif(not ALL_WAYS, reason="it reads the file for half a minute: `make ways`")
def test_a_second_engine_agrees(written: Path) -> None:
    """Formulon, which shares no code with LibreOffice; a small file in every run: tests/fuzz/test_runs.py."""
    shown, again = recalculated_again(written)
    result = compared(shown, again, 1e-7)
    assert not result.wrong
    assert result.cells > 20_000


@pytest.mark.libreoffice
def test_a_longer_horizon_changes_what_looks_back(judged: list[Values]) -> None:
    """Lagged and cumulative lines, contract years and payments in a month far off follow a new horizon."""
    values = judged[1]
    longer = roi.simulate(cases.load(CASE), draws=DRAWS, seed=3, horizon=100)
    assert not values.errors()
    assert values.named("master_check") == 1
    for name in ("npv", "pv_benefits", "pv_costs", "roi"):
        assert values.named(f"base_{name}") == pytest.approx(longer.plan.metric(name, HEADLINE), rel=1e-9)
    outcome = trial_values(longer, TRIALS).outcome
    npv = outcome.metric("npv", HEADLINE)
    assert values.column("trial_npv") == pytest.approx(list(npv[-TRIALS:]), rel=1e-9)


def test_the_same_run_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    run = roi.simulate(cases.load(CASE), draws=DRAWS, seed=3)
    workbook(run, again, DocumentRequest(trials=TRIALS, created=datetime.date(2026, 1, 2)))
    assert again.read_bytes() == written.read_bytes()


@pytest.mark.libreoffice
def test_what_is_worth_a_second_look_says_as_of_when_once_inputs_were_changed(
    judged: list[Values],
) -> None:
    """These sentences need all draws, and stay as they were exported."""
    for book, changed in zip(judged, (False, True, True), strict=True):
        texts = [str(value) for address, value in book.cells() if address.startswith(("Summary!", "About!"))]
        assert any(text.startswith("Look at ") for text in texts) != changed
        assert any(text.startswith("As of export: Look at ") for text in texts) == changed
        for topic in ("Worth a second look", "To be known of the figures"):
            assert f"{topic}{', as of export' * changed}" in texts


@pytest.mark.libreoffice
def test_a_share_above_the_whole_is_said_where_it_is_typed_and_on_summary(judged: list[Values]) -> None:
    """The case sets no maximum: nothing but its unit tells that 20 is no share."""
    as_written, _, typed_wrong = judged
    for book, checks in ((as_written, 0), (typed_wrong, 1)):
        inputs = [value for address, value in book.cells() if address.startswith("Inputs!")]
        assert inputs.count("Check: more than the whole") == checks
        assert book.named("master_check") == 1 - checks
