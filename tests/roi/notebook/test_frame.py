"""The table of statistics is the summary."""

from __future__ import annotations

import pytest

import cases
import roi


@pytest.fixture(scope="module")
def run() -> roi.Run:
    return roi.simulate(cases.load("clinical-scribe"), draws=1_024, seed=1)


def test_every_statistic_stands_with_its_error(run: roi.Run) -> None:
    frame, summary = run.frame(), run.summary()
    assert list(frame.index) == [(name, cut) for cut in roi.CUTS for name in run.scope.metrics]
    for (name, cut), row in frame.iterrows():
        statistics = summary.metrics[cut][name]
        same = pytest.approx(statistics.percentiles[50].value, nan_ok=True)
        assert row["p50"] == same
        assert row["p50_error"] == pytest.approx(statistics.percentiles[50].error, nan_ok=True)
        assert row["mean"] == pytest.approx(statistics.mean.value, nan_ok=True)
        assert row["mean_error"] == pytest.approx(statistics.mean.error, nan_ok=True)
        assert row["plan"] == pytest.approx(statistics.base, nan_ok=True)
        assert row["infinite"] == statistics.infinite
    assert set(frame["unit"]) == {"USD", "month", "1"}


def test_frames_are_of_what_is_in_scope(run: roi.Run) -> None:
    narrow = roi.simulate(run.model, draws=64, scope=("npv", "irr"))
    assert list(narrow.frame().index) == [("npv", "headline"), ("irr", "headline")]
    metrics = [name for name in narrow.draws_frame().columns if name.startswith(("npv", "irr", "roi"))]
    assert metrics == ["npv [USD]", "irr [1]"]
