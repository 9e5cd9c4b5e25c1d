"""Estimates → models: the answers of an estimate laid over its case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from cases.estimate import Estimate, Settings
from roi.accountability import with_accountability
from roi.errors import NOWHERE, Place, RoiError
from roi.model import Layer, Model
from roi.model.layer import OBSERVED
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


def rechosen(estimate: Estimate, settings: Settings, before: Model | None = None) -> Estimate:
    """The estimate with other settings, its answers worked out again where a preset or an option moves them.

    Of another region they are not: an answer is read in the currency in which it was said.

    Args:
        before: the model of the estimate, where it is at hand.

    Raises:
        RoiError: an answer cannot stand there; the message names both.
    """
    now = estimate.settings
    if (now.preset, now.option) != (settings.preset, settings.option):
        here = replace(settings, region=now.region, currency=now.currency)
        estimate = moved(replace(estimate, settings=here), before or partial(model_of, estimate))
    return replace(estimate, settings=settings)


def moved(estimate: Estimate, before: Model | Callable[[], Model]) -> Estimate:
    """The estimate with the answers that were worked out with what it has another value of than a model before.

    Raises:
        RoiError: an answer cannot stand there; the message names both.
    """
    if not any(override.typed for override in estimate.overrides.values()):
        return estimate
    from roi.answers import again_in

    read = before if isinstance(before, Model) else before()
    try:
        again = again_in(model_of(estimate), estimate.overrides, read)
    except RoiError as problem:
        raise _worded(problem) from None
    return replace(estimate, overrides={**estimate.overrides, **again})


def reread(estimate: Estimate, *names: str) -> Estimate:
    """The estimate with the answers that were worked out with some inputs as they are now that those changed.

    Raises:
        RoiError: an answer cannot stand beside what changed; the message names both.
    """
    from roi.answers import again_by

    for name in names:
        try:
            again = again_by(name, estimate.overrides, partial(model_of, estimate))
        except RoiError as problem:
            raise _worded(problem) from None
        estimate = replace(estimate, overrides={**estimate.overrides, **again})
    return estimate


def _worded(problem: RoiError) -> RoiError:
    """Without its place: whoever looks at a screen knows questions, and no ids."""
    return RoiError(problem.message, hint=problem.hint)
