"""Models with what observations left of their inputs, and answers divided by it.

70,000 USD a year by 1,800 hours are 38.89 USD an hour, by the 1,000 hours that were counted they are 70: whatever
else was observed is held against 70.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

from roi.answers import quotients
from roi.errors import of_setting
from roi.model import Layer, Model
from roi.model.layer import ANSWERS, OBSERVED
from roi.sim.gate import relaid
from roi.updated import Updated, after_update

_SAME = 1e-3  # relative: by how much an answer may be off that observations are held against


def model_after(model: Model, updated: Updated) -> Model:
    """The model with the inputs of an update in place of what was known of them before."""
    answers = _answers(model, updated.inputs)
    return relaid(
        model,
        [_observed(model, updated), *answers],
        option=model.option,
        case=after_update(model.case, updated),
    )


def divided_anew(model: Model, held_against: Model, updated: Updated) -> Model | None:
    """The model before the observations, its answers divided by what these left, as numbers of their own.

    Args:
        model: before the observations.
        held_against: what they were held against.
        updated: what they left.

    Returns:
        None where `held_against` has those answers.

    Raises:
        RoiError: an answer cannot stand beside the value that it is divided by.
    """
    by = quotients(model)
    left = {name: updated.inputs[name] for name in by.values() if name in updated.inputs}
    case = after_update(model.case, updated) if left else model.case
    divided = {}
    for name in by if left else ():
        others = replace(updated, inputs={key: value for key, value in left.items() if key != name})
        divided[name] = relaid(
            model, [_observed(model, others), *_answers(model, others.inputs)], option=model.option, case=case
        ).input(name)
    if all(
        math.isclose(item.likely, held_against.input(name).likely, rel_tol=_SAME)
        for name, item in divided.items()
    ):
        return None
    held = {name: item.override.held for name, item in divided.items() if item.override}
    layers = [
        replace(
            layer, overrides={**layer.overrides, **{key: held[key] for key in held.keys() & layer.overrides}}
        )
        if layer.name in ANSWERS
        else layer
        for layer in model.layers
    ]
    return relaid(model, layers, option=model.option)


def _observed(model: Model, updated: Updated) -> Layer:
    older = {key: x for layer in model.layers if layer.name == OBSERVED for key, x in layer.overrides.items()}
    return Layer(OBSERVED, of_setting("observed"), {**older, **updated.inputs}, "measured")


def _answers(model: Model, but: Collection[str]) -> list[Layer]:
    return [
        replace(layer, overrides={key: x for key, x in layer.overrides.items() if key not in but})
        for layer in model.layers
        if layer.name in ANSWERS
    ]
