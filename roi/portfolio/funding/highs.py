"""HiGHS by scipy: the relaxed program with its reduced costs, and the whole one on some of its columns."""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from roi.arrays import Array
from roi.portfolio.funding.problem import Indices
from roi.portfolio.funding.rows import Rows
from roi.records import dataclass

_INFEASIBLE = 2  # the status of both
_LEAST_SECONDS = 0.1


@contextmanager
def _silent() -> Iterator[None]:
    """Keep standard output for answers: HiGHS prints a line there, whatever its options, to mend a set."""
    try:
        kept = os.dup(1)
    except OSError:  # there is none
        yield
        return
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        if os.name == "posix":  # what C holds back would come out later
            ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The best mixture of columns.

    Attributes:
        share: of each column, 0 to 1.
        bound: its worth, which no set of whole columns exceeds.
        reduced: (columns,) how much the bound falls at least where a column is in that is not (Dantzig 1963).
    """

    share: Array
    bound: float
    reduced: Array


@dataclass(frozen=True, slots=True, eq=False)
class WholeColumns:
    """The best set of whole columns among some.

    Attributes:
        columns: that are in; None where the search ended before any set was found.
        bound: of the columns that were looked at.
        complete: whether the gap was reached.
    """

    columns: Indices | None
    bound: float
    complete: bool


def relaxed(worth: Array, rows: Rows, seconds: float) -> Relaxed | None:
    """The program without whole numbers; None where nothing keeps the rows, or time ran out."""
    equal = rows.low == rows.high
    above, below = np.isfinite(rows.low) & ~equal, np.isfinite(rows.high) & ~equal
    matrix = rows.matrix
    with _silent():
        result = linprog(
            -worth,
            A_ub=sparse.vstack([matrix[below], -matrix[above]]),
            b_ub=np.concatenate([rows.high[below], -rows.low[above]]),
            A_eq=matrix[equal] if equal.any() else None,
            b_eq=rows.high[equal] if equal.any() else None,
            bounds=(0, 1),
            method="highs",
            options={"time_limit": max(_LEAST_SECONDS, seconds)},
        )
    if result.status != 0 or result.fun is None:
        return None
    return Relaxed(np.asarray(result.x), -float(result.fun), np.asarray(result.lower.marginals))


def whole(
    worth: Array, rows: Rows, among: Indices, gap: float, seconds: float, nodes: int
) -> WholeColumns | None:
    """The program in whole numbers on some columns, the others out; None where nothing keeps the rows."""
    with _silent():
        result = milp(
            -worth[among],
            integrality=np.ones(len(among), dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(rows.matrix[:, among], rows.low, rows.high),
            options={"mip_rel_gap": gap, "time_limit": max(_LEAST_SECONDS, seconds), "node_limit": nodes},
        )
    if result.status == _INFEASIBLE:
        return None
    proven = result.mip_dual_bound
    bound = math.inf if proven is None else -float(proven)
    if result.x is None:
        return WholeColumns(None, bound, False)
    return WholeColumns(among[result.x > 0.5], bound, result.status == 0)


def highest_level(levels: Array, rows: Rows, seconds: float) -> tuple[Indices, float] | None:
    """The set of columns whose lowest level is the highest, and that level; None where nothing keeps the rows.

    Args:
        levels: what each column adds to each of them, (levels, columns).
    """
    count = rows.matrix.shape[1]
    wider = sparse.hstack([rows.matrix, sparse.csr_array((rows.matrix.shape[0], 1))])
    above = sparse.hstack([sparse.csr_array(levels), sparse.csr_array(-np.ones((len(levels), 1)))])
    with _silent():
        result = milp(
            np.concatenate([np.zeros(count), [-1.0]]),
            integrality=np.concatenate([np.ones(count, dtype=np.int64), np.zeros(1, dtype=np.int64)]),
            bounds=Bounds(
                np.concatenate([np.zeros(count), [-np.inf]]), np.concatenate([np.ones(count), [np.inf]])
            ),
            constraints=LinearConstraint(
                sparse.csr_array(sparse.vstack([wider, above])),
                np.concatenate([rows.low, np.zeros(len(levels))]),
                np.concatenate([rows.high, np.full(len(levels), np.inf)]),
            ),
            options={"time_limit": max(_LEAST_SECONDS, seconds)},
        )
    if result.x is None:
        return None
    columns = np.flatnonzero(result.x[:count] > 0.5)
    return columns, float(levels[:, columns].sum(axis=1).min())
