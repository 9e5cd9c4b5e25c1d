"""Calls that lines share: one step for each, whatever line it stands in, and the value of the whole tree."""

from __future__ import annotations

import numpy as np

import cases
import roi
from roi.formula.arrays import evaluate, month_axis
from roi.sim.evaluate import every_step
from roi.sim.prepare import prepare
from roi.sim.sampling import planned


def test_equal_calls_are_one_step_and_every_line_keeps_its_value() -> None:
    model = roi.simulate(cases.load("code-assistant"), draws=32).model
    prepared = prepare(model, planned(1_024, 1))
    values, whole = (dict(prepared.inputs(0, 0, 64)) for _ in range(2))
    months = month_axis(model.horizon)
    ordered = every_step(model.lines)
    for step, _ in ordered:
        values[step.name] = evaluate(step.node, values, months)
    for line in model.lines:
        whole[line.id] = evaluate(line.node, whole, months)
        np.testing.assert_array_equal(values[line.id], whole[line.id])
    names = [step.name for step, _ in ordered]
    assert len(names) == len(set(names))
    shared = [name for name in names if name.startswith("grow(wage_growth")]
    assert len(shared) == 1  # wages grow alike in every line that pays them
    assert sum(shared[0] in step.reads for step, _ in ordered) > 2
