"""What an estimate file keeps of an update: values with grades and sources, rank correlations."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtri

from roi.arrays import Array
from roi.case import Correlation, Override
from roi.model import Model, ModelInput
from roi.model.layer import answers_in
from roi.observed.exact import number_text
from roi.observed.observations import Observation
from roi.observed.posterior import Posterior
from roi.observed.settled import SettledLuck
from roi.observed.stored import StoredLaw, correlations_of, moved, text_of, weighted_scores
from roi.observed.told import Tells
from roi.sourced import Source
from roi.text import counted
from roi.updated import Updated

_INFORMED = 0.1  # of the standard deviation of an input: with less gone its old evidence still carries it


def kept_of(
    model: Model,
    posterior: Posterior,
    luck: Mapping[str, SettledLuck],
    observations: Sequence[Observation],
    tells: Tells,
) -> Updated:
    """The values, correlations and sources that are kept.

    Args:
        model: before the observations.
        luck: inputs of luck whose outcome is known, or one probability.
        tells: by input the figures that tell something of it, which it then rests on.
    """
    before, ess = posterior.before, posterior.diagnostics.ess
    inputs = {item.id for item in model.inputs}
    names = [
        name
        for name in moved(
            before, posterior.mean, posterior.sd, posterior.together, ess, {row.name for row in observations}
        )
        if name in inputs  # the luck of single years is no input of the document
    ]
    data: dict[str, tuple[float, ...]] = {}
    texts: dict[str, str] = {}
    only = {name: values for each in luck.values() for name, values in each.only.items()}
    for name in names:
        item = model.input(name)
        if name in luck:
            texts[name] = _luck_text(item, luck[name])
        elif name in only:
            texts[name] = text_of(_law_of(item, only[name]), model, data, len(only[name]))
        else:
            texts[name] = posterior.texts.get(name) or text_of(posterior.laws[name], model, data, ess)
    sources = _sources(observations)
    kept = [name for name in names if name in posterior.laws and name not in luck and name not in only]
    tied = correlations_of(before, posterior.together, ess, kept)
    return Updated(
        inputs={
            name: _known(
                model.input(name), texts[name], sources, [row for row in observations if row.name == name]
            )
            if name in posterior.known
            else _override(
                model.input(name), texts[name], posterior, sources, _rows_of(name, observations, tells)
            )
            for name in names
        },
        correlations=tuple(Correlation(pair.between, pair.rank, "After the observations.") for pair in tied),
        sources=sources,
        data=data,
        answers={name: answer for name, answer in answers_in(model.layers).items() if name in names},
    )


def _luck_text(item: ModelInput, luck: SettledLuck) -> str:
    values = [number_text(item, item.shown(value)) for value in luck.values]
    if len(values) == 1:
        return values[0]
    pairs = (f"{value}, {share:.6g}" for value, share in zip(values, luck.shares, strict=True))
    return f"discrete({', '.join(pairs)})"


def _law_of(item: ModelInput, values: Array) -> StoredLaw:
    """The law of draws, as formulas see them."""
    places = item.distribution.cdf(values / item.to_formula)
    scores = ndtri(np.clip(places, 1e-12, 1 - 1e-12))
    return StoredLaw(item, weighted_scores(scores, np.full(len(values), 1 / len(values))))


def _override(
    item: ModelInput,
    text: str,
    posterior: Posterior,
    sources: Mapping[str, Source],
    observations: Sequence[Observation],
) -> Override:
    """A value with its grade: that of the observations where they are what it rests on now."""
    place = posterior.before.place(item.id)
    before = 1.0 if place is None else math.sqrt(float(posterior.before.cov[place, place]))
    left = 0.0 if item.id in posterior.known or place is None else float(posterior.sd[place]) / before
    direct = any(row.name == item.id for row in observations)
    if not direct and left > 1 - _INFORMED:
        return Override(
            text, item.spec.grade, item.spec.source, item.spec.note, product=item.spec.product or None
        )
    grades = {row.grade for row in observations}
    count = counted(len(observations), "observation")
    note = f"From {count}, with what was known before."
    return Override(
        text,
        "measured" if "measured" in grades else "customer",
        (*_ids_of(sources, observations), *item.spec.source),
        f"{note} {item.spec.note}".strip(),
        product=item.spec.product or None,
    )


def _known(
    item: ModelInput, text: str, sources: Mapping[str, Source], observations: Sequence[Observation]
) -> Override:
    """A value without error, which no older evidence bears on."""
    return Override(
        text, observations[0].grade, _ids_of(sources, observations),
        "; ".join(row.note for row in observations if row.note), product=item.spec.product or None,
    )  # fmt: skip


def _rows_of(name: str, observations: Sequence[Observation], tells: Tells) -> Sequence[Observation]:
    """The rows that say something of an input; all, where it has only gone along with others."""
    telling = {id(row) for datum, _ in tells.get(name, ()) for row in datum.rows}
    rows = [row for row in observations if row.name == name or id(row) in telling]
    return rows or observations


def _ids_of(sources: Mapping[str, Source], rows: Sequence[Observation]) -> tuple[str, ...]:
    """The ids of the sources that rows come from."""
    named = {_named(row) for row in rows}
    return tuple(id for id, source in sources.items() if (source.title, source.publisher) in named)


def _named(row: Observation) -> tuple[str, str]:
    """Title and publisher of the source of a row."""
    return row.source or (f"Word of {row.by}" if row.by else "Observations"), row.by or "the customer"


def _sources(observations: Sequence[Observation]) -> dict[str, Source]:
    """The sources of the rows, each once, as those of a case."""
    named: dict[tuple[str, str], list[Observation]] = {}
    for row in observations:
        named.setdefault(_named(row), []).append(row)
    listed: dict[str, Source] = {}
    for (title, publisher), rows in named.items():
        dates = [row.date for row in rows if row.date is not None]
        count = counted(len(rows), "observation")
        id = f"observed-{len(listed) + 1}"
        listed[id] = Source(
            id, title, publisher, max(dates, default=datetime.date.today()), "primary",
            note=f"{count} of {', '.join(dict.fromkeys(row.name for row in rows))}.",
        )  # fmt: skip
    return listed
