"""Levers, chosen or negotiated: what a step of each is worth.  A lever is set, and nothing moves with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from roi.analysis.common_draws import CommonDraws
from roi.analysis.ranges import limits
from roi.analysis.thresholds import Excess, Flip, over_replicates
from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.estimate import Statistic
from roi.sim.reach import matters

TENTH = 0.1
MEASURABLE = 2.0  # errors below which a step is worth nothing that can be told
_ENDS = (0.1, 0.9)
_FEWEST = 512  # draws that tell which of two steps is the better one where they leave no doubt
_NO_DOUBT = 6.0  # errors between two steps of which the worse one is worked out no further
_CLOSE = 0.15  # of a gain, within which half of its 95 % interval settles it


@dataclass(frozen=True, slots=True)
class LeverStep:
    """A change of a lever for the better.

    Attributes:
        value: to where, in the declared unit; of a tenth, that of the likely value.
        up: whether it is raised.
        gain: mean net present value above that of today, draw by draw.
    """

    value: float
    up: bool
    gain: Statistic


@dataclass(frozen=True, slots=True)
class Lever:
    """An input that is chosen or negotiated.

    Attributes:
        tenth: a tenth more or less in every draw, whichever is better.
        end: set to the better of its P10 and P90; None of a number without uncertainty.
        flips: values at which the expected net present value crosses the hurdle, as the lever is set to them.
    """

    item: ModelInput
    tenth: LeverStep
    end: LeverStep | None
    flips: tuple[Flip, ...] = ()


def levers(excess: Excess, items: Sequence[ModelInput], beside: Sequence[str] = ()) -> tuple[Lever, ...]:
    """The levers of which a step is worth something, the dearest first; without what they turn.

    A step is worked out on few draws, and on all of them where half of its 95 % interval is then wider than 15 %
    of it; that of the dearest always, and what takes no evaluation.  `beside`: inputs for which all draws will be
    needed too.
    """
    first = {item.id: _Steps.of(excess, item) for item in items}
    dearest = max(first.values(), key=lambda steps: steps.tenth[0].gain.value, default=None)
    always = {name for name, steps in first.items() if steps is dearest or _by_formula(excess, name)}
    again = [name for name, steps in first.items() if name in always or not steps.known]
    if again or beside:
        excess.many([*again, *beside])
    steps_of = {name: steps.on_all(excess, name in always) for name, steps in first.items()}
    ranked = _ranked(steps_of)
    while ranked and ranked[0].item.id not in always:  # on all draws another one came to stand first
        name = ranked[0].item.id
        always.add(name)
        steps_of[name] = first[name].on_all(excess, True)
        ranked = _ranked(steps_of)
    return ranked


def _ranked(steps_of: Mapping[str, _Steps]) -> tuple[Lever, ...]:
    made = (steps.lever for steps in steps_of.values())
    return tuple(sorted((each for each in made if each is not None), key=lambda each: -each.tenth.gain.value))


def levers_of(model: Model, cut: Cut) -> list[ModelInput]:
    """The levers that a counted flow reads, but for gates: those are decisions."""
    return [
        item
        for item in model.inputs
        if item.spec.lever and not item.spec.threshold_of and matters(model, item.id, cut)
    ]


def _by_formula(excess: Excess, name: str) -> bool:
    """Whether setting an input takes no line to be evaluated."""
    of = excess.few.influences.get(name)
    return of is not None and not of.again.steps and not of.start.steps


@dataclass(frozen=True, slots=True)
class _Tried:
    """A step with what is gained by it, of each draw of some and on average over some."""

    value: float
    up: bool
    gained: Callable[[CommonDraws], Array]
    gain: Statistic

    @property
    def known(self) -> bool:
        return self.gain.half_width <= _CLOSE * self.gain.value


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of a lever that may still be the better ones, the better so far first; no end of a constant."""

    item: ModelInput
    tenth: tuple[_Tried, ...]
    end: tuple[_Tried, ...]

    @staticmethod
    def of(excess: Excess, item: ModelInput) -> _Steps:
        """On few draws."""
        tenths, ends = [], []
        for factor in (1 - TENTH, 1 + TENTH):
            value = float(np.clip(item.likely * factor, *limits(item)))
            by = partial(_by_factor, item=item, factor=factor)
            tenths.append((item.shown(value), (factor > 1) == (item.likely >= 0), by))
        if not item.constant:
            for level in _ENDS:
                value = float(item.quantile(np.array([level]))[0])
                set_to = partial(_by_value, excess=excess, item=item, value=value)
                ends.append((item.shown(value), level > 0.5, set_to))
        return _Steps(item, _better(excess.few, tenths), _better(excess.few, ends))

    @property
    def known(self) -> bool:
        return all(steps[0].known for steps in (self.tenth, self.end) if steps)

    def on_all(self, excess: Excess, both: bool) -> _Steps:
        """On all draws what few leave unknown, or both steps."""

        def every(steps: tuple[_Tried, ...]) -> tuple[_Tried, ...]:
            if not steps or (steps[0].known and not both):
                return steps
            many = excess.many((self.item.id,))
            return _sorted(replace(step, gain=over_replicates(step.gained(many))) for step in steps)

        return _Steps(self.item, every(self.tenth), every(self.end))

    @property
    def lever(self) -> Lever | None:
        """None where a tenth is worth nothing that can be told."""
        tenth, end = (
            LeverStep(steps[0].value, steps[0].up, steps[0].gain) if steps else None
            for steps in (self.tenth, self.end)
        )
        if tenth is None or not tenth.gain.value > MEASURABLE * tenth.gain.error:
            return None
        return Lever(self.item, tenth, end)


def _better(
    few: CommonDraws, steps: Sequence[tuple[float, bool, Callable[[CommonDraws], Array]]]
) -> tuple[_Tried, ...]:
    """The better of two steps, or both where few draws leave a doubt."""
    if not steps:
        return ()
    left = [*steps]
    for draws in (few.first(_FEWEST), few):
        gains = [gained(draws) for _, _, gained in left]
        if len(left) > 1:
            ahead = over_replicates(gains[0] - gains[1])
            if abs(ahead.value) > _NO_DOUBT * ahead.error:
                better = 0 if ahead.value > 0 else 1
                left, gains = [left[better]], [gains[better]]
    return _sorted(_Tried(*step, over_replicates(gain)) for step, gain in zip(left, gains, strict=True))


def _sorted(steps: Iterable[_Tried]) -> tuple[_Tried, ...]:
    return tuple(sorted(steps, key=lambda step: -step.gain.value))


def _by_factor(draws: CommonDraws, *, item: ModelInput, factor: float) -> Array:
    """What is gained with every draw of an input scaled, within its physical limits: (16, n)."""
    low, high = limits(item)
    scaled = draws.with_draws(item.id, lambda values: np.clip(values * factor, low, high))
    return np.asarray(scaled - draws.by_replicate({}))


def _by_value(draws: CommonDraws, *, excess: Excess, item: ModelInput, value: float) -> Array:
    """What is gained with an input set: (16, n)."""
    return np.asarray(excess.at(draws, {item.id: value}) - excess.at(draws, {}))
