"""What an update tells of the figures that were observed and of the inputs that moved."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter

import numpy as np
from scipy.special import bdtr, bdtrc, ndtr, stdtr

from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.observed.datum import Datum
from roi.observed.latent import Latent, read_by, run_scores
from roi.observed.posterior import Posterior
from roi.observed.results import Forecast, InputChange, PosteriorSpread, spread_of
from roi.records import dataclass
from roi.sim.block import PIECE
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import Prepared
from roi.updated import Updated

POINTS = 16_384  # draws that the observations are held against, whatever the run has
Tells = Mapping[str, Sequence[tuple[Datum, float]]]
"""By input, the observed figures that tell something of it, each with a share of variance."""
_TELLS = 0.01  # of the variance of an input, below which an observation says nothing of it
_P = np.array([0.01, 0.1, 0.5, 0.9, 0.99])


@dataclass(frozen=True, slots=True)
class Seen:
    """What is observed, in draws, in the unit of formulas.

    Attributes:
        before: of the estimate, (data, n).
        given: given the observations, (data, m); as before where they say nothing of any draw.
    """

    before: Array
    given: Array


def seen_of(prepared: Prepared, posterior: Posterior, data: Sequence[Datum]) -> Seen:
    """What is observed before the observations and given them."""
    before = responses_of(prepared, data)
    given = np.stack(_given(posterior, data)) if posterior.diagnostics.method != "exact" else before
    return Seen(before, given)


def forecasts_of(
    after: Prepared, posterior: Posterior, data: Sequence[Datum], seen: Seen
) -> tuple[list[Forecast], float]:
    """Every figure that was observed before and after, and how far the stored laws miss the draws.

    Args:
        after: the draws of the stored laws.
    """
    now = responses_of(after, data)
    given = seen.given if posterior.diagnostics.method != "exact" else now
    again = drawn_anew(posterior.before.model)
    missed, forecasts = 0.0, []
    for datum, before, kept, row in zip(data, seen.before, given, now, strict=True):
        scale = datum.response.scale
        p1, p10, p50, p90, p99 = (float(x) / scale for x in np.quantile(before, _P))
        stored, spread = spread_of(kept / scale), spread_of(row / scale)
        width = max(p90 - p10, float(before.std()) / scale)
        if width > 0 and datum.response.name not in again:
            off = (abs(getattr(stored, key) - getattr(spread, key)) for key in ("mean", "p10", "p90"))
            missed = max(missed, *(each / width for each in off))
        forecasts.append(Forecast(datum, p1, p10, p50, p90, p99, place_of(datum, before), spread))
    return forecasts, missed


def drawn_anew(model: Model) -> set[str]:
    """The lines that the luck of single years has a part in, which an update does not keep."""
    names = {item.id for item in model.luck}
    for line in model.lines:
        if line.reads & names:
            names.add(line.id)
    return names


def _given(posterior: Posterior, data: Sequence[Datum]) -> list[Array]:
    """What was observed, in the draws given the observations."""
    n = len(next(iter(posterior.drawn.values()), np.zeros(1)))
    inputs = {**posterior.before.fixed, **posterior.known, **posterior.drawn}
    values = {name: np.asarray(value) for name, value in inputs.items()}
    block = evaluate_block(posterior.before.model, values)
    return [np.broadcast_to(datum.response.values(values, block), (n,)) for datum in data]


def responses_of(prepared: Prepared, data: Sequence[Datum]) -> Array:
    """What was observed, in the draws of a model, (data, n)."""
    n, model = prepared.sampling.draws, read_by(prepared.model, data)
    responses = np.empty((len(data), n))
    for first in range(0, n, PIECE):
        last = min(first + PIECE, n)
        inputs = prepared.inputs_between(first, last)
        block = evaluate_block(model, inputs)
        for row, datum in zip(responses, data, strict=True):
            row[first:last] = datum.response.values(inputs, block)
    return responses


def place_of(datum: Datum, seen: Array) -> float:
    """Share of the forecast below what was observed, its error included."""
    if datum.n:
        share = np.clip(seen, 0.0, 1.0)
        below = bdtr(datum.hits - 1, datum.n, share) if datum.hits else np.zeros_like(share)
        return float(np.mean(below + (1 - below - bdtrc(datum.hits, datum.n, share)) / 2))
    if datum.error == 0:
        return float(np.mean(seen < datum.value) + np.mean(seen == datum.value) / 2)
    score = (datum.value - seen) / datum.error
    return float(np.mean(stdtr(datum.degrees, score) if math.isfinite(datum.degrees) else ndtr(score)))


def changes_of(
    model: Model, after: Model, updated: Updated, tells: Tells, luck: Collection[str]
) -> list[InputChange]:
    """The inputs that moved, the most informed first; `luck` decides nothing any more."""
    changes = []
    for name in updated.inputs:
        old, new = model.input(name), after.input(name)
        was, now = _spread(old), _spread(new)
        by = sorted(tells.get(name, []), key=lambda pair: -pair[1])[:3]
        changes.append(
            InputChange(
                name, was, now, old.shown(old.likely), new.shown(new.likely),
                1 - now.sd / was.sd if was.sd > 0 else 0.0, updated.inputs[name].value, tuple(by), name in luck,
            )
        )  # fmt: skip
    return sorted(changes, key=attrgetter("gone"), reverse=True)


def _spread(item: ModelInput) -> PosteriorSpread:
    """Of the law itself, by equal steps of probability."""
    if item.constant:
        value = item.shown(item.likely)
        return PosteriorSpread(value, 0.0, value, value, value)
    return spread_of(item.quantile((np.arange(POINTS) + 0.5) / POINTS) / item.unit.scale)


def tells_of(prepared: Prepared, before: Latent, data: Sequence[Datum]) -> Tells:
    """By input, each datum with the share of the variance of its score that it would take away alone (linearly)."""
    z = run_scores(prepared, before, POINTS // 64)
    seen = before.responses(z, [datum.response for datum in data])
    off = z - z.mean(axis=1)[:, None]
    variance = np.square(off).mean(axis=1)
    tells: dict[str, list[tuple[Datum, float]]] = {item.id: [] for item in before.items}
    for datum, row in zip(data, seen, strict=True):
        error = datum.error**2
        if datum.n:
            error = float(np.mean(np.clip(row, 0, 1) * (1 - np.clip(row, 0, 1)))) / datum.n
        centred = row - row.mean()
        total = float(np.square(centred).mean()) + error
        if not total > 0:
            continue
        shares = np.square((off * centred).mean(axis=1)) / total / np.maximum(variance, 1e-300)
        for item, share in zip(before.items, shares, strict=True):
            if share >= _TELLS:
                tells[item.id].append((datum, min(1.0, float(share))))
    return tells
