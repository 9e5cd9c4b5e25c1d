"""Levers, chosen or negotiated: what a step of each is worth.  A lever is set, and nothing moves with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from roi.analysis.common_draws import CommonDraws
from roi.analysis.ranges import limits
from roi.analysis.replay import matters
from roi.analysis.thresholds import Excess, Flip, flips, over_replicates
from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.sim.cuts import Cut
from roi.sim.estimate import Estimate

TENTH = 0.1
MEASURABLE = 2.0  # errors below which a step is worth nothing that can be told
_ENDS = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a lever for the better.

    Attributes:
        value: to where, in the declared unit; of a tenth, that of the likely value.
        up: whether it is raised.
        gain: mean net present value above that of today, draw by draw.
    """

    value: float
    up: bool
    gain: Estimate


@dataclass(frozen=True, slots=True)
class Lever:
    """An input that is chosen or negotiated.

    Attributes:
        tenth: a tenth more or less in every draw, whichever is better.
        end: set to the better of its P10 and P90; None of a number without uncertainty.
        flips: values at which the expected net present value crosses the hurdle, as the lever is set to them.
    """

    item: ModelInput
    tenth: Step
    end: Step | None
    flips: tuple[Flip, ...] = ()


def levers(excess: Excess, items: Sequence[ModelInput], detailed: int = 8) -> tuple[Lever, ...]:
    """The levers of which a step is worth something, the dearest first; the first `detailed` with thresholds."""
    today = excess.at(excess.many, {})
    steps = (_lever(excess, item, today) for item in items)
    ranked = sorted((each for each in steps if each is not None), key=lambda each: -each.tenth.gain.value)
    return tuple(
        replace(each, flips=flips(excess, each.item)) if place < detailed else each
        for place, each in enumerate(ranked)
    )


def levers_of(model: Model, cut: Cut) -> list[ModelInput]:
    """The levers that a counted flow reads, but for gates: those are decisions."""
    return [
        item
        for item in model.inputs
        if item.spec.lever and not item.spec.threshold_of and matters(model, item.id, cut)
    ]


def _lever(excess: Excess, item: ModelInput, today: Array) -> Lever | None:
    """The lever with its steps; None where a tenth of it is worth nothing that can be told."""
    draws, before, tenths = excess.many, excess.many.by_replicate({}), []
    for factor in (1 - TENTH, 1 + TENTH):
        gain = over_replicates(_scaled(draws, item, factor) - before)
        value = float(np.clip(item.likely * factor, *limits(item)))
        tenths.append(Step(item.shown(value), (factor > 1) == (item.likely >= 0), gain))
    tenth = max(tenths, key=lambda step: step.gain.value)
    if not tenth.gain.value > MEASURABLE * tenth.gain.error:
        return None
    if item.constant:
        return Lever(item, tenth, None)
    ends = [
        Step(
            item.shown(float(value)),
            u > 0.5,
            over_replicates(excess.at(draws, {item.id: float(value)}) - today),
        )
        for u, value in zip(_ENDS, item.quantile(np.array(_ENDS)), strict=True)
    ]
    return Lever(item, tenth, max(ends, key=lambda step: step.gain.value))


def _scaled(draws: CommonDraws, item: ModelInput, factor: float) -> Array:
    """The metric with every draw of an input scaled, within its physical limits: (16, n)."""
    low, high = limits(item)
    return draws.with_draws(item.id, lambda values: np.clip(values * factor, low, high))
