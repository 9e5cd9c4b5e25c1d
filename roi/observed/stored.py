"""What is known of the inputs afterwards, as values of the case language and rank correlations.

A law is stored as the family that it exactly is, else as a metalog through its quantiles where one comes near
enough, else as quantiles (`data`).  Whoever reads the file needs neither the observations nor this method.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.case import Correlation
from roi.distributions import metalog
from roi.distributions.law import inside
from roi.errors import RoiError
from roi.model import Model, ModelInput
from roi.model.correlation import connected, drawn_rank
from roi.model.read import value_of
from roi.model.tied_ranks import tied
from roi.observed.exact import number_text
from roi.observed.latent import Latent
from roi.records import dataclass
from roi.sourced import OBSERVED

QUANTILES = 200  # of a law that no metalog comes near to
_PLACES = (
    (0.1, 0.5, 0.9),
    (0.05, 0.3, 0.7, 0.95),
    (0.05, 0.25, 0.5, 0.75, 0.95),
    (0.02, 0.1, 0.35, 0.65, 0.9, 0.98),
    (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98),
    (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99),
)  # of the quantiles that a metalog is written by, one a term: the fewer the better
_LOOKED_AT = np.concatenate([[0.005, 0.01], np.linspace(0.02, 0.98, 49), [0.99, 0.995]])
_NEAR = 0.01  # of the distance from P10 to P90: what a metalog may miss a quantile by
_CHANCE = (
    1.5  # over the root of the effective draws: what quantiles are off by chance, over the same distance
)
_MOST_VALUES = 20  # of a discrete law that is written value by value
_CERTAIN = 1e-6  # probability of a value below which it is none
_LEAST_MOVE = 0.02  # of a mean of scores, a standard deviation of scores
_LEAST_RANK = 0.03
_STRONGEST = 0.995

ScoreQuantile = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class StoredLaw:
    """The law of an input afterwards: quantiles of its normal score, and what they weigh value by value."""

    item: ModelInput
    score: ScoreQuantile

    def quantile(self, p: Array) -> Array:
        """Quantiles in the declared unit."""
        u = inside(ndtr(self.score(p)))
        return np.asarray(self.item.distribution.quantile(u) * self.item.to_formula / self.item.unit.scale)


def weighted_scores(z: Array, weights: Array) -> ScoreQuantile:
    """Quantiles of weighted draws, both (n,): between two neighbours on a straight line (Hazen 1914)."""
    order = np.argsort(z, kind="stable")
    at = np.cumsum(weights[order]) - weights[order] / 2
    ordered = z[order]
    return lambda p: np.interp(p, at, ordered)


def normal_scores(mean: float, sd: float) -> ScoreQuantile:
    """Quantiles of a normal law."""
    return lambda p: mean + sd * ndtri(p)


def text_of(law: StoredLaw, model: Model, data: dict[str, tuple[float, ...]], ess: float = math.inf) -> str:
    """The value that says a law, in the declared unit; quantiles that it names are put into `data`.

    `ess`: effective draws that the law is known by: a metalog need not follow their chance.
    """
    item = law.item
    if item.distribution.discrete:
        text = _values_text(law)
        if text is not None:
            return text
    best, error = "", math.inf
    for text in _metalogs(law):
        try:
            stored = value_of(text, item, model)
        except RoiError:  # no such metalog: the next one has fewer terms
            continue
        miss = _missed(law, stored)
        if miss < error:
            best, error = text, miss
        if error <= _NEAR:
            break
    if error <= max(_NEAR, _CHANCE / math.sqrt(ess)):
        return best
    values = law.quantile((np.arange(QUANTILES) + 0.5) / QUANTILES)
    data[f"{OBSERVED}|{item.id}"] = tuple(float(f"{value:.8g}") for value in values)
    return f'data("{OBSERVED}", {item.id})'


def _missed(law: StoredLaw, stored: ModelInput) -> float:
    """The largest distance of two quantiles, and of the means, over that from P10 to P90."""
    wanted = law.quantile(_LOOKED_AT)
    got = stored.quantile(_LOOKED_AT) / stored.unit.scale
    width = float(np.diff(law.quantile(np.array([0.1, 0.9])))[0])
    if not width > 0:
        return math.inf
    inner = slice(2, -2)
    ends = np.abs(wanted - got)[[0, 1, -2, -1]].max() / 4  # tails may differ by more than the middle
    return float(max(np.abs(wanted - got)[inner].max(), ends)) / width


def _metalogs(law: StoredLaw) -> Iterator[str]:
    """Metalogs near the law, as they are written: by their own quantiles, and by bounds the input does not have."""
    item = law.item
    ends, support = [], item.distribution.support
    limits = [item.spec.min, item.spec.max]
    if item.unit.percent:
        limits = [
            default if limit is None else limit for limit, default in zip(limits, (0.0, 100.0), strict=True)
        ]
    bounds = []
    for name, limit, end, none in zip(("min", "max"), limits, support, (-math.inf, math.inf), strict=True):
        shown = end * item.to_formula / item.unit.scale
        if limit is None and math.isfinite(shown):
            ends.append(f"{name}={number_text(item, shown)}")
        bounds.append(limit if limit is not None else shown if math.isfinite(shown) else none)
    quantiles = law.quantile(_LOOKED_AT)
    if not (bounds[0] < quantiles.min() and quantiles.max() < bounds[1]):
        return
    for places in _PLACES:
        near = metalog.nearest(_LOOKED_AT, quantiles, len(places), *bounds)
        points = near.quantile(np.array(places))
        given = [f"p{100 * p:.10g}={_rounded(item, x)}" for p, x in zip(places, points, strict=True)]
        yield f"metalog({', '.join([*given, *ends])})"


def _rounded(item: ModelInput, value: float) -> str:
    return number_text(item, float(f"{value:.7g}"))


def _values_text(law: StoredLaw) -> str | None:
    """A discrete law by its values and their probabilities; None where it has too many."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    values, counts = np.unique(law.quantile(grid), return_counts=True)
    if len(values) > _MOST_VALUES:
        return None
    item, shares = law.item, counts / counts.sum()
    kept = shares > _CERTAIN
    values, shares = values[kept], shares[kept]
    if len(values) == 1:
        return number_text(item, float(values[0]))
    if item.distribution.family.name == "bernoulli":
        return f"bernoulli({float(shares[-1]):.6g})"
    pairs = (f"{number_text(item, float(x))}, {share:.6g}" for x, share in zip(values, shares, strict=True))
    return f"discrete({', '.join(pairs)})"


