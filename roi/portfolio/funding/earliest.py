"""Starts that are as early as the limits leave room for: what a search leaves open between starts of like worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from roi.arrays import Array
from roi.portfolio.funding.problem import Floor, Indices, Problem
from roi.portfolio.funding.rows import ROUNDING, Rows


def earliest(problem: Problem, rows: Rows, floor: Floor | None, chosen: Indices) -> Indices:
    """The same deals in the same options, none of which could start earlier within the limits and lose no worth.

    Without discounting every start is worth the same, and within its gap a search does not tell them apart.

    Args:
        rows: all conditions but the floor.
        chosen: columns that keep all of them.
    """
    by_column, columns = sparse.csc_array(rows.matrix), chosen.copy()
    taken: Array = np.asarray(rows.matrix[:, columns].sum(axis=1), dtype=float)
    draws = problem.draws(columns)
    waiting = True
    while waiting:  # what moves may leave room for others, and what needs it may follow
        waiting = False
        for place, column in enumerate(columns):
            for sooner in _sooner(problem, column):
                after = taken.copy()
                for moving, sign in ((sooner, 1.0), (column, -1.0)):
                    touched, use = _of(by_column, moving)
                    after[touched] += sign * use
                gain = problem.factor[sooner] - problem.factor[column]
                moved = draws + gain * problem.npv[problem.outcome[column]]
                kept = floor is None or gain == 0 or floor.kept(moved)
                if kept and _within(after, taken, rows):
                    columns[place], taken, draws, waiting = sooner, after, moved, True
                    break
    return np.sort(columns)


def _sooner(problem: Problem, column: int) -> Iterator[int]:
    """Earlier starts of a column's deal and option that are worth as much, the first start first."""
    alike = problem.columns_of(problem.deal[column])
    alike = alike[
        (problem.outcome[alike] == problem.outcome[column])
        & (problem.start[alike] < problem.start[column])
        & (problem.worth[alike] >= problem.worth[column])
    ]
    yield from alike[np.argsort(problem.start[alike])].tolist()


def _of(matrix: sparse.csc_array, column: int) -> tuple[Indices, Array]:
    """The rows that a column stands in, each once, and its values there."""
    places = slice(matrix.indptr[column], matrix.indptr[column + 1])
    return matrix.indices[places].astype(np.intp), matrix.data[places]


def _within(after: Array, before: Array, rows: Rows) -> bool:
    """Whether all rows hold, or are missed by no more than before."""
    high, low = rows.high + ROUNDING, rows.low - ROUNDING
    return bool(((after <= np.maximum(high, before)) & (after >= np.minimum(low, before))).all())
