"""Which inputs say how much of it there is, and what else they could be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from roi.arrays import Array
from roi.model import Model, ModelInput

REACH = 100.0  # times and parts of the likely volume that are looked through


def volume_input(model: Model) -> str | None:
    """The input of volume: the first of the group `Volume` that all options share and somebody decides."""
    return next((item.id for item in volumes_of(model)), None)


def volume_levers(model: Model) -> tuple[ModelInput, ...]:
    """The volumes that somebody chooses, such as seats to start with, and not the visits that there are."""
    return tuple(item for item in volumes_of(model) if item.spec.lever)


def volumes_of(model: Model) -> Iterator[ModelInput]:
    shared = model.case.inputs
    items = (item for item in model.inputs if item.id in shared and item.spec.group.lower() == "volume")
    return (item for item in items if is_volume(item))


def is_volume(item: ModelInput) -> bool:
    return not item.spec.luck and item.likely > 0


def volumes_around(item: ModelInput, points: int) -> Array:
    """Volumes as formulas see them, evenly on a logarithmic scale, within the limits; today's is one."""
    low, high = item.likely / REACH, item.likely * REACH
    if item.spec.min is not None:
        low = max(low, item.spec.min * item.unit.scale)
    if item.spec.max is not None:
        high = min(high, item.spec.max * item.unit.scale)
    return np.unique(np.append(np.geomspace(low, high, points), item.likely))
