"""A mixture of normal laws fitted to a cloud of draws: the proposal of the last importance weights.

Fitted by expectation and maximisation (Dempster, Laird & Rubin 1977), each covariance drawn towards the pooled one
so that many scores and few draws do not make it narrow.  A wide component of all draws guards the tails (defensive
mixtures: Hesterberg 1995).
"""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.observed.latent import affine, safe_cholesky, whitened
from roi.observed.moments import moments
from roi.records import dataclass

MOST_PARTS = 8
_DRAWS_A_NUMBER = 25  # draws of a part for each number on the diagonal of its covariance
_ROUNDS = 12
_WIDER = 1.2  # variance of a part over that of its draws
_GUARD, _GUARD_WIDER = 0.1, 1.5  # share of the wide component, and its variance over that of the cloud
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class NormalMixture:
    """Shares (k,), means (k, d) and Cholesky factors of the parts."""

    shares: Array
    means: Array
    factors: tuple[tuple[tuple[float, ...], ...], ...]

    def log_density(self, e: Array) -> Array:
        """At points (d, n), (n,), but for the constant of a standard normal law."""
        return log_sum(self._levels(e))

    def points(self, base: Array) -> Array:
        """Points of the mixture from standard normal ones (d, n); the golden ratio deals the parts out."""
        places = ((np.arange(base.shape[1]) + 0.5) * _GOLDEN) % 1.0
        chosen = np.minimum(np.searchsorted(np.cumsum(self.shares), places), len(self.shares) - 1)
        result = np.empty_like(base)
        for k, (mean, factor) in enumerate(zip(self.means, self.factors, strict=True)):
            mine = chosen == k
            result[:, mine] = affine(mean, factor, base[:, mine])
        return result

    def _levels(self, e: Array) -> Array:
        levels = np.empty((len(self.shares), e.shape[1]))
        for k, (mean, factor) in enumerate(zip(self.means, self.factors, strict=True)):
            size = sum(math.log(row[i]) for i, row in enumerate(factor))
            white = whitened(mean, factor, e)
            levels[k] = math.log(self.shares[k]) - size - 0.5 * np.square(white).sum(axis=0)
        return levels


def fitted(e: Array, parts: int = MOST_PARTS) -> NormalMixture:
    """The mixture of draws (d, n), each as good as the next."""
    d, n = e.shape
    even = np.full(n, 1.0 / n)
    mean, cov = moments(e, even)
    count = max(1, min(parts, n // (_DRAWS_A_NUMBER * max(1, d))))
    means = e[:, _far_apart(whitened(mean, safe_cholesky(cov), e), count)].T.copy()
    mixture = NormalMixture(
        np.full(count, 1 / count), means, (safe_cholesky(cov / count ** (2 / max(1, d))),) * count
    )
    for _ in range(_ROUNDS if count > 1 else 0):
        levels = mixture._levels(e)
        mixture = _maximised(e, np.exp(levels - log_sum(levels)), cov)
    wide = safe_cholesky(_GUARD_WIDER * cov)
    factors = tuple(
        tuple(tuple(x * math.sqrt(_WIDER) for x in row) for row in factor) for factor in mixture.factors
    )
    return NormalMixture(
        np.append(mixture.shares * (1 - _GUARD), _GUARD), np.vstack([mixture.means, mean]), (*factors, wide)
    )


def _maximised(e: Array, belongs: Array, cov: Array) -> NormalMixture:
    """Parts from the share of each draw that belongs to each, (k, n)."""
    d = len(e)
    kept = [row for row in belongs if row.sum() > 2 * d]
    sizes = [float(row.sum()) for row in kept]
    parts = [moments(e, row / size) for row, size in zip(kept, sizes, strict=True)]
    pooled = sum(
        (each * size for (_, each), size in zip(parts, sizes, strict=True)), np.zeros_like(cov)
    ) / sum(sizes)
    factors = tuple(
        safe_cholesky((size * each + 2 * d * pooled) / (size + 2 * d))
        for (_, each), size in zip(parts, sizes, strict=True)
    )
    return NormalMixture(np.array(sizes) / sum(sizes), np.stack([mean for mean, _ in parts]), factors)


def _far_apart(white: Array, count: int) -> list[int]:
    """Numbers of draws that lie far from each other: each the farthest of those already taken, within 9 in 10."""
    size = np.square(white).sum(axis=0)
    inner = np.flatnonzero(size <= np.quantile(size, 0.9))
    chosen = [int(inner[np.argmin(size[inner])])]
    nearest = np.full(len(inner), np.inf)
    while len(chosen) < count:
        nearest = np.minimum(
            nearest, np.square(white[:, inner] - white[:, chosen[-1] : chosen[-1] + 1]).sum(axis=0)
        )
        chosen.append(int(inner[np.argmax(nearest)]))
    return chosen


def log_sum(levels: Array) -> Array:
    top = levels.max(axis=0)
    return np.asarray(top + np.log(np.exp(levels - top).sum(axis=0)))
