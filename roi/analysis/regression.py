"""Conditional means by regression on draws already made, cross-fitted over the replicates.

Predictions for a replicate come from a fit on the 15 others: what is noise in them gains nothing on draws
they have not seen.  Nothing here feeds back into draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from roi.arrays import Array
from roi.sim.estimate import Statistic
from roi.sim.sampling import REPLICATES

KNOTS = (0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975)
"""Probabilities of the knots: Harrell 2015, table 2.3, for seven."""
COLUMNS = len(KNOTS) - 1
_PAIR_COLUMNS = 3  # of each of two inputs, in their products
_FULL_PAIRS = 5  # inputs of a group above which only products of the first columns are taken
MEASURABLE = 2.0  # errors below which an effect is none
_RIDGE = 1e-9  # keeps a fit solvable where a column is constant; far below any sampling error


def spline(z: Array) -> Array:
    """Natural cubic spline of normal scores: (COLUMNS, *z.shape), without the constant.

    Hastie, Tibshirani & Friedman 2009, equations 5.4 and 5.5, made orthonormal under the standard normal
    law; the first column is z itself.
    """
    weights, columns = _orthonormal(), _natural(z)
    result, room = np.empty((COLUMNS, *z.shape)), np.empty_like(z)
    for j, spline in enumerate(result, start=1):  # each a weighted sum of the columns up to its own
        np.multiply(weights[1, j], columns[0], out=spline)
        spline += weights[0, j]
        for i in range(1, j):
            spline += np.multiply(weights[i + 1, j], columns[i], out=room)
    return result


def _natural(z: Array) -> list[Array]:
    """The columns after the constant, worked out in place: an array that is new each time takes twice as long."""
    knots = ndtri(np.array(KNOTS))
    cubes = []
    for knot in knots:
        above = np.maximum(z - knot, 0.0)
        cubes.append(above * above * above)  # three times as fast as a power
    *slopes, last = (
        np.divide(np.subtract(cube, cubes[-1], out=cube), knots[-1] - knot, out=cube)
        for cube, knot in zip(cubes[:-1], knots[:-1], strict=True)
    )
    return [z, *(np.subtract(slope, last, out=slope) for slope in slopes)]


@lru_cache(maxsize=1)
def _orthonormal() -> Array:
    """Weights (columns, columns) that make the columns orthonormal under the normal law."""
    n = 4_096
    z = ndtri((np.arange(n) + 0.5) / n)
    _, upper = np.linalg.qr(np.stack([np.ones_like(z), *_natural(z)]).T / np.sqrt(n))
    upper *= np.sign(np.diag(upper))[:, None]
    return np.asarray(np.linalg.inv(upper))


def design(splines: Sequence[Array]) -> Array:
    """Columns of a regression on one input, or on several with pairwise products: (16, m, columns).

    Args:
        splines: of each input, (COLUMNS, 16, m).
    """
    columns = [np.ones(splines[0].shape[1:])]
    for spline in splines:
        columns.extend(spline)
    taken = _PAIR_COLUMNS if len(splines) <= _FULL_PAIRS else 1
    for i, first in enumerate(splines):
        for second in splines[:i]:
            columns.extend(a * b for a in first[:taken] for b in second[:taken])
    return np.stack(columns, axis=-1)


def straight(values: Array, at: Array | None = None) -> Array:
    """A column for a design, (16, m, 1): the values of an input, centred and of spread 1, 0 where they have none.

    Most gains are straight in an input.  A spline is straight in its score beyond the last knot, where an input
    with a tail is not.

    Args:
        values: (16, m); `at`: others that are centred and scaled as these are, in their place.
    """
    spread = float(values.std())
    centred = (values if at is None else at) - values.mean()
    return np.asarray(centred / spread if spread > 0 else np.zeros_like(centred))[..., None]


def cross_fitted(columns: Array, y: Array) -> Array:
    """Predictions of y, (16, m), each replicate's from the least squares fit on the other fifteen."""
    gram, moment = _normal_equations(columns, y)
    others = _solved(gram.sum(axis=0) - gram, moment.sum(axis=0) - moment)
    return np.asarray((columns @ others[:, :, None])[:, :, 0])


def cross_fitted_each(columns: Array, ys: Array) -> Array:
    """`cross_fitted` of several y on the same columns: (k, 16, m) for ys of (k, 16, m)."""
    return np.asarray((columns @ fits(columns, ys)[0]).transpose(2, 0, 1))


def fits(columns: Array, ys: Array) -> tuple[Array, Array]:
    """Least squares fits of several y, (k, 16, m), and their coefficients.

    Those that leave one replicate out each, (16, columns, k), and those of all draws, (columns, k).
    """
    transposed = columns.transpose(0, 2, 1)
    gram = transposed @ columns
    moment = transposed @ ys.transpose(1, 2, 0)  # (16, columns, k)
    size = gram.shape[-1]

    def solved(gram: Array, moment: Array) -> Array:
        ridge = _RIDGE * np.trace(gram, axis1=-2, axis2=-1)[..., None, None] / size
        return np.linalg.solve(gram + ridge * np.eye(size), moment)

    all_gram, all_moment = gram.sum(axis=0), moment.sum(axis=0)
    return solved(all_gram - gram, all_moment - moment), solved(all_gram, all_moment)


def explained(y: Array, predicted: Array) -> Statistic:
    """R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)² of predictions on draws they have not seen; below 0 for noise."""
    center = y.mean()
    left = ((y - predicted) ** 2).mean(axis=1)
    all_of_it = ((y - center) ** 2).mean(axis=1)
    if all_of_it.mean() == 0:
        return Statistic(0.0, 0.0)
    value = 1 - left.mean() / all_of_it.mean()
    # A ratio's error from its linearised terms: those of single replicates may divide by little.
    each = ((1 - value) * all_of_it - left) / all_of_it.mean()
    return Statistic(float(value), float(np.std(each, ddof=1)) / REPLICATES**0.5)


def _normal_equations(columns: Array, y: Array) -> tuple[Array, Array]:
    transposed = columns.transpose(0, 2, 1)
    return transposed @ columns, (transposed @ y[:, :, None])[:, :, 0]


def _solved(gram: Array, moment: Array) -> Array:
    size = gram.shape[-1]
    ridge = _RIDGE * np.trace(gram, axis1=-2, axis2=-1)[..., None, None] / size
    return np.asarray(np.linalg.solve(gram + ridge * np.eye(size), moment[..., None])[..., 0])
