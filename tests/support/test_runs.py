"""Where rounding decides is seen, and nothing else."""

from __future__ import annotations

import pytest

import roi
from tests.support.documents import case_of, flow
from tests.support.runs import ties

INPUTS = {
    "x": ("uniform(1, 2)", "USD/month"),
    "share": ("normal(0, 1)", "–"),
    "fee": ("uniform(3, 9)", "USD"),
}


@pytest.mark.parametrize(("cost", "share"), [("x * sqrt(abs((share ** 2) ** 2))", 1), ("x * 0.3", 0)])
def test_a_benefit_that_is_its_cost_leaves_payback_to_rounding(cost: str, share: int) -> None:
    lines = {
        "gain": flow("x * share * share"),
        "run": flow(cost, class_="run"),
        "build": flow("fee * 0", when="start", unit="USD", class_="integration"),
    }
    run = roi.simulate(case_of(INPUTS, lines), draws=512)
    assert ties(run) == share * run.draws_used
