"""Estimates → models: the one place that lays an estimate's answers over its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cases.estimate import Estimate
from cases.models import model_of as model_of
from cases.models import settled as settled
from cases.snapshots import table_of
from roi.case import Override
from roi.errors import Place, RoiError, of_setting
from roi.model import Layer, Model


def file_model_of(estimate: Estimate, values: Mapping[str, Override]) -> Model:
    """The model of an estimate from a file with the values of a command line; errors name the file."""
    typed = typed_layers(values, learn=estimate.settings.learn)
    return model_of(estimate, typed, place=Place(estimate.origin, "[overrides]"))


def typed_layers(values: Mapping[str, Override], *, learn: bool) -> tuple[Layer, ...]:
    """The values of the command line, those of the seller beneath those of the prospect."""
    answers = {name: value for name, value in values.items() if value.who == "prospect"}
    sets = {name: value for name, value in values.items() if name not in answers}
    return tuple(
        Layer("set", of_setting(setting), layer, "seller", learn)
        for setting, layer in (("set", sets), ("answer", answers))
        if layer
    )


def snapshot_estimate(estimate: Estimate, name: str) -> Estimate:
    """One of the estimate's snapshots as an estimate."""
    kept = estimate.snapshots[name]
    settings = replace(
        estimate.settings, option=kept.option, preset=kept.preset, horizon=kept.horizon, region=kept.region
    )
    return replace(estimate, settings=settings, overrides=kept.overrides)


def snapshot_model(estimate: Estimate, name: str, values: Mapping[str, Override] | None = None) -> Model:
    """The model of one of the estimate's snapshots, perhaps with more answers.

    Raises:
        RoiError: whatever does not fit the case; it names the snapshot.
    """
    variant = snapshot_estimate(estimate, name)
    try:
        typed = typed_layers(values or {}, learn=variant.settings.learn)
        return model_of(variant, typed, place=Place(estimate.origin, table_of(name, "overrides")))
    except RoiError as problem:
        if problem.where.setting is not None and problem.where.setting.name in (
            "option",
            "preset",
            "horizon",
            "region",
        ):
            raise problem.at(Place(estimate.origin, table_of(name))) from None
        raise


def check_snapshots(estimate: Estimate) -> None:
    """Every snapshot must fit the case, before anybody builds on the file.

    Raises:
        RoiError: the first that does not.
    """
    for name in estimate.snapshots:
        snapshot_model(estimate, name)
