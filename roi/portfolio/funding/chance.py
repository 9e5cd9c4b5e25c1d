"""A limit on the chance of a loss: a variable for each of some draws, judged on all of them."""

from __future__ import annotations

import math
import time

import numpy as np
from scipy import sparse

from roi.arrays import Array
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.highs import WholeColumns, whole
from roi.portfolio.funding.problem import Floor, Indices, Problem, loss_share
from roi.portfolio.funding.rows import Rows

_TRIES = 6  # times that the chance on scenarios is tightened until it holds on all draws


def with_chance(
    problem: Problem, rows: Rows, floor: Floor, effort: Effort
) -> tuple[Indices | None, float, bool]:
    """The columns of the best set of which at most a share of the draws is below a threshold.

    Where more of all draws are below than of the scenarios, the number of scenarios that may be below is lowered
    and the search begins anew.  Returns the columns, or None; the bound, which is that of the scenarios; and
    whether the search came to its end.
    """
    begun, scale = time.monotonic(), float(np.abs(problem.worth).max(initial=0.0)) or 1.0
    drawn = _scenarios(problem, effort.scenarios)
    allowed, bound = math.floor(floor.share * len(drawn) + 1e-9), math.inf
    worth = np.concatenate([problem.worth / scale, np.zeros(len(drawn))])
    every = np.arange(len(worth))
    for _ in range(_TRIES):
        left = effort.seconds - (time.monotonic() - begun)
        counted = _rows(problem, rows, floor, drawn, allowed)
        result: WholeColumns | None = whole(worth, counted, every, effort.gap, left, effort.nodes)
        if result is None:
            return None, bound, True
        bound = result.bound * scale if math.isinf(bound) else bound
        if result.columns is None:
            return None, bound, False
        columns = result.columns[result.columns < problem.columns]
        below = loss_share(problem.draws(columns), floor.least)
        if below <= floor.share:
            return columns, bound, result.complete
        if allowed == 0:
            return None, bound, True
        if left <= 0:
            break
        allowed = max(0, allowed - max(1, math.ceil((below - floor.share) * len(drawn))))
    return None, bound, False


def _scenarios(problem: Problem, count: int) -> Indices:
    """Draws at even distances, so that each replicate has as many."""
    draws = problem.npv.shape[1]
    return np.unique(np.linspace(0, draws - 1, min(count, draws)).round().astype(np.intp))


def _rows(problem: Problem, rows: Rows, floor: Floor, drawn: Indices, allowed: int) -> Rows:
    """Σ draws · x + reach · y ≥ threshold for each scenario, and at most so many y are 1 ("big M")."""
    draws: Array = problem.npv[:, drawn][problem.outcome] * problem.factor[:, None]
    lowest = np.zeros((len(problem.names), len(drawn)))
    np.minimum.at(lowest, problem.deal, draws)
    reach = np.maximum(floor.least - lowest.sum(axis=0), 0.0)  # all that the deals could do to a scenario
    count = len(drawn)
    size = np.maximum(np.abs(draws).max(axis=0), 1e-9)
    scenario_rows = sparse.hstack([sparse.csr_array((draws / size).T), sparse.diags_array(reach / size)])
    counted = sparse.csr_array(np.concatenate([np.zeros(problem.columns), np.ones(count)])[None])
    wider = sparse.hstack([rows.matrix, sparse.csr_array((rows.matrix.shape[0], count))])
    return Rows(
        sparse.csr_array(sparse.vstack([wider, scenario_rows, counted])),
        np.concatenate([rows.low, np.full(count, floor.least) / size, [-np.inf]]),
        np.concatenate([rows.high, np.full(count, np.inf), [allowed]]),
    )
