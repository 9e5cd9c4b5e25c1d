"""What a question does not read of its draws is not worked out."""

from __future__ import annotations

import numpy as np
import pytest

from roi.errors import RoiError
from tui.cli.face import TERMINAL
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case
from tui.queries.simulating import simulated, simulated_for


def test_a_run_for_one_question_has_what_it_reads_and_no_more() -> None:
    opened_case = open_case(CaseRequest("service-desk", draws=1_024))
    run, whole = (
        simulated_for(opened_case, TERMINAL, "soft", "npv", "pv_costs"),
        simulated(opened_case, TERMINAL),
    )
    for metric in ("npv", "pv_costs"):
        np.testing.assert_array_equal(run.values(metric, "soft"), whole.values(metric, "soft"))
    with pytest.raises(RoiError, match="not worked out"):
        run.values("irr", "soft")
    assert not run.means
    assert whole.means


def test_a_metric_or_a_cut_that_is_none_is_refused() -> None:
    opened_case = open_case(CaseRequest("service-desk"))
    for cut, metric in (("soft", "profit"), ("hard", "npv")):
        with pytest.raises(RoiError):
            simulated_for(opened_case, TERMINAL, cut, metric)
