"""The two engines side by side."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.sim.cashflow import discount_factors, present_value, running_sum
from roi.sim.cuts import CUTS, benefits_of, costs_of
from roi.sim.evaluate import evaluate_block
from roi.sim.metrics import METRICS
from roi.sim.run import Run

ROUNDING = 1e-12
"""Of the sum of the absolute values that a figure is a sum of: some thousand roundings of a double."""


def assert_same(arrays: Run, compiled: Run) -> int:
    """Figures agree within `ROUNDING` of what they are sums of, rates of return, solved by iteration, to 1e-9.

    In draws whose running net is 0 but for rounding, rounding decides when it has paid back and whether it has a
    rate of return: these two may differ there.

    Returns:
        The number of such ties.
    """
    assert arrays.draws.keys() == compiled.draws.keys()
    sizes = _Sizes(arrays)
    for (name, cut), values in arrays.draws.items():
        found = compiled.draws[name, cut]
        unit = (
            METRICS[name].unit if name in METRICS else "money"
        )  # figures that are no metric are drawn inputs
        kept = np.ones(values.shape, bool) if unit == "money" else ~sizes.tied.reshape(values.shape)
        np.testing.assert_array_equal(np.isnan(values[kept]), np.isnan(found[kept]), name)
        np.testing.assert_array_equal(np.isinf(values[kept]), np.isinf(found[kept]), name)
        kept &= np.isfinite(values)
        scale = 1 + np.abs(values) if unit != "money" else sizes.present.reshape(values.shape)
        allowed = ROUNDING * (1e3 if unit == "rate" else 1) * scale
        assert np.all(np.abs(found[kept] - values[kept]) <= allowed[kept]), name
    assert arrays.off_plan == compiled.off_plan
    assert arrays.means.keys() == compiled.means.keys()
    for key, values in arrays.means.items():
        size = np.max(np.abs(values[np.isfinite(values)]), initial=1e-300)
        np.testing.assert_allclose(compiled.means[key], values, rtol=1e-11, atol=ROUNDING * size)
    for cut, rows in arrays.running.items():
        np.testing.assert_allclose(compiled.running[cut], rows, rtol=1e-11, atol=ROUNDING * sizes.largest)
    return int(sizes.tied.sum())


def ties(run: Run) -> int:
    """Draws in which rounding decides when the running net has paid back: see `assert_same`."""
    return int(_Sizes(run).tied.sum())


class _Sizes:
    """What the figures of each draw are sums of.

    Attributes:
        present: sums of the absolute payments, as they are or as present values, whichever are larger, (n,).
        largest: of all draws.
        tied: whether the running net of some cut, discounted or not, is within rounding of 0 in some month, though
            something was paid, (n,).
    """

    def __init__(self, run: Run) -> None:
        model, inputs = run.model, run.prepared.inputs_between(0, run.draws_used)
        payments = {name: np.asarray(rows) for name, rows in evaluate_block(model, inputs).payments.items()}
        factors = discount_factors(inputs[DISCOUNT_RATE], model.horizon, model.case.header.discounting)
        everything = [payments[name] for name in {*benefits_of(model, CUTS[-1]), *costs_of(model)}]
        absolute = _sum(np.abs(rows) for rows in everything)
        shape = (model.horizon + 1, run.draws_used)
        gross = np.broadcast_to(absolute, shape)
        self.present = np.maximum(gross.sum(axis=0), present_value(gross, np.broadcast_to(factors, shape)))
        self.largest = float(self.present.max())
        self.tied = np.zeros(run.draws_used, bool)
        for cut in CUTS:
            benefits = _sum(payments[name] for name in benefits_of(model, cut))
            net = benefits - _sum(payments[name] for name in costs_of(model))
            for worth in (1.0, factors):
                paid = running_sum(np.broadcast_to(absolute * worth, shape))
                running = running_sum(np.broadcast_to(net * worth, shape))
                self.tied |= ((np.abs(running) <= ROUNDING * paid) & (paid > 0)).any(axis=0)


def _sum(rows: Iterable[Array]) -> Array:
    total: Array = np.zeros((1, 1))
    for each in rows:
        total = total + each
    return total


def bits(run: Run) -> dict[str, bytes]:
    """All that a run has worked out, to the last bit."""
    found = {f"draws {key}": values.tobytes() for key, values in run.draws.items()}
    found |= {f"mean {key}": np.ascontiguousarray(values).tobytes() for key, values in run.means.items()}
    return found | {f"running {cut}": rows.tobytes() for cut, rows in run.running.items()}
