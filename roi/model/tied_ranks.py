"""Spearman's rank correlation of laws in which draws share values, under a Gaussian copula.

Draws that share a value share their mean rank, as `scipy.stats.spearmanr` has it: what is correlated is the
mid-distribution function G(X) = P(X < x) + P(X = x) / 2 (Kendall 1945, "The treatment of ties in ranking
problems").  Of two normal scores with the correlation r, both G are functions of bounded variation, and

    Cov(r) = ∫_0^r ∫∫ φ₂(x, y; t) dG_a(x) dG_b(y) dt      (Price 1958, "A useful theorem …", eq. 3)

rises with r, so that one r gives a stated rank correlation, or the rank is out of reach.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from scipy.special import ndtri

from roi.arrays import Array
from roi.distributions import Distribution
from roi.distributions.law import increasing_root
from roi.records import dataclass

LARGEST = 0.999
"""Of a solved correlation of normal scores; at 1 one input would be the other."""
_SHARED = (
    1 / 256
)  # probability of a value from which on its ties count: smaller ones move a rank by less than 1e-5
_CELLS = 128  # of a continuous stretch of ranks; the sum over them is within 1e-4 of the integral
_DIGITS = 10
_NODES = 64  # of Gauss and Legendre


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """A mid-distribution function as steps.

    Attributes:
        at: normal scores at which it jumps, ascending.
        jumps: by how much, same shape.
        sd: standard deviation of its values.
    """

    at: Array
    jumps: Array
    sd: float


def tied(distribution: Distribution) -> bool:
    """Whether so many draws share a value that a rank correlation must be solved for it; not of a number."""
    return not distribution.constant and bool(np.any(_shared(distribution)[1] - _shared(distribution)[0] > 0))


def latent_of(rank: float, a: Distribution | None, b: Distribution | None) -> float:
    """The correlation of normal scores that gives a Spearman correlation, or the nearest that can be had.

    `None` is any law without ties: ranks are all that counts.
    """
    first, second = _steps(a), _steps(b)

    def excess(angle: Array, goal: Array) -> Array:
        return np.array([_rank(float(each), first, second) for each in angle]) - goal

    far = np.array([math.asin(LARGEST)])
    root = increasing_root(excess, np.array([rank]), -far, far)
    return round(math.sin(float(root[0])), _DIGITS)


def rank_of(latent: float, a: Distribution | None, b: Distribution | None) -> float:
    """Spearman's correlation that a correlation of normal scores gives."""
    return _rank(math.asin(latent), _steps(a), _steps(b))


def attainable(a: Distribution | None, b: Distribution | None) -> tuple[float, float]:
    """The lowest and the highest rank correlation that two laws can have."""
    return rank_of(-LARGEST, a, b), rank_of(LARGEST, a, b)


@cache
def _nodes() -> Sequence[tuple[float, float]]:
    """Places in [-1, 1] and weights of Gauss and Legendre; NumPy's polynomials take long to import."""
    places, weights = np.polynomial.legendre.leggauss(_NODES)
    return tuple(zip(places.tolist(), weights.tolist(), strict=True))


def _rank(angle: float, a: _Steps, b: _Steps) -> float:
    """Spearman's correlation at r = sin(angle): the integral over t = sin θ."""
    total = 0.0
    x, y = a.at[:, None], b.at
    weights = a.jumps[:, None] * b.jumps
    for node, weight in _nodes():
        theta = angle * (1 + node) / 2
        density = np.exp((x * y * math.sin(theta) - (x * x + y * y) / 2) / math.cos(theta) ** 2)
        total += weight * float(np.sum(weights * density))
    return total * angle / 2 / (2 * math.pi * a.sd * b.sd)


def _shared(distribution: Distribution) -> tuple[Array, Array]:
    """Where in (0, 1) the stretches of uniforms begin and end that share a value."""
    atoms = distribution.law.atoms
    low, high = distribution.law.below(atoms), distribution.law.cdf(atoms)
    kept = high - low >= _SHARED
    return low[kept], high[kept]


@lru_cache(maxsize=64)
def _steps(distribution: Distribution | None) -> _Steps:
    low, high = (np.empty(0), np.empty(0)) if distribution is None else _shared(distribution)
    grid = np.linspace(0.0, 1.0, _CELLS + 1)
    after = np.searchsorted(low, grid, side="left")
    inside = (after > 0) & (grid < np.concatenate((high, [0.0]))[after - 1])
    edges = np.unique(np.concatenate((grid[~inside], low, high)))
    middle, share = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    sd = math.sqrt(float(np.sum(share * (middle - 0.5) ** 2)))
    return _Steps(np.asarray(ndtri(edges[1:-1])), np.diff(middle), sd)
