"""Estimates → models: the answers of an estimate laid over its case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cases.estimate import Estimate
from roi.accountability import with_accountability
from roi.errors import NOWHERE, Place
from roi.model import Layer, Model
from roi.model.layer import OBSERVED, answers_in
from roi.sim.gate import resolve


def layers_of(estimate: Estimate, place: Place = NOWHERE) -> list[Layer]:
    """What observations left of the inputs, and the answers over it; `place`: of the answers."""
    updated, observed = estimate.updated, Place(estimate.origin, "[updated.inputs]")
    return [
        *([Layer(OBSERVED, observed, updated.inputs, "measured")] if updated else []),
        Layer("estimate", place, estimate.overrides, "seller", estimate.settings.learn),
    ]


def model_of(estimate: Estimate, typed: Sequence[Layer] = (), *, place: Place = NOWHERE) -> Model:
    """The model of an estimate.

    Args:
        estimate: the case with its answers and settings.
        typed: further answers, over those of the estimate.
        place: of the answers of the estimate.

    Raises:
        RoiError: whatever is wrong in its case or its answers.
    """
    settings = estimate.settings
    return resolve(
        with_accountability(estimate.case, estimate.lines),
        option=settings.option,
        preset=settings.preset,
        layers=[*layers_of(estimate, place), *typed],
        horizon=settings.horizon,
        currency=settings.currency,
        start=settings.start,
        region=settings.region,
    )


def settled(estimate: Estimate, model: Model) -> Estimate:
    """The estimate with its answers as its model has them: those divided by another input, worked out."""
    given = answers_in(model.layers)
    return replace(estimate, overrides={name: given.get(name, x) for name, x in estimate.overrides.items()})
