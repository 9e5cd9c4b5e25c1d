"""Overrides of one kind, and what they took the place of."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Replaced:
    """The value of an option or a preset that an answer took the place of."""

    layer: LayerName
    value: str
