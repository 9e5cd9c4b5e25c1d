"""A metric over common draws with some inputs set: every value is tried on the same luck."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roi.analysis.replay import Worksheet, downstream, revised, worksheet
from roi.model import Model
from roi.sim.cuts import Cut
from roi.sim.metrics import METRICS
from roi.sim.plan import plan
from roi.sim.prepare import prepare
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES, planned
from roi.sim.scope import EVERYTHING

Array = NDArray[np.float64]
_TOGETHER = 2_048  # draws evaluated at once: fewer cost calls, more leave the cache


@dataclass(frozen=True, slots=True)
class CommonDraws:
    """Draws of a run, kept so that only what reads the changed inputs is evaluated again."""

    sheets: tuple[Worksheet, ...]
    metric: str
    cut: Cut

    def values(self, changed: Mapping[str, float]) -> Array:
        """The metric of every draw with these inputs set, as formulas see them.

        Raises:
            RoiError: a flow that is not a finite number somewhere.
        """
        return np.concatenate([sheet.metric(self.metric, self.cut) for sheet in self._revised(changed)])

    def having(self, changed: Mapping[str, float]) -> CommonDraws:
        """The same draws with these inputs set for good."""
        return replace(self, sheets=tuple(self._revised(changed)))

    def _revised(self, changed: Mapping[str, float]) -> Iterator[Worksheet]:
        given = {name: np.array([value]) for name, value in changed.items()}
        lines = downstream(self.sheets[0].model, changed)
        return (revised(sheet, given, lines) for sheet in self.sheets)

    def mean(self, changed: Mapping[str, float]) -> float:
        """The mean over the draws; not a finite number where one of them is not."""
        return float(self.values(changed).mean())

    def quantile(self, changed: Mapping[str, float], share: float) -> float:
        """The smallest value that at least `share` of the draws do not exceed; nan where one is undefined."""
        values = self.values(changed)
        if np.isnan(values).any():
            return math.nan
        rank = max(1, math.ceil(share * values.size * (1 - 4e-16))) - 1
        return float(np.partition(values, rank)[rank])

    def chance(self, changed: Mapping[str, float], target: float) -> float:
        """The share of draws that meet a target; nan where the metric is undefined in one."""
        values = self.values(changed)
        if np.isnan(values).any():
            return math.nan
        met = values >= target if METRICS[self.metric].high_is_good else values <= target
        return float(met.mean())


def undrawn(model: Model, draws: int, seed: int, sampler: str = "sobol") -> Simulation:
    """A run that holds no draws yet: solving makes its own, and the base case needs none.

    Raises:
        RoiError: draws, a sampler or correlations that cannot be.
    """
    prepared = prepare(model, planned(draws, seed, sampler))
    return Simulation(prepared, plan(model), EVERYTHING, "arrays", 1, {}, {}, {}, {})


def common_draws(run: Simulation, inputs: tuple[str, ...], draws: int, metric: str, cut: Cut) -> CommonDraws:
    """The first draws of each replicate, ready for other values of these inputs.

    Args:
        run: the simulation.
        inputs: ids of those that will be set.
        draws: at most so many, of all replicates together.
        metric, cut: what is looked at.
    """
    n = min(run.prepared.sampling.draws_per_replicate, draws // REPLICATES)
    rows = [run.prepared.inputs(replicate, 0, n) for replicate in range(REPLICATES)]
    lines = downstream(run.model, inputs)
    several = max(1, _TOGETHER // n)
    sheets = []
    for start in range(0, REPLICATES, several):
        part = rows[start : start + several]
        joined = {
            name: np.concatenate([row[name] for row in part]) if np.ndim(value) else value
            for name, value in part[0].items()
        }
        sheets.append(worksheet(run.model, joined, n * len(part)).trimmed(lines))
    return CommonDraws(tuple(sheets), metric, cut)
