"""Correlations with which the stored laws keep the spread of the observed figures.

Draws that observations leave lie on a bent ridge: many inputs are wide, and what was paid is narrow.  One law an
input and the correlations of their normal scores let go of a part of that, and the figures come out too wide.  Of
all normal laws of the scores the one is taken that is nearest to theirs (Kullback & Leibler 1951) among those with
standard normal marginals in which the observed figures have, to first order, the variance of the draws:

    minimise KL(N(0, R) ‖ N(0, R₀))   with   Rᵢᵢ = 1   and   bₖᵀ R bₖ = tₖ

Each condition alone is met by R − R b bᵀ R (bᵀRb − t) / (bᵀRb)², which leaves R positive definite; in turn, they
lead to all of them (I-projections: Csiszár 1975; for normal laws Speed & Kiiveri 1986).  The slopes b are those of
a regression on draws of the stored laws, taken anew in each round, since a figure is not linear in the scores.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.case import Correlation
from roi.model.correlation import drawn_rank
from roi.model.tied_ranks import tied
from roi.observed.datum import Datum
from roi.observed.latent import Latent, run_scores
from roi.observed.moments import moments
from roi.records import dataclass
from roi.sim.prepare import Prepared
from roi.sim.sampling import REPLICATES

GOOD = 0.02  # of the forecast's spread: figures that come out that near are left as they are
_DRAWS = 2_048  # of the stored laws, on which slopes are taken
_ROUNDS = 4
_LEAST_LEFT = 0.25  # of the variance to first order: no more is taken away in one round
_LINEAR = 0.1  # share of a variance that is of first order, below which no correlation changes it
_PROJECTIONS = 20
_SETTLED = 1e-3
_STRONGEST = 0.999
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _ObservedFigures:
    """Observed figures as they are given the observations.

    Attributes:
        data: the figures, k of them.
        mean, p10, p90, variance: of the draws given the observations, (k,).
        width: spread of the forecast, (k,).
    """

    data: Sequence[Datum]
    mean: Array
    p10: Array
    p90: Array
    variance: Array
    width: Array

    def missed(self, seen: Array) -> Array:
        """How far draws (k, n) are off in mean, P10 and P90, over the forecast's spread, (k,)."""
        p10, p90 = np.quantile(seen, [0.1, 0.9], axis=1)
        off = np.stack([seen.mean(axis=1) - self.mean, p10 - self.p10, p90 - self.p90])
        return np.asarray(np.abs(off).max(axis=0) / self.width)


def figures_of(data: Sequence[Datum], forecast: Array, given: Array) -> _ObservedFigures:
    """The figures that have a spread, of draws of the forecast (k, n) and given the observations (k, m)."""
    low, high = np.quantile(forecast, [0.1, 0.9], axis=1)
    width = np.maximum(high - low, forecast.std(axis=1))
    kept = np.flatnonzero(width > 0)
    given, width = given[kept], width[kept]
    p10, p90 = np.quantile(given, [0.1, 0.9], axis=1)
    return _ObservedFigures(
        [data[int(k)] for k in kept], given.mean(axis=1), p10, p90, given.var(axis=1), width
    )


def refitted(
    prepared: Prepared, stored: Latent, figures: _ObservedFigures, pairs: tuple[Correlation, ...]
) -> tuple[Correlation, ...]:
    """The correlations of the pairs with which the stored laws miss the figures least.

    Args:
        prepared: draws of the stored laws; `stored`: their normal scores.
        pairs: between inputs that hang together, as they are now.
    """
    names = {name for pair in pairs for name in pair.between}
    places = np.array([k for k, item in enumerate(stored.items) if item.id in names], dtype=np.intp)
    e = stored.independent(run_scores(prepared, stored, _DRAWS // REPLICATES))
    responses = [datum.response for datum in figures.data]
    least, best, now = math.inf, stored, stored
    for count in range(_ROUNDS + 1):
        z = now.scores(e)
        seen = now.responses(z, responses)
        missed = float(figures.missed(seen).max(initial=0.0))
        if missed < least:
            least, best = missed, now
        if count == _ROUNDS or missed < GOOD:
            break
        cov = now.cov.copy()
        inner = np.ix_(places, places)
        cov[inner] = _towards(figures, cov[inner], z[places], seen)
        now = now.with_normal(now.mean, cov, {})
    return pairs if best is stored else tuple(_correlation(best, pair) for pair in pairs)


def projected(cov: Array, slopes: Array, variances: Array) -> Array:
    """The correlations nearest to `cov` (d, d) in which sums by `slopes` (k, d) have these variances (k,)."""
    conditions = [*zip(slopes, variances, strict=True), *((row, 1.0) for row in np.eye(len(cov)))]
    for _ in range(_PROJECTIONS):
        farthest = 0.0
        for slope, wanted in conditions:
            along = (cov * slope).sum(axis=1)
            variance = float((slope * along).sum())
            cov = cov - np.outer(along, along) * ((variance - wanted) / variance**2)
            farthest = max(farthest, abs(variance / wanted - 1))
        if farthest < _SETTLED:
            break
    sd = np.sqrt(np.diag(cov))
    return np.asarray((cov / np.outer(sd, sd)).round(_DIGITS))


def _towards(figures: _ObservedFigures, cov: Array, scores: Array, seen: Array) -> Array:
    """The correlations of scores (d, n) after a round, of figures (k, n) in the same draws."""
    slopes = _slopes(scores, seen)
    variance = seen.var(axis=1)
    linear = np.array([float((np.outer(row, row) * cov).sum()) for row in slopes])
    rest = np.maximum(variance - linear, 0.0)
    wanted = np.maximum(figures.variance - rest, _LEAST_LEFT * linear)
    counted = _spread_counts(linear, variance, figures)
    size = np.sqrt(linear[counted])
    return projected(cov, slopes[counted] / size[:, None], wanted[counted] / linear[counted])


def _spread_counts(linear: Array, variance: Array, figures: _ObservedFigures) -> NDArray[np.intp]:
    """Numbers of the figures whose spread counts and is of first order."""
    return np.flatnonzero((linear > _LINEAR * variance) & (np.sqrt(variance) > GOOD * figures.width))


def _slopes(scores: Array, seen: Array) -> Array:
    """Of figures (k, n) on scores (d, n), by least squares, (k, d)."""
    n, d = scores.shape[1], len(scores)
    _, cov = moments(scores, np.full(n, 1 / n))
    off = scores - scores.mean(axis=1)[:, None]
    tied_to = np.array([[float((row * each).mean()) for each in off] for row in seen])
    return np.asarray(np.linalg.solve(cov + 1e-9 * np.eye(d), tied_to.T).T)


def _correlation(stored: Latent, pair: Correlation) -> Correlation:
    """A pair with the rank correlation that its scores have."""
    places = [k for name in pair.between for k, item in enumerate(stored.items) if item.id == name]
    latent = float(np.clip(stored.cov[places[0], places[1]], -_STRONGEST, _STRONGEST))
    laws = (stored.items[k].distribution for k in places)
    rank = drawn_rank(latent, *(law if tied(law) else None for law in laws))
    return replace(pair, rank=float(f"{rank:.6g}"))
