"""Internal rates of return of a tile of draws: the rules and the method of `roi.sim.irr`, compiled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from roi.sim.compiled.library import compiled, exp
from roi.sim.irr import NEWTON_ONLY, STEP_DONE, STEP_SQUARED, STEPS


@compiled
def rates(flows: Any, periods: int, per_year: int, out: Any) -> None:
    """Effective yearly rates of the draws of a tile, into out (W,), from flows in periods 0 … `periods`."""
    width = len(out)
    coefficients = np.zeros((periods + 1, width))
    upward = np.zeros(width)
    solvable = _classified(flows, periods, out, coefficients, upward)
    if not solvable.any():
        return
    growth = _roots(coefficients, solvable)
    for i in range(width):
        if solvable[i]:
            out[i] = math.expm1(upward[i] * per_year * growth[i])


@compiled
def _classified(flows: Any, periods: int, out: Any, coefficients: Any, upward: Any) -> Any:
    """Which draws have a rate to be found; what the others have is written.

    `coefficients` become those of powers of the discount factor of a period, or, for a rate below 0, of its
    inverse, the first one positive; `upward` the sign of the rate.
    """
    width = len(out)
    inflow, outflow, end = np.zeros(width), np.zeros(width), np.zeros(width)
    changes, last = np.zeros(width), np.zeros(width)
    sum_changes, sum_last = np.zeros(width), np.zeros(width)
    for t in range(periods + 1):
        for i in range(width):
            x = flows[t, i]
            inflow[i] = 1.0 if x > 0.0 else inflow[i]
            outflow[i] = 1.0 if x < 0.0 else outflow[i]
            end[i] += x
        _count_changes(flows[t], changes, last)
        _count_changes(end, sum_changes, sum_last)
    solvable = np.zeros(width, dtype=np.bool_)
    for i in range(width):
        both = inflow[i] > 0.0 and outflow[i] > 0.0
        conventional = both and changes[i] == 1.0
        norstrom = both and not conventional and sum_changes[i] == 1.0 and end[i] != 0.0
        solvable[i] = conventional or norstrom
        if solvable[i]:
            upward[i] = _oriented(flows[:, i], periods, norstrom, end[i], coefficients[:, i])
        else:
            out[i] = math.nan if inflow[i] == outflow[i] else (math.inf if inflow[i] > 0.0 else -1.0)
            coefficients[0, i] = 1.0
            coefficients[1, i] = -1.0
    return solvable


@compiled
def _count_changes(row: Any, changes: Any, last: Any) -> None:
    for i in range(len(row)):
        sign = (1.0 if row[i] > 0.0 else 0.0) - (1.0 if row[i] < 0.0 else 0.0)
        changes[i] += 1.0 if sign * last[i] < 0.0 else 0.0
        last[i] = last[i] if sign == 0.0 else sign


@compiled
def _oriented(flows: Any, periods: int, norstrom: bool, end: float, coefficients: Any) -> float:
    """Coefficients of one draw, the first other than 0 in front; 1 for a rate above 0, -1 for one below."""
    begin, stop = 0, periods
    while flows[begin] == 0.0:
        begin += 1
    while flows[stop] == 0.0:
        stop -= 1
    leading = 1.0 if flows[begin] > 0.0 else -1.0
    up = norstrom or (1.0 if end > 0.0 else (-1.0 if end < 0.0 else 0.0)) != leading
    for k in range(stop - begin + 1):
        coefficients[k] = flows[begin + k] * leading if up else flows[stop - k] * -leading
    return 1.0 if up else -1.0


@compiled
def _roots(coefficients: Any, solvable: Any) -> Any:
    """The y of `roi.sim.irr._root`, for all draws of the tile together."""
    width = len(solvable)
    value, slope = np.empty(width), np.empty(width)
    other, other_slope, w = np.empty(width), np.empty(width), np.empty(width)
    y, low, high, result = np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(width)
    done = ~solvable
    for t in range(len(coefficients)):
        for i in range(width):
            high[i] += max(-coefficients[t, i], 0.0)
    for i in range(width):
        high[i] = max(math.log(high[i] / coefficients[0, i]), 0.0)
    for step in range(STEPS):
        for i in range(width):
            w[i] = exp(-y[i])
        _horner(coefficients, w, value, slope, other, other_slope)
        running = False
        for i in range(width):
            if done[i]:
                continue
            gap = math.log(other[i] / value[i])
            derivative = w[i] * (slope[i] / value[i] - other_slope[i] / other[i])
            low[i] = y[i] if gap >= 0.0 else low[i]
            high[i] = y[i] if gap <= 0.0 else high[i]
            newton = y[i] - gap / derivative
            inside = low[i] <= newton <= high[i] and (step < NEWTON_ONLY or step % 2 == 1)
            following = newton if inside else (low[i] + high[i]) / 2
            moved = abs(following - y[i])
            done[i] = (
                moved <= STEP_DONE * (1 + y[i])
                or high[i] - low[i] <= STEP_DONE * (1 + low[i])
                or (inside and moved <= STEP_SQUARED)
            )
            result[i] = following
            y[i] = following
            running |= not done[i]
        if not running:
            break
    return result


@compiled
def _horner(coefficients: Any, w: Any, value: Any, slope: Any, other: Any, other_slope: Any) -> None:
    """Values and derivatives at w of the positive and of the negative coefficients."""
    last = len(coefficients) - 1
    for i in range(len(w)):
        c = coefficients[last, i]
        value[i], slope[i] = max(c, 0.0), 0.0
        other[i], other_slope[i] = max(-c, 0.0), 0.0
    for t in range(last - 1, -1, -1):
        _horner_step(coefficients[t], w, value, slope, 1.0)
        _horner_step(coefficients[t], w, other, other_slope, -1.0)


@compiled
def _horner_step(row: Any, w: Any, value: Any, slope: Any, sign: float) -> None:
    for i in range(len(w)):
        c = row[i] * sign
        slope[i] = slope[i] * w[i] + value[i]
        value[i] = value[i] * w[i] + (c if c > 0.0 else 0.0)
