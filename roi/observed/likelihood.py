"""How likely the observations are in each draw."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from roi.arrays import Array
from roi.observed.datum import Datum
from roi.observed.latent import Latent
from roi.records import dataclass

IMPOSSIBLE = -1e30  # in place of the logarithm of 0, so that differences are numbers


def log_likelihood(datum: Datum, seen: Array, widened: float = 1.0) -> Array:
    """The logarithm of the probability (density) of one datum where the figure is `seen`, same shape.

    Args:
        widened: its standard error is taken as so many times the stated one.
    """
    with np.errstate(all="ignore"):
        if datum.n:
            share = np.where((seen >= -1e-12) & (seen <= 1 + 1e-12), np.clip(seen, 0.0, 1.0), np.nan)
            level = xlogy(datum.hits, share) + xlog1py(datum.n - datum.hits, -share)
        else:
            score = (datum.value - seen) / (datum.error * widened)
            level = _student(score, datum.degrees) if math.isfinite(datum.degrees) else -0.5 * score * score
    return np.where(np.isfinite(level), np.maximum(level, IMPOSSIBLE), IMPOSSIBLE)


def _student(score: Array, degrees: float) -> Array:
    """Student's t: what a sample's mean says where its standard deviation is estimated from the same sample."""
    constant = float(gammaln((degrees + 1) / 2) - gammaln(degrees / 2)) - 0.5 * math.log(degrees * math.pi)
    return np.asarray(constant - (degrees + 1) / 2 * np.log1p(score * score / degrees))


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Of all data at once, whose errors hang together within a line.

    Months of one line have `Datum.shared` of their errors in common: with scores r = (value − seen) / error, a
    month's own part d = √(1 − shared²) and a = shared / d, their covariance is D (I + a aᵀ) D, one factor (its
    inverse by Sherman & Morrison 1950; its symmetric root is as short).

    Attributes:
        latent: the inputs and lines.
        data: of it.
        widened: standard errors are so many times the stated ones.
    """

    latent: Latent
    data: Sequence[Datum]
    widened: float = 1.0

    def level(self, e: Array) -> Array:
        """The logarithm at independent scores (d, n), (n,), but for a constant."""
        total = np.zeros(e.shape[1])
        for part, inputs, block in self.latent.blocks(self.latent.scores(e)):
            rows = [datum.response.values(inputs, block) for datum in self.data]
            total[part] = self._level(rows, part.stop - part.start)
        return np.maximum(total, IMPOSSIBLE)

    def residuals(self, e: Array) -> Array:
        """Numbers (data, n) with −Σ residual² / 2 the level, but for a constant: whitened scores, and signed roots
        of the deviance where the error is not normal (McCullagh & Nelder 1989, section 2.4)."""
        seen = self.latent.responses(self.latent.scores(e), [datum.response for datum in self.data])
        return self.residuals_of(seen)

    def residuals_of(self, seen: Array) -> Array:
        """The same of figures (data, n)."""
        slopes = np.empty_like(seen)
        for k, datum in enumerate(self.data):
            slopes[k] = self._score(datum, seen[k]) if _normal(datum) else self._deviance(datum, seen[k])
        for places in _hang_together(self.data):
            shared = np.array([self.data[k].shared for k in places])
            rest = np.sqrt(1 - np.square(shared))
            a = shared / rest
            size = float(np.square(a).sum())
            slopes[places] /= rest[:, None]
            common = (slopes[places] * a[:, None]).sum(axis=0)
            slopes[places] -= (a * ((1 - 1 / math.sqrt(1 + size)) / size))[:, None] * common
        return np.where(np.isfinite(slopes), np.clip(slopes, -1e15, 1e15), 1e15)

    def _level(self, rows: Sequence[Array], n: int) -> Array:
        total = np.zeros(n)
        tied = _hang_together(self.data)
        for k in set(range(len(self.data))) - {k for places in tied for k in places}:
            total += log_likelihood(self.data[k], rows[k], self.widened)
        for places in tied:
            common, size = np.zeros(n), 0.0
            for k in places:
                datum = self.data[k]
                rest = 1 - datum.shared**2
                score = self._score(datum, rows[k])
                total -= 0.5 / rest * score * score
                common += datum.shared / rest * score
                size += datum.shared**2 / rest
            total += 0.5 / (1 + size) * common * common
        return np.where(np.isfinite(total), total, IMPOSSIBLE)

    def _score(self, datum: Datum, seen: Array) -> Array:
        with np.errstate(all="ignore"):
            score = (datum.value - seen) / (datum.error * self.widened)
        return np.asarray(np.clip(np.where(np.isfinite(score), score, 1e15), -1e15, 1e15))

    def _deviance(self, datum: Datum, seen: Array) -> Array:
        best = log_likelihood(datum, np.asarray(datum.value), self.widened)
        lost = np.maximum(best - log_likelihood(datum, seen, self.widened), 0.0)
        return np.asarray(np.sign(datum.value - seen) * np.sqrt(2 * lost))


def _normal(datum: Datum) -> bool:
    return not datum.n and math.isinf(datum.degrees)


def _hang_together(data: Sequence[Datum]) -> list[list[int]]:
    """Numbers of the data of each line that have errors in common: two or more."""
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for k, datum in enumerate(data):
        if datum.shared and datum.response.what != "input":
            lines[datum.response.name].append(k)
    return [places for places in lines.values() if len(places) > 1]
