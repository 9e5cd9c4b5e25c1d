"""A run of a chosen scope holds what was asked for, with the numbers of the whole run."""

from __future__ import annotations

import numpy as np
import pytest

import cases
import roi
from roi.errors import RoiError
from roi.sim.metrics import METRICS
from tests.support.financed import uncertain

DRAWS = 1_024


@pytest.mark.parametrize("name", sorted(METRICS))
def test_one_metric_alone_has_the_bits_of_the_whole_run(name: str) -> None:
    case = uncertain() if METRICS[name].finance else cases.load("clinical-scribe")
    whole = roi.simulate(case, draws=DRAWS)
    part = roi.simulate(case, draws=DRAWS, scope=roi.Scope.of([name]))
    np.testing.assert_array_equal(part.values(name), whole.values(name))
    assert part.means == {}
    assert part.running == {}
    summary = part.summary()
    assert list(summary.metrics["headline"]) == [name]
    assert summary.mean_table.rows == ()
    expected = whole.summary().metrics["headline"][name]
    assert repr(summary.metrics["headline"][name]) == repr(expected)


def test_chances_go_with_their_metrics() -> None:
    case = cases.load("clinical-scribe")
    figures = roi.simulate(case, draws=DRAWS, scope=roi.Scope.of(["payback_months"])).summary()
    assert set(figures.probability["headline"]) == {
        "payback_within_12",
        "payback_within_24",
        "payback_within_horizon",
    }
    figures = roi.simulate(case, draws=DRAWS, scope=roi.Scope.of(["npv"])).summary()
    assert set(figures.probability["headline"]) == {"npv_positive"}


def test_an_unknown_metric_names_the_nearest() -> None:
    with pytest.raises(RoiError, match="no metric `nvp`") as refusal:
        roi.Scope.of(["nvp"])
    assert "npv" in str(refusal.value.hint)
