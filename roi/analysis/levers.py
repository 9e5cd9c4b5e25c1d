"""Levers, chosen or negotiated: what a step of each is worth.  A lever is set, and nothing moves with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
_NO_DOUBT = 6.0  # errors, of few draws, between two steps of which the better one is worked out on all


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


def levers(excess: Excess, items: Sequence[ModelInput]) -> tuple[Lever, ...]:
    """The levers of which a step is worth something, the dearest first; without what they turn."""
    steps = (_lever(excess, item) for item in items)
    return tuple(
        sorted((each for each in steps if each is not None), key=lambda each: -each.tenth.gain.value)
    )


def levers_of(model: Model, cut: Cut) -> list[ModelInput]:
    """The levers that a counted flow reads, but for gates: those are decisions."""
    return [
        item
        for item in model.inputs
        if item.spec.lever and not item.spec.threshold_of and matters(model, item.id, cut)
    ]


def _lever(excess: Excess, item: ModelInput) -> Lever | None:
    """The lever with its steps; None where a tenth of it is worth nothing that can be told."""
    tenths = []
    for factor in (1 - TENTH, 1 + TENTH):
        value = float(np.clip(item.likely * factor, *limits(item)))
        by = partial(_by_factor, item=item, factor=factor)
        tenths.append((item.shown(value), (factor > 1) == (item.likely >= 0), by))
    tenth = _better(excess, tenths)
    if not tenth.gain.value > MEASURABLE * tenth.gain.error:
        return None
    if item.constant:
        return Lever(item, tenth, None)
    ends = [
        (item.shown(float(value)), u > 0.5, partial(_by_value, excess=excess, item=item, value=float(value)))
        for u, value in zip(_ENDS, item.quantile(np.array(_ENDS)), strict=True)
    ]
    return Lever(item, tenth, _better(excess, ends))


def _better(excess: Excess, steps: Sequence[tuple[float, bool, Callable[[CommonDraws], Array]]]) -> LeverStep:
    """The better of two steps, each with what is gained in each draw: on few draws where these leave no doubt."""
    first, second = (gained(excess.few) for _, _, gained in steps)
    ahead = over_replicates(first - second)
    if abs(ahead.value) > _NO_DOUBT * ahead.error:
        steps = [steps[0] if ahead.value > 0 else steps[1]]
    each = [LeverStep(value, up, over_replicates(gained(excess.many))) for value, up, gained in steps]
    return max(each, key=lambda step: step.gain.value)


def _by_factor(draws: CommonDraws, *, item: ModelInput, factor: float) -> Array:
    """What is gained with every draw of an input scaled, within its physical limits: (16, n)."""
    low, high = limits(item)
    scaled = draws.with_draws(item.id, lambda values: np.clip(values * factor, low, high))
    return np.asarray(scaled - draws.by_replicate({}))


def _by_value(draws: CommonDraws, *, excess: Excess, item: ModelInput, value: float) -> Array:
    """What is gained with an input set: (16, n)."""
    return np.asarray(excess.at(draws, {item.id: value}) - excess.at(draws, {}))
