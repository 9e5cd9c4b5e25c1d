"""Which inputs say how much of it there is."""

from __future__ import annotations

from collections.abc import Iterator

from roi.model import Model, ModelInput


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
