"""Overrides of one kind, and what they took the place of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from roi.errors import Place
from roi.records import dataclass
from roi.sourced import Grade, Override

LayerName = Literal["case", "region", "option", "preset", "observed", "estimate", "set"]
ANSWERS: tuple[LayerName, ...] = ("estimate", "set")  # layers whose values are answers to questions
OBSERVED: LayerName = "observed"  # the layer of what an update by observations leaves, beneath all answers


@dataclass(frozen=True, slots=True)
class Layer:
    """Overrides of one kind.

    `where` is where such overrides stand; bare values get `grade`.  `learn`: whether answers to facts tell
    something about correlated inputs; without, they are set as levers are.
    """

    name: LayerName
    where: Place
    overrides: Mapping[str, Override]
    grade: Grade = "judgement"
    learn: bool = True


def answers_in(layers: Iterable[Layer]) -> dict[str, Override]:
    """The answers among the values, the later over the earlier."""
    return {
        name: override
        for layer in layers
        if layer.name in ANSWERS
        for name, override in layer.overrides.items()
    }


def has_quotients(layers: Iterable[Layer]) -> bool:
    """Whether an answer among the values follows from what it is divided by."""
    return any(override.dividend for layer in layers for override in layer.overrides.values())


def held(layers: Sequence[Layer]) -> Sequence[Layer]:
    """The same values, each a number of its own, whatever becomes of what answers were divided by."""
    if not has_quotients(layers):
        return layers
    return [
        replace(layer, overrides={name: override.held for name, override in layer.overrides.items()})
        for layer in layers
    ]


@dataclass(frozen=True, slots=True)
class Replaced:
    """The value of an option or a preset that an answer took the place of."""

    layer: LayerName
    value: str