# Which inputs moved, and how they hang together --------------------------------------------------------


def score_correlations(z: Array, weights: Array) -> Array:
    """Correlations of the normal scores that weighted draws (d, n) have in their own laws, (d, d)."""
    scores = np.empty_like(z)
    for k, row in enumerate(z):
        order = np.argsort(row, kind="stable")
        at = np.cumsum(weights[order]) - weights[order] / 2
        scores[k, order] = ndtri(np.clip(at, 1e-12, 1 - 1e-12))
    mean = (scores * weights).sum(axis=1)
    off = scores - mean[:, None]
    d = len(z)
    matrix = np.eye(d)
    sizes = np.sqrt((np.square(off) * weights).sum(axis=1))
    for i in range(d):
        row = off[i] * weights
        for j in range(i):
            matrix[i, j] = matrix[j, i] = float((row * off[j]).sum() / max(sizes[i] * sizes[j], 1e-300))
    return matrix


def moved(
    latent: Latent, mean: Array, sd: Array, together: Array, ess: float, seen: Collection[str]
) -> tuple[str, ...]:
    """The inputs whose law is no longer what it was.

    Args:
        latent: the scores before.
        mean, sd: of the scores afterwards, (d,) each.
        together: their correlations afterwards, (d, d).
        ess: effective sample size: less than three of its errors is no move.
        seen: inputs that were observed themselves.
    """
    slack = 3 / math.sqrt(ess) if math.isfinite(ess) else 0.0
    before = np.sqrt(np.diag(latent.cov))
    changed = {
        item.id
        for k, item in enumerate(latent.items)
        if item.id in seen
        or abs(mean[k] - latent.mean[k]) > max(_LEAST_MOVE, slack)
        or abs(sd[k] / before[k] - 1) > max(_LEAST_MOVE, slack / math.sqrt(2))
    }
    groups = components(_tied(latent, together, ess))
    for group in groups:
        names = {latent.items[k].id for k in group}
        if names & changed or len(group) > 1:
            changed |= names
    return tuple(item.id for item in latent.items if item.id in changed)


def _tied(latent: Latent, together: Array, ess: float) -> NDArray[np.bool_]:
    """Which pairs hang together: those that did before, and those that do now by more than chance."""
    slack = 3 / math.sqrt(ess) if math.isfinite(ess) else 1e-9
    return (np.abs(together) > max(_LEAST_RANK, slack)) | (np.abs(latent.cov) > 1e-12)


def components(joined: NDArray[np.bool_]) -> list[list[int]]:
    """Groups of numbers that are joined directly or through others."""
    return connected(len(joined), zip(*np.nonzero(joined), strict=True))


def correlations_of(
    latent: Latent, together: Array, ess: float, kept: Collection[str]
) -> tuple[Correlation, ...]:
    """Rank correlations of the inputs `kept`: all pairs of every group that hangs together."""
    places = [k for k, item in enumerate(latent.items) if item.id in kept]
    joined = _tied(latent, together, ess)[np.ix_(places, places)]
    pairs = []
    for group in components(joined):
        for n, i in enumerate(group):
            for j in group[n + 1 :]:
                a, b = latent.items[places[i]], latent.items[places[j]]
                latent_r = float(np.clip(together[places[i], places[j]], -_STRONGEST, _STRONGEST))
                laws = (item.distribution if tied(item.distribution) else None for item in (a, b))
                pairs.append(Correlation((a.id, b.id), float(f"{drawn_rank(latent_r, *laws):.6g}")))
    return tuple(pairs)
