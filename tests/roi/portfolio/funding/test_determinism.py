"""The same question has the same answer, however busy the machine is."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.funding import problem_of
from roi.portfolio.funding import program
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.problem import Floor, Limits, shortfall
from roi.portfolio.funding.program import solve

EFFORT = Effort(gap=0.002, nodes=1_000)


def test_a_clock_that_runs_faster_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """More columns than are solved whole, so that parts are freed in turns; with a floor, so that cuts are made."""
    monkeypatch.setattr(program, "_FEW", 100)
    problem = problem_of(10, 64)
    limits = Limits(budget=np.array([problem.money.sum() / 1_500]))
    free = shortfall(problem.draws(solve(problem, limits, EFFORT).columns), 0.05)
    floored = replace(limits, floor=Floor("shortfall", 0.05, free * 0.7))
    first = solve(problem, floored, EFFORT)
    ticks, clock = itertools.count(), time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + next(ticks))  # each step takes a second more
    second = solve(problem, floored, replace(EFFORT, seconds=1e6))
    assert first.feasible
    assert first.cuts
    assert not first.hurried
    assert first.columns.tolist() == second.columns.tolist()
    assert (first.worth, first.bound, first.cuts) == (second.worth, second.bound, second.cuts)
    cut_short = solve(problem, floored, replace(EFFORT, seconds=2.0))
    assert cut_short.hurried
    assert cut_short.bound >= first.worth - 1e-6
