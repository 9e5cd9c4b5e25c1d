"""Answers at which another candidate becomes the best: where conditional means of net present value cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.special import ndtr, ndtri

from roi.analysis.answer_cells import cells_of
from roi.analysis.conditional import means_given
from roi.analysis.regression import MEASURABLE, design, spline, straight
from roi.analysis.scores import answers_of, normal_scores
from roi.analysis.thresholds import PLAUSIBLE
from roi.arrays import Array
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.prepare import Prepared
from roi.sim.sampling import REPLICATES

STEPS = 393  # places of an answer at which a lead is looked at


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer at which another candidate becomes the best: the input's value in its declared unit."""

    value: float
    below: str
    above: str


def turns(
    prepared: Prepared, item: ModelInput, npv: Array, names: Sequence[str]
) -> tuple[str, tuple[Turn, ...]]:
    """The candidate of the largest E[NPV | X] at P1 of the input, and up to P99 where another takes the lead.

    Args:
        prepared: a model of the input.
        item: the input.
        npv: net present value of each candidate, (k, 16, m); `names`: theirs.
    """
    scores, answer = normal_scores(prepared, [item])[item.id], answers_of(prepared, [item.id])[item.id]
    values, z = answer(ndtr(scores)), ndtri(np.linspace(*PLAUSIBLE, STEPS))
    columns = np.concatenate([design([spline(scores)]), straight(values)], axis=-1)
    basis = np.vstack([np.ones(z.size), spline(z), straight(values, answer(ndtr(z))).T]).T
    means, each = means_given(columns, [cells_of(scores)], npv).at(basis, z)
    spans = _clear(_spans(means), means, each)
    roots = []
    for before, after in pairwise(spans):
        k, old, new = after.start - 1, before.leader, after.leader
        gap = means[new, k : k + 2] - means[old, k : k + 2]
        crossed = gap[0] <= 0 < gap[1]
        at = z[k] - gap[0] * (z[k + 1] - z[k]) / (gap[1] - gap[0]) if crossed else z[k + 1]
        value = item.shown(float(answer(np.array([ndtr(at)]))[0]))
        roots.append(Turn(value, names[old], names[new]))
    return names[spans[0].leader], tuple(roots)


@dataclass(frozen=True, slots=True)
class _Span:
    """Answers, by their place in the grid, for which one candidate leads."""

    start: int
    stop: int
    leader: int


def _spans(means: Array) -> list[_Span]:
    """Who has the largest mean where."""
    best = means.argmax(axis=0)
    edges = [0, *(np.flatnonzero(best[1:] != best[:-1]) + 1).tolist(), best.size]
    return [_Span(start, stop, int(best[start])) for start, stop in pairwise(edges)]


def _clear(spans: list[_Span], means: Array, each: Array) -> list[_Span]:
    """Without the spans in which the lead over a neighbour nowhere stands above twice its error.

    Where two candidates are worth about the same, the noise of the fits would make them take turns.

    Args:
        spans: in order, without gaps.
        means: of each candidate over the grid, (k, steps).
        each: the same from fits that leave a replicate out, (16, k, steps): their jackknife gives the error.
    """
    while len(spans) > 1:
        leads = [_lead(spans, place, means, each) for place in range(len(spans))]
        weakest = int(np.argmin(leads))
        if leads[weakest] > MEASURABLE:
            break
        spans = _without(spans, weakest, means)
    return spans


def _lead(spans: Sequence[_Span], place: int, means: Array, each: Array) -> float:
    """The largest lead of a span over its neighbours, over the weaker of the two, in errors."""
    span = spans[place]
    part = slice(span.start, span.stop)
    leads = []
    for other in (
        spans[neighbour].leader for neighbour in (place - 1, place + 1) if 0 <= neighbour < len(spans)
    ):
        gaps = each[:, span.leader, part] - each[:, other, part]
        error = np.sqrt((REPLICATES - 1) * gaps.var(axis=0))
        gap = means[span.leader, part] - means[other, part]
        leads.append(float(np.max(gap / np.maximum(error, np.finfo(float).tiny))))
    return min(leads)


def _without(spans: Sequence[_Span], place: int, means: Array) -> list[_Span]:
    """The neighbours of a span share it: the upper one from where its mean is the larger."""
    span, lower, upper = spans[place], spans[:place], spans[place + 1 :]
    if not lower:
        return [replace(upper[0], start=span.start), *upper[1:]]
    if not upper:
        return [*lower[:-1], replace(lower[-1], stop=span.stop)]
    below, above = lower[-1], upper[0]
    if below.leader == above.leader:
        return [*lower[:-1], replace(below, stop=above.stop), *upper[1:]]
    ahead = np.flatnonzero(
        means[above.leader, span.start : span.stop] > means[below.leader, span.start : span.stop]
    )
    split = span.start + int(ahead[0]) if ahead.size else span.stop
    return [*lower[:-1], replace(below, stop=split), replace(above, start=split), *upper[1:]]
