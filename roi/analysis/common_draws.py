"""A metric over common draws with some inputs at other values: every value is tried on the same luck.

A fact is learnt: the inputs that it is correlated with move, as they do where the value is the answer.  A lever is
set.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from roi.analysis.replay import Worksheet, downstream, revised, worksheet
from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.model import Model
from roi.model.conditioning import conditioning
from roi.sim.cuts import Cut
from roi.sim.metrics import METRICS
from roi.sim.plan import plan
from roi.sim.prepare import prepare, side_by_side
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES, planned
from roi.sim.scope import EVERYTHING

_TOGETHER = 2_048  # draws evaluated at once: fewer cost calls, more leave the cache
_LATELY = 32  # values of inputs whose draws are kept: a search asks for its ends and for its root again


@dataclass(frozen=True, slots=True)
class CommonDraws:
    """Draws of a run, kept so that only what reads the changed inputs is evaluated again.

    Attributes:
        sheets: blocks of draws, replicate after replicate.
        joint: of each block the normal scores of correlated inputs before any answer.
        metric, cut: what is looked at.
        fixed: inputs that were changed for good, as formulas see them.
    """

    sheets: tuple[Worksheet, ...]
    joint: tuple[tuple[Array, ...], ...]
    metric: str
    cut: Cut
    fixed: Mapping[str, float] = field(default_factory=dict)
    _lately: dict[frozenset[tuple[str, float]], Array] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def values(self, changed: Mapping[str, float]) -> Array:
        """The metric of every draw with these inputs at other values, as formulas see them.

        Raises:
            RoiError: a flow that is not a finite number somewhere.
        """
        values = frozenset(changed.items())
        if values not in self._lately:
            each = [sheet.metric(self.metric, self.cut) for sheet in self._revised(changed)]
            if len(self._lately) == _LATELY:
                self._lately.pop(next(iter(self._lately)))
            self._lately[values] = np.concatenate(each)
        return self._lately[values]

    def having(self, changed: Mapping[str, float]) -> CommonDraws:
        """The same draws with these inputs changed for good."""
        return replace(self, sheets=tuple(self._revised(changed)), fixed={**self.fixed, **changed})

    def _revised(self, changed: Mapping[str, float]) -> Iterator[Worksheet]:
        given = {name: np.array([value]) for name, value in changed.items()}
        model, every = self.sheets[0].model, {**self.fixed, **changed}
        learnt = conditioning(model, tuple(every)) if conditioning(model, tuple(changed)) else None
        reached = downstream(model, given if learnt is None else {*given, *learnt.ids}, answered=every)
        for sheet, joint in zip(self.sheets, self.joint, strict=True):
            moved = {} if learnt is None else learnt.draws(joint, every, sheet.n * len(self.sheets))
            free = {name: values for name, values in moved.items() if name not in every}  # a lever stays set
            yield revised(sheet, given | free, reached)

    def mean(self, changed: Mapping[str, float]) -> float:
        """The mean over the draws; not a finite number where one of them is not."""
        return float(self.values(changed).mean())

    def by_replicate(self, changed: Mapping[str, float]) -> Array:
        """The metric of every draw, (16, n)."""
        return self.values(changed).reshape(REPLICATES, -1)

    def of(self, metric: str) -> CommonDraws:
        """The same draws, looked at for another metric."""
        return replace(self, metric=metric)

    def with_draws(self, name: str, change: Callable[[Array], Array]) -> Array:
        """The metric of every draw, (16, n), with the draws of one input changed and nothing else."""
        reached = downstream(self.sheets[0].model, [name])
        again = (revised(sheet, {name: change(sheet.inputs[name])}, reached) for sheet in self.sheets)
        metrics = [sheet.metric(self.metric, self.cut) for sheet in again]
        return np.concatenate(metrics).reshape(REPLICATES, -1)

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


def run_without_draws(model: Model, draws: int, seed: int, sampler: str = "sobol") -> Simulation:
    """A run that holds no draws yet: solving makes its own, and the base case needs none.

    Raises:
        RoiError: draws, a sampler or correlations that cannot be.
    """
    prepared = prepare(model, planned(draws, seed, sampler))
    return Simulation(prepared, plan(model), EVERYTHING, 1, {}, {}, {}, {})


def common_draws(run: Simulation, inputs: tuple[str, ...], draws: int, metric: str, cut: Cut) -> CommonDraws:
    """The first draws of each replicate, ready for other values of these inputs.

    Args:
        run: the simulation.
        inputs: ids of those that will be changed.
        draws: at most so many, of all replicates together.
        metric, cut: what is looked at.
    """
    prepared = run.prepared
    n = min(prepared.sampling.draws_per_replicate, draws // REPLICATES)
    each = (conditioning(run.model, (name,)) for name in inputs)
    moved = frozenset[str]().union(*(learnt.ids for learnt in each if learnt is not None))
    needed = _needed(run.model, inputs, moved)
    paid = not METRICS[metric].of_worth or DISCOUNT_RATE in {*inputs, *moved}
    several = max(1, _TOGETHER // n)
    sheets: list[Worksheet] = []
    joint: list[tuple[Array, ...]] = []
    for start in range(0, REPLICATES, several):
        blocks = list(prepared.blocks(m=n, replicates=range(start, min(start + several, REPLICATES))))
        name = f"draws of replicates {start} to {start + several}"
        joined = prepared.kept.take(
            f"{name}, {n} each", None, side_by_side, (prepared.inputs(*block) for block in blocks)
        )
        sheets.append(worksheet(run.model, joined, n * len(blocks)).trimmed(needed, paid=paid))
        scores = zip(*(prepared.joint_scores(*block) for block in blocks if moved), strict=True)
        joint.append(tuple(np.concatenate(rows) for rows in scores))
    return CommonDraws(tuple(sheets), tuple(joint), metric, cut)


def _needed(model: Model, inputs: Collection[str], moved: Collection[str]) -> frozenset[str]:
    """What is read again when any of the inputs changes, alone or with those that it moves, and does not change."""
    if moved and len(inputs) > 1:  # some move with one input and not with another
        every = downstream(model, {*inputs, *moved})
        return every.stay.union(step.name for step, _ in every.steps)
    ways = [{name} for name in inputs] + ([{*inputs, *moved}] if moved else [])
    return frozenset[str]().union(*(downstream(model, changed).stay for changed in ways))
