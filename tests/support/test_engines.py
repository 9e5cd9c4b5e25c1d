"""The comparison of the engines lets rounding pass where it decides, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import roi
from roi.sim.cuts import CASH, Cut
from roi.sim.run import Run
from tests.support.documents import case_of, flow
from tests.support.engines import assert_same, ties

INPUTS = {
    "x": ("uniform(1, 2)", "USD/month"),
    "share": ("normal(0, 1)", "–"),
    "fee": ("uniform(3, 9)", "USD"),
}


def run_of(cost: str) -> Run:
    lines = {
        "gain": flow("x * share * share"),
        "run": flow(cost, class_="run"),
        "build": flow("fee * 0", when="start", unit="USD", class_="integration"),
    }
    return roi.simulate(case_of(INPUTS, lines), draws=512)


def with_fault(run: Run, name: str, cut: Cut, by: float, at: int = 7) -> Run:
    values = run.draws[name, cut].copy()
    values.reshape(-1)[at] += by
    return replace(run, draws={**run.draws, (name, cut): values})


def test_a_benefit_that_is_its_cost_leaves_payback_to_rounding() -> None:
    run = run_of("x * sqrt(abs((share ** 2) ** 2))")
    assert ties(run) == run.draws_used
    assert assert_same(run, with_fault(run, "payback_months", CASH, np.inf)) == run.draws_used
    with pytest.raises(AssertionError, match="pv_costs"):
        assert_same(run, with_fault(run, "pv_costs", CASH, 1e-9 * float(run.draws["pv_costs", CASH][0, 7])))


@pytest.mark.parametrize(("name", "by"), [("payback_months", 1e-9), ("irr", 1e-6), ("pv_benefits", 1e-8)])
def test_a_fault_in_one_draw_is_seen(name: str, by: float) -> None:
    run = run_of("x * 0.3")
    paid = np.flatnonzero(np.isfinite(run.draws[name, CASH].reshape(-1)))
    assert ties(run) == 0
    assert assert_same(run, run) == 0
    with pytest.raises(AssertionError, match=name):
        assert_same(run, with_fault(run, name, CASH, by, int(paid[0])))


def test_a_running_net_that_is_off_is_seen() -> None:
    run = run_of("x * 0.3")
    rows = {cut: rows.copy() for cut, rows in run.running.items()}
    next(iter(rows.values()))[3, 5] += 1e-6
    with pytest.raises(AssertionError):
        assert_same(run, replace(run, running=rows))
