"""The inputs given the observations: exactly where it can be, else by weighted draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from roi.arrays import Array
from roi.errors import RoiError
from roi.model import ModelInput
from roi.observed.datum import Datum
from roi.observed.exact import Exactly, exactly
from roi.observed.latent import Latent, latent, run_scores, thinned
from roi.observed.likelihood import IMPOSSIBLE, Likelihood
from roi.observed.moments import chi2_quantile
from roi.observed.results import Diagnostics
from roi.observed.stored import (
    ScoreQuantile,
    StoredLaw,
    components,
    normal_scores,
    score_correlations,
    weighted_scores,
)
from roi.observed.tempered import CLOUD, Cloud, resampled, tempered, weighted_run
from roi.records import dataclass
from roi.sim.prepare import Prepared

# How near draws come to an exact figure, in standard deviations of the forecast.
EXACT_WITHIN = (0.02, 0.05, 0.1)
_ENOUGH = 0.25  # of the run's draws, effective, with which their weights are good enough
_GOOD_K = 0.5  # with a heavier tail another proposal is better
_CHANCE = 0.001  # of observations that far from what the lines can follow, from which errors are widened
_RESAMPLED = 2_048
_EXACT = Diagnostics("exact", -math.inf, math.inf, 0.0, 0, 1.0, 1.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the observations leave of the inputs that they may have moved.

    Attributes:
        before: the latent scores of these inputs before.
        laws: of those that vary afterwards; texts: the value that says the law, where it is known exactly.
        known: the inputs whose value is known, as formulas see it.
        mean, sd, together: of the scores afterwards, (d,), (d,) and correlations (d, d), in the order of `before`.
        drawn: draws afterwards, each as good as the next, (n,) by input, as formulas see them.
        diagnostics: `stored` and what follows from it is not known yet.
    """

    before: Latent
    laws: Mapping[str, StoredLaw]
    texts: Mapping[str, str]
    known: Mapping[str, float]
    mean: Array
    sd: Array
    together: Array
    drawn: Mapping[str, Array]
    diagnostics: Diagnostics


def posterior(prepared: Prepared, data: Sequence[Datum], seed: int) -> Posterior:
    """The inputs given the data.

    Raises:
        RoiError: observations that no draw explains.
    """
    before = latent(prepared, data)
    exact = exactly(before, data)
    used = {id(datum) for datum in exact.used}
    rest = [datum for datum in data if id(datum) not in used]
    after, e = exact.latent, _base(prepared, before, exact.latent)
    z = after.scores(thinned(e, _RESAMPLED))
    sd = np.sqrt(np.diag(after.cov))
    parts = _Parts(before, exact)
    for k, item in enumerate(after.items):
        parts.put(item, normal_scores(float(after.mean[k]), float(sd[k])), float(after.mean[k]), float(sd[k]))
        score = z[k]
        if item.id in exact.laws:  # correlated with none: its law alone is new
            law = weighted_scores(*exact.laws[item.id])
            parts.laws[item.id], score = StoredLaw(item, law), law(ndtr(score))
        parts.drawn[item.id] = after.values(k, score)
    parts.tie(after, after.cov / np.outer(sd, sd))
    diagnostics = _EXACT
    if rest:
        inner = after.only(_concerned(after, rest))
        rows = [k for k, item in enumerate(after.items) if inner.place(item.id) is not None]
        diagnostics = _nearest(parts, inner, _Reachable.of(prepared, before, rest), e[rows], seed)
    return parts.whole(diagnostics)


@dataclass(frozen=True, slots=True)
class _Reachable:
    """Data that draws are held against.

    Attributes:
        spreads: by `id` of the exact data of lines the standard deviation of their forecast.
    """

    data: list[Datum]
    spreads: Mapping[int, float]

    @staticmethod
    def of(prepared: Prepared, before: Latent, data: Sequence[Datum]) -> _Reachable:
        """All but exact figures of lines that are the same in every draw: these say nothing of any input."""
        exact = [datum for datum in data if datum.exact and datum.response.what != "input"]
        if not exact:
            return _Reachable(list(data), {})
        seen = before.responses(run_scores(prepared, before), [datum.response for datum in exact])
        spreads = {id(datum): float(row.std()) for datum, row in zip(exact, seen, strict=True)}
        constant = {
            id(datum)
            for datum, row in zip(exact, seen, strict=True)
            if spreads[id(datum)] <= 1e-9 * max(abs(datum.value), abs(float(row[0])))
        }
        kept = [datum for datum in data if id(datum) not in constant]
        return _Reachable(kept, {key: size for key, size in spreads.items() if key not in constant})

    def near(self, within: float) -> list[Datum]:
        """The data, exact ones with an error of so much of their forecast's standard deviation."""
        return [
            replace(datum, error=within * self.spreads[id(datum)]) if id(datum) in self.spreads else datum
            for datum in self.data
        ]


def _nearest(parts: _Parts, inner: Latent, reachable: _Reachable, base: Array, seed: int) -> Diagnostics:
    """Put the laws into `parts` of draws that come as near to exact figures as they can follow them."""
    if not reachable.data:
        return _EXACT
    if not reachable.spreads:
        return _with_draws(parts, inner, reachable.data, base, seed) or _EXACT
    for within in EXACT_WITHIN:
        last = within == EXACT_WITHIN[-1]
        diagnostics = _with_draws(parts, inner, reachable.near(within), base, seed, stand=last)
        if diagnostics is not None:
            break
    return replace(diagnostics or _EXACT, exact_within=within)


