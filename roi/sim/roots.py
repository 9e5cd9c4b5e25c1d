"""Whether a cash flow has one rate of return only: the number of rates above -100 % at which NPV is 0.

Arrays are (periods + 1, n): the period first, one cash flow a column, as in `roi.sim.irr`.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.sim.cashflow import total

Signs = NDArray[np.int8]
DEPTH = 40
"""Halvings of the range of discount factors; roots that are closer together count as several."""


def only_root(flows: Array, log_growth: Array) -> NDArray[np.bool_]:
    """Whether the rate found is the only one above -100 %, (n,), of flows that begin below 0 and end above.

    It is where money is outstanding in every period before the last flow: a pure investment (Soper 1959;
    Teichroew, Robichek & Montalbano 1965, theorem IV).  Other columns have their roots counted.

    Args:
        flows: (periods + 1, n).
        log_growth: log(1 + rate) a period, (n,), at which NPV is 0.
    """
    only = _pure(flows, log_growth)
    others = np.flatnonzero(~only)
    if others.size:
        only[others] = _one_root(flows[:, others])
    return only


def sign_changes(signs: Signs) -> Signs:
    """Changes of sign down each column, zeros skipped; from two on, two."""
    changes = np.zeros(signs.shape[1], dtype=np.int8)
    last = np.zeros(signs.shape[1], dtype=np.int8)
    for row in signs:
        changes += row * last < 0
        np.minimum(changes, 2, out=changes)
        np.copyto(last, row, where=row != 0)
    return changes


def _pure(flows: Array, log_growth: Array) -> NDArray[np.bool_]:
    """Whether the balance is 0 or below before the last flow: flows discounted where the rate is above 0, else
    compounded, so that no weight is above 1."""
    weight = np.exp(-np.abs(log_growth))
    discounted = log_growth >= 0
    kept, falls = np.where(discounted, 1.0, weight), np.where(discounted, weight, 1.0)
    last = len(flows) - 1 - np.argmax(flows[::-1] != 0, axis=0)
    balance, factor = np.zeros(flows.shape[1]), np.ones(flows.shape[1])
    pure = np.ones(flows.shape[1], dtype=np.bool_)
    for period, row in enumerate(flows):
        balance = balance * kept + row * factor
        factor *= falls
        pure &= (balance <= 0) | (period >= last)
    return pure


def _one_root(flows: Array) -> NDArray[np.bool_]:
    """Whether NPV is 0 at one rate only, (n,).

    Powers of the discount factor w in [0, 1], and of 1 / w for rates below 0, in Bernstein's basis: their changes
    of sign are the roots inside, or 2, 4 … more (Descartes' rule; Lane & Riesenfeld 1981); 0 and 1 are exact, and
    what has more is halved by de Casteljau's rule until it has not.
    """
    at_zero = total(flows)
    roots = (at_zero == 0).astype(np.int64)
    parts = np.concatenate([_bernstein(flows), _bernstein(flows[::-1])], axis=1)
    parts[-1] = np.tile(at_zero, 2)  # without the rounding of the change of basis
    owner = np.tile(np.arange(roots.size), 2)
    for _ in range(DEPTH):
        changes = sign_changes(np.sign(parts).astype(np.int8))
        np.add.at(roots, owner[changes == 1], 1)
        open_ = (changes > 1) & (roots[owner] < 2)
        parts, owner = parts[:, open_], owner[open_]
        if not owner.size:
            break
        left, right = _halves(parts)
        np.add.at(roots, owner[left[-1] == 0], 1)
        parts, owner = np.concatenate([left, right], axis=1), np.tile(owner, 2)
    np.add.at(roots, owner, 2)  # what is still open
    return np.asarray(roots == 1)


def _bernstein(powers: Array) -> Array:
    """Coefficients of powers of w as those of Bernstein's polynomials on [0, 1]: b_k = Σ C(k, j) / C(n, j) a_j."""
    degree = len(powers) - 1
    coefficients = powers / np.array([float(comb(degree, j)) for j in range(degree + 1)])[:, None]
    for step in range(1, degree + 1):
        coefficients[step:] = coefficients[step:] + coefficients[step - 1 : -1]
    return np.asarray(coefficients)


def _halves(parts: Array) -> tuple[Array, Array]:
    """The coefficients on both halves of the range (de Casteljau)."""
    left, right = np.empty_like(parts), np.empty_like(parts)
    left[0], right[-1] = parts[0], parts[-1]
    for step in range(1, len(parts)):
        parts = (parts[:-1] + parts[1:]) / 2
        left[step], right[len(right) - 1 - step] = parts[0], parts[-1]
    return left, right
