"""A metric over common draws with some inputs at other values: every value is tried on the same luck.

A fact is learnt: the inputs that it is correlated with move, as they do where the value is the answer.  A lever is
set.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

import numpy as np

from roi.analysis.influence import Influence, Powers, influence
from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.formula.scaled import Curves
from roi.model import Model
from roi.model.conditioning import Conditioning, conditioning
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.metrics import METRICS
from roi.sim.plan import plan
from roi.sim.prepare import DrawRange, Prepared, prepare, side_by_side
from roi.sim.reach import Downstream, downstream
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES, planned
from roi.sim.scope import EVERYTHING
from roi.sim.worksheet import Worksheet, worksheet

SOLVED_ON = 16_384  # draws on which values of inputs are looked for
_TOGETHER = 4_096  # draws evaluated at once: fewer cost calls, more leave the cache
_AT_ONCE = 2_048  # draws of a run of any size that are looked at together
_LATELY = 32  # values of inputs whose draws are kept: a search asks for its ends and for its root again


@dataclass(frozen=True, slots=True)
class _Block:
    """Some of the draws, one replicate after the other.

    Attributes:
        joint: the normal scores of correlated inputs before any answer.
        powers: by input that moves no other, see `Influence.powers`.
    """

    sheet: Worksheet
    joint: tuple[Array, ...]
    powers: Mapping[str, Powers]


@dataclass(frozen=True, slots=True)
class CommonDraws:
    """Draws of a run, kept so that only what reads the changed inputs is evaluated again.

    Attributes:
        blocks: of draws, replicate after replicate.
        draws: how many the run has of which they are some.
        metric, cut: what is looked at.
        inputs: ids of those that can be changed.
        influences: of the inputs that are set one at a time and move no other; none of a metric of more than worth.
        fixed: inputs that were changed for good, as formulas see them.
        fewer: makes such draws of at most so many; None of some that are not the first ones.
    """

    blocks: tuple[_Block, ...]
    draws: int
    metric: str
    cut: Cut
    inputs: frozenset[str]
    influences: Mapping[str, Influence] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    fewer: Callable[[int], CommonDraws] | None = field(default=None, repr=False, compare=False)
    _lately: dict[frozenset[tuple[str, float]], Array] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _heads: dict[int, CommonDraws] = field(default_factory=dict, init=False, repr=False, compare=False)
    _followed: dict[tuple[str, ...], tuple[Conditioning | None, Downstream]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def model(self) -> Model:
        """Of which they are draws."""
        return self.blocks[0].sheet.model

    def values(self, changed: Mapping[str, float]) -> Array:
        """The metric of every draw with these inputs at other values, as formulas see them.

        Raises:
            RoiError: a flow that is not a finite number somewhere.
        """
        values = frozenset(changed.items())
        if values not in self._lately:
            if len(self._lately) == _LATELY:
                self._lately.pop(next(iter(self._lately)))
            self._lately[values] = self._values(changed)
        return self._lately[values]

    def _values(self, changed: Mapping[str, float]) -> Array:
        name, *others = changed or ("",)
        if name in self.influences and not others:
            return self._set(name, lambda _: np.asarray(changed[name]))
        return np.concatenate([each.metric(self.metric, self.cut) for each in self._revised(changed)])

    def _set(self, name: str, value: Callable[[Array], Array]) -> Array:
        """The metric with an input at what is made of its draws."""
        of = self.influences[name]
        each = (
            of.at(block.sheet, block.powers[name], value(block.sheet.inputs[name])) for block in self.blocks
        )
        return np.concatenate([worth.metric(self.metric) for worth in each])

    def having(self, changed: Mapping[str, float]) -> CommonDraws:
        """The same draws with these inputs changed for good."""
        again = zip(self.blocks, self._revised(changed), strict=True)
        blocks = tuple(_Block(sheet, block.joint, {}) for block, sheet in again)
        return replace(self, blocks=blocks, influences={}, fixed={**self.fixed, **changed})

    def _revised(self, changed: Mapping[str, float]) -> Iterator[Worksheet]:
        given = {name: np.array([value]) for name, value in changed.items()}
        every = {**self.fixed, **changed}
        learnt, reached = self._follow(tuple(changed))
        for block in self.blocks:
            moved = {} if learnt is None else learnt.draws(block.joint, every, self.draws)
            free = {name: values for name, values in moved.items() if name not in every}  # a lever stays set
            yield block.sheet.revised(given | free, reached)

    def _follow(self, names: tuple[str, ...]) -> tuple[Conditioning | None, Downstream]:
        """What moves with some inputs, and what reads any of them."""
        if names not in self._followed:
            every = (*self.fixed, *(name for name in names if name not in self.fixed))
            learnt = conditioning(self.model, every) if conditioning(self.model, names) else None
            changed = {*names} if learnt is None else {*names, *learnt.ids}
            self._followed[names] = learnt, downstream(self.model, changed, answered=every)
        return self._followed[names]

    def mean(self, changed: Mapping[str, float]) -> float:
        """The mean over the draws; not a finite number where one of them is not."""
        return float(self.values(changed).mean())

    def by_replicate(self, changed: Mapping[str, float]) -> Array:
        """The metric of every draw, (16, n)."""
        return self.values(changed).reshape(REPLICATES, -1)

    def of(self, metric: str) -> CommonDraws:
        """The same draws, looked at for another metric."""
        return replace(self, metric=metric)

    def first(self, draws: int) -> CommonDraws:
        """The first draws of each replicate, at most so many of all together."""
        if draws not in self._heads:
            assert self.fewer is not None
            head = replace(self.fewer(draws), metric=self.metric)
            self._heads[draws] = head.having(self.fixed) if self.fixed else head
        return self._heads[draws]

    def with_draws(self, name: str, change: Callable[[Array], Array]) -> Array:
        """The metric of every draw, (16, n), with the draws of one input changed and nothing else."""
        if name in self.influences and not self.model.input(name).whole:
            return self._set(name, change).reshape(REPLICATES, -1)
        reached = downstream(self.model, [name])
        again = (
            block.sheet.revised({name: change(block.sheet.inputs[name])}, reached) for block in self.blocks
        )
        return np.concatenate([sheet.metric(self.metric, self.cut) for sheet in again]).reshape(
            REPLICATES, -1
        )

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


def common_draws(
    prepared: Prepared, inputs: Sequence[str], draws: int, metric: str, cut: Cut, *, together: bool = False
) -> CommonDraws:
    """The first draws of each replicate, ready for other values of these inputs.

    Args:
        prepared: of which the draws are some.
        inputs: ids of those that will be changed.
        draws: at most so many, of all replicates together.
        metric, cut: what is looked at.
        together: whether several of them will be changed at once.
    """
    model = prepared.model
    n = min(prepared.sampling.draws_per_replicate, draws // REPLICATES)
    several = min(REPLICATES, max(1, _TOGETHER // n))
    ranges = [
        tuple(prepared.blocks(m=n, replicates=range(start, start + several)))
        for start in range(0, REPLICATES, several)
    ]
    moved = _moved(model, inputs)
    alone = [] if together or not METRICS[metric].of_worth else [name for name in inputs if name not in moved]
    drawn = [_inputs(prepared, each) for each in ranges]
    influences = {
        name: influence(model, name, np.stack([np.ravel(values[name]) for values in drawn]), cut)
        for name in alone
    }
    made = tuple(_blocks(prepared, ranges, inputs, influences, metric, together=together))

    def fewer(most: int) -> CommonDraws:
        return common_draws(prepared, inputs, min(most, draws), metric, cut, together=together)

    return CommonDraws(made, n * REPLICATES, metric, cut, frozenset(inputs), influences, fewer=fewer)


def in_blocks(prepared: Prepared, inputs: Sequence[str], metric: str, cut: Cut) -> Iterator[CommonDraws]:
    """All draws of a run of any size, some at a time, ready for other values of one input after the other."""
    ranges = ((block,) for block in prepared.blocks(_AT_ONCE))
    for block in _blocks(prepared, ranges, inputs, {}, metric):
        yield CommonDraws((block,), prepared.sampling.draws, metric, cut, frozenset(inputs))


def _blocks(
    prepared: Prepared,
    ranges: Iterable[tuple[DrawRange, ...]],
    inputs: Sequence[str],
    influences: Mapping[str, Influence],
    metric: str,
    *,
    together: bool = False,
) -> Iterator[_Block]:
    """Blocks of several ranges of draws each, with what is read of them again."""
    moved = _moved(prepared.model, inputs)
    needed = _stays(
        prepared.model, [name for name in inputs if name not in influences], moved, together=together
    )
    needed = needed.union(*(each.again.stay for each in influences.values()))
    paid = not METRICS[metric].of_worth or DISCOUNT_RATE in {*inputs}.union(*moved.values())
    for each in ranges:
        curves, n = Curves(settled=True), sum(block.n for block in each)
        sheet = worksheet(prepared.model, _inputs(prepared, each), n, curves=curves)
        powers = {name: of.powers(sheet) for name, of in influences.items()}
        scores = zip(*(prepared.joint_scores(*block) for block in each if moved), strict=True)
        yield _Block(sheet.trimmed(needed, paid=paid), tuple(map(np.concatenate, scores)), powers)


def _inputs(prepared: Prepared, ranges: tuple[DrawRange, ...]) -> Mapping[str, Array]:
    """The draws of several ranges as those of one, kept for whoever asks for the same."""
    m = prepared.sampling.draws_per_replicate
    if all(block.n == m for block in ranges):
        return prepared.inputs_between(ranges[0].replicate * m, (ranges[-1].replicate + 1) * m)
    if not prepared.few:
        return side_by_side(prepared.inputs(*block) for block in ranges)
    key = f"draws of {ranges}"
    return prepared.kept.take(key, None, side_by_side, (prepared.inputs(*block) for block in ranges))


def _moved(model: Model, inputs: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """What moves with each of the inputs that move others."""
    each = ((name, conditioning(model, (name,))) for name in inputs)
    return {name: learnt.ids for name, learnt in each if learnt is not None}


def _stays(
    model: Model, inputs: Sequence[str], moved: Mapping[str, frozenset[str]], *, together: bool
) -> frozenset[str]:
    """What is read again when one of the inputs changes, with those that it moves, and does not change itself."""
    if together and moved:  # some move with one input and not with another
        every = downstream(model, {*inputs}.union(*moved.values()))
        return every.stay.union(step.name for step, _ in every.steps)
    each = (downstream(model, {name, *moved.get(name, ())}, answered=[name]) for name in inputs)
    return frozenset[str]().union(*(reached.stay for reached in each))
