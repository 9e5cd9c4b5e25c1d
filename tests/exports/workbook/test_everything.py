"""One small case that uses the whole language: every family, payment, shape, and the words that look back."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

import cases
import roi
from exports.workbook.trials.values import trial_values
from exports.workbook.write import workbook
from roi.sim.cuts import HEADLINE
from tests.support.formulon import recalculated_again
from tests.support.libreoffice import recalculated
from tests.support.workbooks import cells, column, compared, errors, named, typed

DRAWS = 256
TRIALS = 32
CASE = Path(__file__).parent / "torture.toml"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "everything.xlsx"
    run = roi.simulate(cases.load(CASE), draws=DRAWS, seed=3)
    workbook(run, path, trials=TRIALS, created=datetime.date(2026, 1, 2))
    return path


@pytest.mark.libreoffice
def test_libreoffice_agrees(written: Path) -> None:
    """1e-7: the rates of return are iterated on both sides."""
    found = recalculated(written)
    result = compared(dict(cells(openpyxl.load_workbook(written, data_only=True))), dict(cells(found)), 1e-7)
    assert not result.wrong
    assert not errors(found)
    assert named(found, "master_check") == 1


@pytest.mark.slow
def test_a_second_engine_agrees(written: Path) -> None:
    """Formulon, which shares no code with LibreOffice."""
    shown, found = recalculated_again(written)
    result = compared(shown, found, 1e-7)
    assert not result.wrong
    assert result.cells > 20_000


@pytest.mark.libreoffice
def test_a_longer_horizon_changes_what_looks_back(written: Path, tmp_path: Path) -> None:
    """Lagged and cumulative lines, contract years and payments in a month far off follow a new horizon."""
    found = recalculated(typed(written, tmp_path / "longer.xlsx", {"typed_horizon": 100}))
    longer = roi.simulate(cases.load(CASE), draws=DRAWS, seed=3, horizon=100)
    assert not errors(found)
    assert named(found, "master_check") == 1
    for name in ("npv", "pv_benefits", "pv_costs", "roi"):
        assert named(found, f"base_{name}") == pytest.approx(longer.plan.metric(name, HEADLINE), rel=1e-9)
    outcome = trial_values(longer, TRIALS).outcome
    npv = outcome.metric("npv", HEADLINE)
    assert column(found, "trial_npv") == pytest.approx(list(npv[-TRIALS:]), rel=1e-9)


def test_the_same_run_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    run = roi.simulate(cases.load(CASE), draws=DRAWS, seed=3)
    workbook(run, again, trials=TRIALS, created=datetime.date(2026, 1, 2))
    assert again.read_bytes() == written.read_bytes()