def _concerned(after: Latent, data: Sequence[Datum]) -> set[str]:
    """The inputs that the data may move: read by what was observed, or correlated with one that is."""
    read = {name for line in after.model.lines for name in line.reads}
    read |= {datum.response.name for datum in data}
    names = {item.id for item in after.items if item.id in read}
    for group in components(after.cov != 0):
        members = {after.items[k].id for k in group}
        if members & names:
            names |= members
    return names


def _base(prepared: Prepared, before: Latent, inner: Latent) -> Array:
    """Independent standard normal points, (d, n): the luck of the draws."""
    e = before.independent(run_scores(prepared, before))
    return e[[k for k, item in enumerate(before.items) if inner.place(item.id) is not None]]


def _with_draws(
    parts: _Parts, inner: Latent, data: list[Datum], base: Array, seed: int, *, stand: bool = True
) -> Diagnostics | None:
    """Put the laws that weighted draws tell into `parts`; None where only a cloud would, and it may not `stand`."""
    cloud, widened = _cloud(inner, data, base, seed, 1.0, stand), 1.0
    needed = 1.0 if cloud is None else _widening(inner, data, cloud)
    if needed > 1.0:
        widened = needed
        cloud = _cloud(inner, data, base, seed, widened, stand)
    if cloud is None:
        return None
    z, chosen = inner.scores(cloud.e), resampled(cloud.weights, _RESAMPLED)
    for k, item in enumerate(inner.items):
        mean = float((z[k] * cloud.weights).sum())
        sd = math.sqrt(float((np.square(z[k] - mean) * cloud.weights).sum()))
        parts.put(item, weighted_scores(z[k], cloud.weights), mean, sd)
        parts.drawn[item.id] = inner.values(k, z[k, chosen])
        parts.texts.pop(item.id, None)
    parts.tie(inner, score_correlations(z, cloud.weights))
    return Diagnostics(
        cloud.method, cloud.k, cloud.ess, cloud.error, cloud.steps, cloud.accepted, cloud.reached, widened, 0.0,
    )  # fmt: skip


def _cloud(
    inner: Latent, data: Sequence[Datum], base: Array, seed: int, widened: float, stand: bool
) -> Cloud | None:
    """Weighted draws: the run's own where they are good enough, else by tempering; see `tempered`.

    Raises:
        RoiError: no draw explains the observations.
    """

    likelihood = Likelihood(inner, data, widened)
    level = likelihood.level(base)
    if level.max() <= IMPOSSIBLE / 2:
        raise _unexplained(inner, data, base)
    weighted = weighted_run(base, level)
    if weighted.ess >= _ENOUGH * base.shape[1] and weighted.k <= _GOOD_K:
        return weighted
    first = thinned(base, CLOUD)
    repeated = first[:, np.arange(CLOUD) % first.shape[1]]
    return tempered(repeated, likelihood, base, seed, stand=stand)


def _unexplained(inner: Latent, data: Sequence[Datum], base: Array) -> RoiError:
    """Which observation nothing explains; all of them together, where each alone can be."""
    for datum in data:
        if Likelihood(inner, [datum]).level(base).max() <= IMPOSSIBLE / 2:
            return RoiError(
                f"nothing that the estimate allows explains `{datum.response.name}`: no draw comes near it",
                datum.rows[0].place,
                "Check the unit and the error; a figure that is never 0 cannot be observed as 0.",
            )
    return RoiError(
        "nothing that the estimate allows explains these observations at once", data[0].rows[0].place,
        "Take some of them out, or widen their errors.",
    )  # fmt: skip


def _widening(inner: Latent, data: Sequence[Datum], cloud: Cloud) -> float:
    """The factor on the stated errors with which the lines can follow the observations (Birge 1932).

    1 where they can as it is: the squared distances between observations and the figures afterwards, in errors, are
    what chance makes of them.
    """
    numbers = [datum for datum in data if not datum.n and datum.error > 0]
    if len(numbers) < 2:
        return 1.0
    z = inner.scores(cloud.e[:, resampled(cloud.weights, _RESAMPLED)])
    seen = inner.responses(z, [datum.response for datum in numbers]).mean(axis=1)
    total = float(np.square(Likelihood(inner, numbers).residuals_of(seen[:, None])).sum())
    if total <= chi2_quantile(1 - _CHANCE, len(numbers)):
        return 1.0
    return round(math.sqrt(total / (len(numbers) - 1)), 3)


class _Parts:
    """What is known of each input, put together from what is exact and what was drawn."""

    def __init__(self, before: Latent, exact: Exactly) -> None:
        self.before, self.exact = before, exact
        self.texts = dict(exact.texts)
        self.laws: dict[str, StoredLaw] = {}
        self.drawn: dict[str, Array] = {}
        self.mean, self.sd = before.mean.copy(), np.sqrt(np.diag(before.cov))
        self.together = np.eye(before.size)

    def put(self, item: ModelInput, score: ScoreQuantile, mean: float, sd: float) -> None:
        """The law of an input, and mean and standard deviation of its score."""
        self.laws[item.id] = StoredLaw(item, score)
        k = self._place(item.id)
        self.mean[k], self.sd[k] = mean, sd

    def tie(self, inner: Latent, together: Array) -> None:
        """Correlations of the scores of some inputs."""
        places = [self._place(item.id) for item in inner.items]
        self.together[np.ix_(places, places)] = together

    def whole(self, diagnostics: Diagnostics) -> Posterior:
        """All of it."""
        after = self.exact.latent
        known = {item.id: after.fixed[item.id] for item in self.before.items if after.place(item.id) is None}
        return Posterior(
            self.before,
            self.laws,
            self.texts,
            known,
            self.mean,
            self.sd,
            self.together,
            self.drawn,
            diagnostics,
        )

    def _place(self, name: str) -> int:
        return next(k for k, item in enumerate(self.before.items) if item.id == name)
