"""Whether a draw's cash flow has one rate of return only: the rules of `roi.sim.roots`, compiled."""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.sim.compiled.cached import compiled
from roi.sim.roots import DEPTH


@compiled
def only_root(flows: Array, draw: int, periods: int, log_growth: float) -> bool:
    """Of one column of flows (months, W), periods 0 … `periods`, that begins below 0 and ends above."""
    return _pure(flows, draw, periods, log_growth) or _one_root(flows, draw, periods)


@compiled
def _pure(flows: Array, draw: int, periods: int, log_growth: float) -> bool:
    """Whether money is outstanding in every period before the last flow."""
    weight = math.exp(-abs(log_growth))
    kept, falls = (1.0, weight) if log_growth >= 0.0 else (weight, 1.0)
    last = periods
    while flows[last, draw] == 0.0:
        last -= 1
    balance, factor = 0.0, 1.0
    for t in range(last):
        balance = balance * kept + flows[t, draw] * factor
        factor *= falls
        if balance > 0.0:
            return False
    return True


@compiled
def _one_root(flows: Array, draw: int, periods: int) -> bool:
    """Whether NPV is 0 at one rate only: halves of the range wait on a stack until their roots are counted."""
    waiting = np.zeros((DEPTH + 3, periods + 1))
    depth = np.zeros(DEPTH + 3, np.int64)
    total = 0.0
    for t in range(periods + 1):
        total += flows[t, draw]
        waiting[0, t], waiting[1, periods - t] = flows[t, draw], flows[t, draw]
    for k in range(2):
        _bernstein(waiting[k], periods)
        waiting[k, periods] = total
    roots = 1 if total == 0.0 else 0
    top = 1
    while top >= 0 and roots < 2:
        changes = _changes(waiting[top])
        if changes == 1:
            roots += 1
        elif changes > 1 and depth[top] == DEPTH - 1:
            return False
        if changes <= 1:
            top -= 1
            continue
        depth[top] += 1
        depth[top + 1] = depth[top]
        _halve(waiting, top, periods)
        roots += 1 if waiting[top, periods] == 0.0 else 0
        top += 1
    return roots == 1


@compiled
def _bernstein(part: Array, degree: int) -> None:
    """Coefficients of powers to those of Bernstein's polynomials, in place."""
    ways = 1.0
    for j in range(degree + 1):
        part[j] /= ways
        ways *= (degree - j) / (j + 1)
    for step in range(1, degree + 1):
        for k in range(degree, step - 1, -1):
            part[k] += part[k - 1]


@compiled
def _halve(waiting: Array, top: int, degree: int) -> None:
    """The left half stays in its place, the right one goes on top (de Casteljau)."""
    part = waiting[top].copy()
    waiting[top + 1, degree] = part[degree]
    for step in range(1, degree + 1):
        for k in range(degree + 1 - step):
            part[k] = (part[k] + part[k + 1]) / 2.0
        waiting[top, step] = part[0]
        waiting[top + 1, degree - step] = part[degree - step]


@compiled
def _changes(part: Array) -> int:
    """Changes of sign, zeros skipped; from two on, two."""
    changes, last = 0, 0.0
    for x in part:
        if x * last < 0.0:
            changes += 1
            if changes == 2:
                return 2
        last = x if x != 0.0 else last
    return changes
