"""What the cells of Trials are worth: the engine at the stored uniforms, with exact quantiles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from exports.workbook.layout import MONTHS
from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.model.factors import Factor, factors_of
from roi.records import dataclass
from roi.sim.cashflow import present_value
from roi.sim.cuts import Cut
from roi.sim.prepare import Prepared, prepare, side_by_side
from roi.sim.run import Run
from roi.sim.sampling import planned
from roi.sim.worksheet import Worksheet, worksheet

_DIGITS = 10  # of a uniform: more would say nothing of luck, and each takes a hundredth of the file
_LEAST = 10.0**-_DIGITS


@dataclass(frozen=True, slots=True)
class TrialValues:
    """Rows: Trial 0 (the base case), two swings a factor, then the trials.

    Attributes:
        varying: ids of the inputs with draws, in order.
        swung: what is swung: inputs alone, and the years of one together.
        uniforms: by input, (rows,); nan where the input stands at its value in use.
        inputs: by input, (rows,), as formulas see them.
        outcome: of the engine, for all rows.
    """

    model: Model
    varying: tuple[str, ...]
    swung: tuple[Factor, ...]
    uniforms: Mapping[str, Array]
    inputs: Mapping[str, Array]
    outcome: Worksheet

    @property
    def rows(self) -> int:
        """Number of rows: Trial 0, swings and trials."""
        return len(next(iter(self.uniforms.values()))) if self.uniforms else 1

    def wide(self, values: Array) -> Array:
        """A value a row, (rows,)."""
        return (
            np.broadcast_to(np.ravel(values), (self.rows,)) if np.size(values) in (1, self.rows) else values
        )

    def monthly(self, values: Array, *, hold: bool) -> Array:
        """(rows, 121): months by column; after the horizon the last (`hold`) or zero."""
        full = np.zeros((self.rows, MONTHS + 1))
        horizon = self.model.horizon
        full[:, : horizon + 1] = np.broadcast_to(values, (horizon + 1, self.rows)).T
        if hold:
            full[:, horizon + 1 :] = full[:, [horizon]]
        return full

    def pv(self, line: str) -> Array:
        """Present value of a flow, (rows,)."""
        paid = np.broadcast_to(self.outcome.block.payments[line], (self.model.horizon + 1, self.rows))
        return present_value(paid, self.outcome.factors)

    def running(self, cut: Cut) -> Array:
        """(rows, 121)."""
        return self.monthly(self.outcome.cut(cut).running, hold=True)


def trial_values(run: Run, trials: int) -> TrialValues:
    """The first draws of each replicate of a sampling of that many draws with the run's seed and sampler.

    Their uniforms are rounded to what the file stores, and everything is worked out from these.

    Args:
        run: the full simulation.
        trials: 16 × a power of two, or a multiple of 16,384.
    """
    model = run.model
    old = run.prepared.sampling
    prepared = prepare(model, planned(trials, old.seed, old.sampler))
    drawn = _uniforms(prepared)
    varying = tuple(item.id for item in model.drawn if not item.constant)
    swung = factors_of(model)
    count = 1 + 2 * len(swung)
    ends = {
        name: (1 + 2 * place, pair)
        for place, factor in enumerate(swung)
        for name, pair in factor.ends().items()
    }
    uniforms: dict[str, Array] = {}
    inputs: dict[str, Array] = {}
    for item in model.drawn:
        if item.constant:
            inputs[item.id] = np.asarray(item.likely)
            continue
        place, pair = ends[item.id]
        column = np.concatenate(
            [np.full(count, np.nan), np.clip(np.round(drawn[item.id], _DIGITS), _LEAST, 1 - _LEAST)]
        )
        column[place : place + 2] = pair
        uniforms[item.id] = column
        inputs[item.id] = _drawn(item, column)
    rows = count + trials if varying else 1
    return TrialValues(model, varying, swung, uniforms, inputs, worksheet(model, inputs, rows))


def _drawn(item: ModelInput, uniforms: Array) -> Array:
    values = np.full(len(uniforms), item.likely)
    given = ~np.isnan(uniforms)
    values[given] = item.quantile(uniforms[given])
    return values


def _uniforms(prepared: Prepared) -> dict[str, Array]:
    return side_by_side(prepared.uniforms(*block) for block in prepared.blocks())
