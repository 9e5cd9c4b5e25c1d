"""What an estimate file keeps of an update: values with grades and sources, rank correlations."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence

from roi.case import Correlation, Override
from roi.model import Model, ModelInput
from roi.model.layer import ANSWERS
from roi.observed.observations import Observation
from roi.observed.posterior import Posterior
from roi.observed.stored import correlations_of, moved, text_of
from roi.sourced import Source
from roi.updated import Updated

_INFORMED = 0.1  # of the standard deviation of an input: with less gone its old evidence still carries it


def kept_of(
    model: Model,
    found: Posterior,
    luck: Mapping[str, float],
    observations: Sequence[Observation],
    seen: set[str],
) -> Updated:
    before, ess = found.before, found.diagnostics.ess
    inputs = {item.id for item in model.inputs}
    names = [
        name
        for name in moved(before, found.mean, found.sd, found.together, ess, seen)
        if name in inputs  # the luck of single years is no input of the document
    ]
    data: dict[str, tuple[float, ...]] = {}
    texts: dict[str, str] = {}
    for name in names:
        item = model.input(name)
        if name in luck:
            texts[name] = repr(float(f"{item.shown(luck[name]):.10g}"))
        else:
            texts[name] = found.texts.get(name) or text_of(found.laws[name], model, data, ess)
    sources = _sources(observations)
    kept = [name for name in names if name in found.laws and name not in luck]
    tied = correlations_of(before, found.together, ess, kept)
    return Updated(
        inputs={
            name: _override(model.input(name), texts[name], found, tuple(sources), observations)
            for name in names
        },
        correlations=tuple(Correlation(pair.between, pair.rank, "After the observations.") for pair in tied),
        sources=sources,
        data=data,
        answers={
            name: override
            for layer in model.layers
            if layer.name in ANSWERS
            for name, override in layer.overrides.items()
            if name in names
        },
    )


def _override(
    item: ModelInput,
    text: str,
    found: Posterior,
    sources: tuple[str, ...],
    observations: Sequence[Observation],
) -> Override:
    """A value with its grade: that of the observations where they are what it rests on now."""
    place = found.before.place(item.id)
    before = 1.0 if place is None else math.sqrt(float(found.before.cov[place, place]))
    left = 0.0 if item.id in found.known or place is None else float(found.sd[place]) / before
    direct = any(row.name == item.id for row in observations)
    if not direct and left > 1 - _INFORMED:
        return Override(
            text, item.spec.grade, item.spec.source, item.spec.note, product=item.spec.product or None
        )
    grades = {row.grade for row in observations}
    count = f"{len(observations):,} observation{'s' if len(observations) > 1 else ''}"
    note = f"From {count}, with what was known before."
    return Override(
        text,
        "measured" if "measured" in grades else "customer",
        (*sources, *item.spec.source),
        f"{note} {item.spec.note}".strip(),
        product=item.spec.product or None,
    )


def _sources(observations: Sequence[Observation]) -> dict[str, Source]:
    """The sources of the rows, each once, as those of a case."""
    named: dict[tuple[str, str], list[Observation]] = {}
    for row in observations:
        named.setdefault((row.source, row.by), []).append(row)
    found: dict[str, Source] = {}
    for (source, by), rows in named.items():
        dates = [row.date for row in rows if row.date is not None]
        count = f"{len(rows):,} observation{'s' if len(rows) > 1 else ''}"
        title = source or (f"Word of {by}" if by else "Observations")
        id = f"observed-{len(found) + 1}"
        found[id] = Source(
            id, title, by or "the customer", max(dates, default=datetime.date.today()), "primary",
            note=f"{count} of {', '.join(dict.fromkeys(row.name for row in rows))}.",
        )  # fmt: skip
    return found
