"""Runs, to the bit, and where rounding decides what comes out of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.sim.cashflow import discount_factors, running_sum
from roi.sim.cuts import CUTS, benefits_of, costs_of
from roi.sim.evaluate import evaluate_block
from roi.sim.run import Run

ROUNDING = 1e-12
"""Of the sum of the absolute values that a figure is a sum of: some thousand roundings of a double."""


def ties(run: Run) -> int:
    """Draws in which rounding decides when the running net has paid back, though something was paid: there the
    running net of some cut, discounted or not, is within rounding of 0 in some month.
    """
    model, inputs = run.model, run.prepared.inputs_between(0, run.draws_used)
    payments = {name: np.asarray(rows) for name, rows in evaluate_block(model, inputs).payments.items()}
    factors = discount_factors(inputs[DISCOUNT_RATE], model.horizon, model.case.header.discounting)
    costs = [payments[name] for name in costs_of(model)]
    absolute = _sum(np.abs(payments[name]) for name in {*benefits_of(model, CUTS[-1]), *costs_of(model)})
    shape = (model.horizon + 1, run.draws_used)
    tied = np.zeros(run.draws_used, bool)
    for cut in CUTS:
        net = _sum(payments[name] for name in benefits_of(model, cut)) - _sum(costs)
        for worth in (1.0, factors):
            paid = running_sum(np.broadcast_to(absolute * worth, shape))
            running = running_sum(np.broadcast_to(net * worth, shape))
            tied |= ((np.abs(running) <= ROUNDING * paid) & (paid > 0)).any(axis=0)
    return int(tied.sum())


def _sum(rows: Iterable[Array]) -> Array:
    total: Array = np.zeros((1, 1))
    for each in rows:
        total = total + each
    return total


def bits(run: Run) -> dict[str, bytes]:
    """All that a run has worked out, to the last bit."""
    bytes_of = {f"draws {key}": values.tobytes() for key, values in run.draws.items()}
    bytes_of |= {f"mean {key}": np.ascontiguousarray(values).tobytes() for key, values in run.means.items()}
    return bytes_of | {f"running {cut}": rows.tobytes() for cut, rows in run.running.items()}
