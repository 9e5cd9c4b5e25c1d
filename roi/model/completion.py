"""Correlation matrices from some of their entries: completion by maximum determinant, and repair.

n variables; `edges` are the stated pairs (i, j), i ≠ j, each once; `values` are their correlations.  Results
are rounded to 12 digits, well below any use of them, so that the linear algebra library decides no bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array

Edges = Sequence[tuple[int, int]]

_DIGITS = 12
_NEWTON_STEPS = 100
_FEWEST_SPLITTINGS, _MOST_SPLITTINGS = 100, 4_000
_SPLITTING_WORK = 1e9  # steps times the cube of the variables: some seconds
_SETTLED = 1e-10
_FLOOR = 1e-6
"""Least eigenvalue of a repaired matrix."""
_SINGULAR = 1e-9
"""A completion with an eigenvalue below this counts as none."""


def completed(n: int, edges: Edges, values: Sequence[float]) -> Array | None:
    """The correlation matrix (n, n) of greatest determinant with these entries; None where there is none.

    Its inverse K is zero at every other pair (covariance selection, Dempster 1972): no dependence is assumed
    beyond what the stated pairs carry.  K minimises tr(K S) - log det K over the matrices with those zeros, a
    self-concordant function that has a minimum exactly when a positive definite completion exists; found by
    damped Newton steps of length 1/(1 + λ), λ the Newton decrement (Nesterov & Nemirovskii 1994, sec. 2.2).
    """
    rows = np.array([*range(n), *(i for i, _ in edges)])
    columns = np.array([*range(n), *(j for _, j in edges)])
    target = np.array([1.0] * n + list(values))
    twice = np.where(rows == columns, 1.0, 2.0)  # an entry beside the diagonal stands in K twice
    entries = np.where(rows == columns, 1.0, 0.0)
    if len(edges) == n * (n - 1) // 2:  # nothing is left to complete
        covariance = np.eye(n)
        covariance[rows, columns] = target
        return _with_stated(covariance, rows, columns, target)
    covariance = np.eye(n)
    for _ in range(_NEWTON_STEPS):
        gradient = twice * (target - covariance[rows, columns])
        hessian = covariance[np.ix_(rows, rows)] * covariance[np.ix_(columns, columns)]
        hessian += covariance[np.ix_(rows, columns)] * covariance[np.ix_(columns, rows)]
        try:
            step = np.linalg.solve(hessian * np.outer(twice, twice) / 2, -gradient)
        except np.linalg.LinAlgError:  # K has run away: there is no minimum
            return None
        decrement = float(np.sqrt(max(0.0, -np.sum(gradient * step))))
        entries += step if decrement < 0.25 else step / (1 + decrement)
        inverse = np.zeros((n, n))
        inverse[rows, columns] = inverse[columns, rows] = entries
        if np.max(np.abs(entries)) > 1 / _SINGULAR:
            return None
        covariance = np.asarray(np.linalg.inv(inverse), dtype=np.float64)
        if decrement < 1e-11:
            break
    return _with_stated(covariance, rows, columns, target)


def _with_stated(
    covariance: Array, rows: NDArray[np.int_], columns: NDArray[np.int_], target: Array
) -> Array | None:
    """The rounded completion with the stated entries put in exactly; None unless it is positive definite."""
    if np.max(np.abs(covariance[rows, columns] - target)) > 1e-6:
        return None
    full = np.round((covariance + covariance.T) / 2, _DIGITS)
    full[rows, columns] = full[columns, rows] = target
    return full if np.linalg.eigvalsh(full)[0] > _SINGULAR else None


def repaired(n: int, edges: Edges, values: Sequence[float]) -> Array:
    """A correlation matrix (n, n) whose stated entries are nearest to `values` in least squares.

    Unstated entries are free; eigenvalues are kept at 1e-6 or more.  The nearest correlation matrix of Higham
    (2002) with weights 0 at the free entries, by the alternating direction method of multipliers (Boyd et al.
    2011, section 3.1): x meets the stated entries half-way and has the unit diagonal, z is the projection on
    the eigenvalue bound, u is the running difference between them.
    """
    stated = np.zeros((n, n), dtype=bool)
    wanted = np.zeros((n, n))
    for (i, j), value in zip(edges, values, strict=True):
        stated[i, j] = stated[j, i] = True
        wanted[i, j] = wanted[j, i] = value
    z: Array = np.eye(n)
    u = np.zeros((n, n))
    steps = min(max(int(_SPLITTING_WORK / n**3), _FEWEST_SPLITTINGS), _MOST_SPLITTINGS)
    for _ in range(steps):
        x = np.where(stated, (wanted + z - u) / 2, z - u)
        np.fill_diagonal(x, 1.0)
        eigenvalues, vectors = np.linalg.eigh(x + u)
        z_new: Array = (vectors * np.maximum(eigenvalues, _FLOOR)) @ vectors.T
        u += x - z_new
        settled = max(np.max(np.abs(x - z_new)), np.max(np.abs(z_new - z))) < _SETTLED
        z = z_new
        if settled:
            break
    scale = np.sqrt(np.diag(z))
    return np.asarray(np.round(z / np.outer(scale, scale), _DIGITS), dtype=np.float64)
