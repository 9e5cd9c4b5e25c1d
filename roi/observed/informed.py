"""A proposal for observations that leave a thin, bent ridge: what they inform is solved for, the rest is drawn.

A year of a ledger pins a few combinations of the inputs down to a hundredth of their spread, and lets all others
be.  The scores are turned into r directions that are informed, x, and the others, y (a likelihood-informed
subspace: Cui, Martin, Marzouk, Solonen & Spantini 2014).  Each draw takes y from a normal mixture, finds the most
likely x given y by damped Gauss-Newton steps (Levenberg 1944, Marquardt 1963) and draws x from the normal law at
that place (Tierney & Kadane 1986), so that the ridge is followed however it bends.  The density of every draw is
known: importance weights correct what is left, and where there are steps or a second ridge, their tail says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.observed.mixture import NormalMixture, fitted, log_sum
from roi.records import dataclass
from roi.sim.block import PIECE

INFORMED = 0.5  # of the variance of a direction that is gone, from which on it is solved for
_TOUCHED, _SHIFTED = (
    0.03,
    0.2,
)  # variance that is gone, mean or spread that moved: below both a score is as it was
_LOOKED_AT = 128  # draws at which slopes are taken
_SLOPE = 1e-4  # of a score: the step of a difference quotient
_STEPS = 6  # of Gauss and Newton at most
_SETTLED = 0.2  # of a standard deviation: a step that short is the last
_SETTLED_SHARE = 0.9  # of the draws that take one
_DAMPING, _LESS, _MORE = 1e-2, 5.0, 8.0
_PARTS, _A_NUMBER = (
    4,
    25,
)  # of the mixture of y, which nothing makes thin; distinct draws of a part for each score
# So many draws have one from a mixture in all directions, in case that the solution is not the only one.  An odd
# number: points of a Sobol sequence at even steps lie in half of the cube.
_EVERY = 9
_WIDTHS = (1.1, 3.0)  # standard deviations of x over those of the normal law at its place, which kinks widen
_WIDE = 0.2  # share of draws with the second
_DIGITS = 9

Residuals = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Ridge:
    """Directions that are informed, and those that are not.

    Attributes:
        across: (d, r) orthonormal, of x; along: (d, d − r), of y, in the end the scores that have not moved.
        others: the law of the first m of y; the rest are as they were, standard normal.
        whole: a law of the scores that have moved, of the guard.
        moved: numbers of these scores, r + m of them.
        start, slope: x is near start + slope y, (r,) and (r, m).
    """

    across: Array
    along: Array
    others: NormalMixture
    whole: NormalMixture
    moved: NDArray[np.intp]
    start: Array
    slope: Array

    def drawn(self, residuals: Residuals, base: Array) -> tuple[Array, Array]:
        """Draws (d, n) from standard normal points (d, n), and the logarithm of their density."""
        parts = [
            self._drawn(residuals, base[:, first : first + PIECE]) for first in range(0, base.shape[1], PIECE)
        ]
        return np.concatenate([e for e, _ in parts], axis=1), np.concatenate([level for _, level in parts])

    def _drawn(self, residuals: Residuals, base: Array) -> tuple[Array, Array]:
        r, m = self.slope.shape
        guard = np.zeros(base.shape[1], dtype=bool)
        guard[_EVERY - 1 :: _EVERY] = True
        wide = np.empty_like(base)
        still = np.setdiff1d(np.arange(len(base)), self.moved)
        wide[self.moved], wide[still] = self.whole.points(base[: r + m]), base[r + m :]
        others = np.concatenate([self.others.points(base[r : r + m]), base[r + m :]])
        y = np.where(guard, product(self.along.T, wide), others)
        center, factor = self._solved(residuals, y)
        widths = np.full(base.shape[1], _WIDTHS[0])
        widths[:: round(1 / _WIDE)] = _WIDTHS[1]
        drawn = [
            center[i] + widths * sum((factor[i][j] * base[j] for j in range(i, r)), np.zeros(len(y[0])))
            for i in range(r)
        ]
        x = np.where(guard, product(self.across.T, wide), np.stack(drawn))
        e = product(self.across, x) + product(self.along, y)
        distance = np.square(_back(factor, x - center)).sum(axis=0)
        size = sum((np.log(np.abs(factor[i][i])) for i in range(r)), np.zeros(len(y[0])))
        near = [
            math.log(share) - 0.5 * distance / width**2 - r * math.log(width)
            for share, width in zip((1 - _WIDE, _WIDE), _WIDTHS, strict=True)
        ]
        solved = self.others.log_density(y[:m]) + log_sum(np.stack(near)) - size
        guarded = self.whole.log_density(e[self.moved])
        both = np.stack([solved + math.log1p(-1 / _EVERY), guarded - math.log(_EVERY)])
        return e, log_sum(both) - 0.5 * np.square(y[m:]).sum(axis=0)

    def _solved(self, residuals: Residuals, y: Array) -> tuple[Array, list[list[Array]]]:
        """The most likely x of each y, and the upper triangular root of its covariance."""
        n = y.shape[1]
        fixed = product(self.along, y)

        def at(x: Array) -> Array:
            return residuals(product(self.across, x) + np.tile(fixed, x.shape[1] // n))

        x = self.start[:, None] + product(self.slope, y[: self.slope.shape[1]])
        seen, damping = at(x), np.full(n, _DAMPING)
        cost = _cost(x, seen)
        curvature: list[list[Array]] = []
        for _ in range(_STEPS):
            gradient, curvature = _slopes(at, x, seen)
            lower = _cholesky(
                [
                    [row * (1 + damping) if i == j else row for j, row in enumerate(rows)]
                    for i, rows in enumerate(curvature)
                ]
            )
            step = _transposed(lower, _forward(lower, gradient))
            new = x - step
            new_seen = at(new)
            new_cost = _cost(new, new_seen)
            better = new_cost < cost
            x, seen = np.where(better, new, x), np.where(better, new_seen, seen)
            cost = np.where(better, new_cost, cost)
            damping = np.where(better, damping / _LESS, damping * _MORE)
            if np.count_nonzero(better & (_length(lower, step) < _SETTLED)) >= _SETTLED_SHARE * n:
                break
        return x, _inverse(_cholesky(curvature))


def ridge(residuals: Residuals, e: Array) -> Ridge | None:
    """Directions and laws by draws (d, n) near what the observations leave; None where none or all are informed."""
    d, n = e.shape
    gone = _gone(residuals, e[:, :: max(1, n // _LOOKED_AT)][:, :_LOOKED_AT])
    apart = (np.abs(e.mean(axis=1)) > _SHIFTED) | (np.abs(e.std(axis=1) - 1) > _SHIFTED)
    moved = np.flatnonzero(apart | (np.diag(gone) > _TOUCHED))
    inner, outer = _directions(gone[np.ix_(moved, moved)])
    r, m = inner.shape[1], outer.shape[1]
    if not (r and m):
        return None
    across, along = np.zeros((d, r)), np.zeros((d, d - r))
    across[moved], along[moved, :m] = inner, outer
    along[np.setdiff1d(np.arange(d), moved), np.arange(m, d - r)] = 1.0
    x, y = product(inner.T, e[moved]), product(outer.T, e[moved])
    center, middle = x.mean(axis=1), y.mean(axis=1)
    off, away = x - center[:, None], y - middle[:, None]
    cov = np.array([[float((a * b).mean()) for b in away] for a in away]) + 1e-6 * np.eye(m)
    tied = np.array([[float((a * b).mean()) for b in away] for a in off])
    slope = np.linalg.solve(cov, tied.T).T.round(_DIGITS)
    start = center - product(slope, middle[:, None])[:, 0]
    distinct = len(np.unique(e[0]))
    others, whole = (
        fitted(each, max(1, min(_PARTS, distinct // (_A_NUMBER * len(each))))) for each in (y, e[moved])
    )
    return Ridge(across, along, others, whole, moved, start, slope)


def weighted(ridge: Ridge, residuals: Residuals, base: Array) -> tuple[Array, Array]:
    """Draws from standard normal points (d, n), and the logarithms of their importance weights, (n,)."""
    e, density = ridge.drawn(residuals, base)
    level = np.concatenate(
        [
            -0.5 * np.square(residuals(e[:, first : first + PIECE])).sum(axis=0)
            for first in range(0, e.shape[1], PIECE)
        ]
    )
    return e, np.maximum(level, -1e30) - 0.5 * np.square(e).sum(axis=0) - density


def product(matrix: Array, e: Array) -> Array:
    """matrix (k, d) times e (d, n), summed in order, without BLAS."""
    sums = np.zeros((len(matrix), e.shape[1]))
    for i, row in enumerate(matrix):
        for j, factor in enumerate(row.tolist()):
            if factor:
                sums[i] += factor * e[j]
    return sums


def _gone(residuals: Residuals, e: Array) -> Array:
    """The share of variance that the observations take of each direction, (d, d): H (H + 1)⁻¹ on average over the
    draws, with H = JᵀJ of the residuals (Gauss & Newton)."""
    d, n = e.shape
    _, curvature = _slopes(residuals, e, residuals(e))
    gone = np.zeros((d, d))
    for k in range(n):
        prior = np.array([[curvature[i][j][k] for j in range(d)] for i in range(d)])
        gone += (np.eye(d) - np.linalg.inv(prior)) / n
    return np.asarray(((gone + gone.T) / 2).round(_DIGITS))


def _directions(gone: Array) -> tuple[Array, Array]:
    """Orthonormal directions that are informed, and the others."""
    values, vectors = np.linalg.eigh(gone)
    chosen = vectors[:, values >= INFORMED]
    # The eigenvectors of equal values are nobody's; the space that they span is one.
    onto = (chosen @ chosen.T).round(_DIGITS)
    return _basis(onto, chosen.shape[1]), _basis(np.eye(len(gone)) - onto, len(gone) - chosen.shape[1])


def _basis(onto: Array, rank: int) -> Array:
    """An orthonormal basis (d, rank) of what a projection keeps (Gram & Schmidt, the longest column first)."""
    left, axes = onto.copy(), []
    for _ in range(rank):
        column = left[:, int(np.argmax(np.square(left).sum(axis=0).round(_DIGITS)))]
        axis = column / math.sqrt(float(np.square(column).sum()))
        left = left - np.outer(axis, (axis[:, None] * left).sum(axis=0))
        axes.append(axis)
    return np.stack(axes, axis=1) if axes else np.zeros((len(onto), 0))


def _slopes(at: Residuals, x: Array, seen: Array) -> tuple[Array, list[list[Array]]]:
    """Gradient (r, n) of the cost at x (r, n) and its curvature JᵀJ + 1, r × r arrays (n,)."""
    r, n = x.shape
    moved = np.tile(x, r)
    for i in range(r):
        moved[i, i * n : (i + 1) * n] += _SLOPE
    slopes = at(moved).reshape(len(seen), r, n)
    slopes = (slopes - seen[:, None]) / _SLOPE
    gradient = x + np.stack([(slopes[:, i] * seen).sum(axis=0) for i in range(r)])
    curvature = [[np.zeros(n)] * r for _ in range(r)]
    for i in range(r):
        for j in range(i + 1):
            curvature[i][j] = curvature[j][i] = (slopes[:, i] * slopes[:, j]).sum(axis=0) + float(i == j)
    return gradient, curvature


def _cost(x: Array, seen: Array) -> Array:
    return np.asarray(0.5 * np.square(x).sum(axis=0) + 0.5 * np.square(seen).sum(axis=0))


# Small matrices of which there are many: r × r lists of arrays (n,) ------------------------------------------


def _cholesky(matrix: list[list[Array]]) -> list[list[Array]]:
    """Lower triangular roots; a direction that rounding has left without curvature is given some."""
    r = len(matrix)
    lower: list[list[Array]] = [[np.zeros(1)] * r for _ in range(r)]
    for j in range(r):
        for i in range(j, r):
            rest = matrix[i][j] - sum((lower[i][k] * lower[j][k] for k in range(j)), np.zeros(1))
            lower[i][j] = np.sqrt(np.maximum(rest, 1e-9)) if i == j else rest / lower[j][j]
    return lower


def _forward(lower: list[list[Array]], x: Array) -> Array:
    """lower⁻¹ x."""
    solution = np.empty_like(x)
    for i, row in enumerate(lower):
        solution[i] = (x[i] - sum((row[j] * solution[j] for j in range(i)), np.zeros(1))) / row[i]
    return solution


def _transposed(lower: list[list[Array]], x: Array) -> Array:
    """lower⁻ᵀ x."""
    return _back([list(column) for column in zip(*lower, strict=True)], x)


def _length(lower: list[list[Array]], step: Array) -> Array:
    """√(stepᵀ lower lowerᵀ step): in standard deviations."""
    r = len(step)
    rows = (sum((lower[j][i] * step[j] for j in range(i, r)), np.zeros(1)) for i in range(r))
    return np.asarray(np.sqrt(sum((np.square(row) for row in rows), np.zeros(1))))


def _inverse(lower: list[list[Array]]) -> list[list[Array]]:
    """lower⁻ᵀ, upper triangular: the root of the inverse."""
    r, n = len(lower), len(lower[0][0])
    root = [[np.zeros(n)] * r for _ in range(r)]
    for k in range(r):
        unit = np.zeros((r, n))
        unit[k] = 1.0
        for i, row in enumerate(_transposed(lower, unit)):
            root[i][k] = row
    return root


def _back(upper: list[list[Array]], x: Array) -> Array:
    """upper⁻¹ x."""
    solution, r = np.empty_like(x), len(x)
    for i in reversed(range(r)):
        known = sum((upper[i][j] * solution[j] for j in range(i + 1, r)), np.zeros(1))
        solution[i] = (x[i] - known) / upper[i][i]
    return solution
