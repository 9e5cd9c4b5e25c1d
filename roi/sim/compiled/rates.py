"""Internal rates of return of a tile of draws: the rules and the method of `roi.sim.irr`, compiled.

What is kept of each draw stands in the rows of one array: so the compiler sees that the rows do not overlap, and
works on several draws at once.
"""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.sim.compiled.cached import compiled
from roi.sim.compiled.library import exp, log
from roi.sim.compiled.roots import only_root
from roi.sim.irr import NEWTON_ONLY, STEP_DONE, STEP_SQUARED, STEPS

_SUM, _CHANGES, _LAST, _SUM_CHANGES, _SUM_LAST, _LEADING, _UPWARD, _SOLVABLE, _UNRULED = range(9)
"""Rows of what is known of the signs: the sum of the flows; changes and last sign of flows and running sums; the
sign of the first flow where there is a rate to be found, else 0; 1 for a rate above 0, -1 for one below; whether
there is one to be found, and whether no rule of signs says that it is the only one."""
_Y, _LOW, _HIGH, _W, _VALUE, _SLOPE, _OTHER, _OTHER_SLOPE, _DONE = range(9)
"""Rows of the search: where it is, its bracket, e^-y, the two sides there and their derivatives."""


@compiled
def rates(flows: Array, periods: int, per_year: int, out: Array) -> None:
    """Effective yearly rates of the draws of a tile, into out (W,), from flows in periods 0 … `periods`."""
    width = len(out)
    known = np.zeros((_UNRULED + 1, width))
    for t in range(periods + 1):
        _follow_signs(flows, known, t)
    if not _classify(known, out):
        return
    coefficients = np.empty((periods + 1, width))
    for t in range(periods + 1):
        _orient(flows, known, coefficients, t, periods - t)
    _mend(flows, periods, known, coefficients)
    search = np.zeros((_DONE + 1, width))
    _search(coefficients, known, search)
    for i in range(width):
        if known[_SOLVABLE, i] > 0.0:
            growth = known[_UPWARD, i] * search[_Y, i]
            if known[_UNRULED, i] == 0.0 or only_root(flows, i, periods, growth):
                out[i] = math.expm1(per_year * growth)


@compiled
def _follow_signs(flows: Array, known: Array, t: int) -> None:
    """Changes of sign of the flows and of their running sum, zeros skipped, up to period t."""
    for i in range(flows.shape[1]):
        x = flows[t, i]
        sign = (1.0 if x > 0.0 else 0.0) - (1.0 if x < 0.0 else 0.0)
        last = known[_LAST, i]
        known[_CHANGES, i] += 1.0 if sign * last < 0.0 else 0.0
        known[_LAST, i] = last if sign == 0.0 else sign
    for i in range(flows.shape[1]):
        x = known[_SUM, i] + flows[t, i]
        sign = (1.0 if x > 0.0 else 0.0) - (1.0 if x < 0.0 else 0.0)
        last = known[_SUM_LAST, i]
        known[_SUM, i] = x
        known[_SUM_CHANGES, i] += 1.0 if sign * last < 0.0 else 0.0
        known[_SUM_LAST, i] = last if sign == 0.0 else sign


@compiled
def _classify(known: Array, out: Array) -> bool:
    """Which draws have a rate to be found, and on which side of 0; what the others have is written."""
    count = 0
    for i in range(len(out)):
        changes, last, end = known[_CHANGES, i], known[_LAST, i], known[_SUM, i]
        leading = last if changes % 2.0 == 0.0 else -last
        conventional = (changes == 1.0) & (leading < 0.0)
        norstrom = (changes > 1.0) & (leading < 0.0) & (known[_SUM_CHANGES, i] == 1.0) & (end > 0.0)
        unruled = (changes > 1.0) & (leading < 0.0) & (last > 0.0) & (not norstrom)
        falls = leading * end > 0.0  # the first flow outweighs all that come after it
        solvable = conventional | norstrom | unruled
        known[_UNRULED, i] = 1.0 if unruled else 0.0
        known[_UPWARD, i] = -1.0 if falls & (not norstrom) else 1.0
        known[_LEADING, i] = leading if solvable else 0.0
        known[_SOLVABLE, i] = 1.0 if solvable else 0.0
        count += 1 if solvable else 0
        one_sided = math.inf if last > 0.0 else (-1.0 if last < 0.0 else math.nan)
        out[i] = one_sided if changes == 0.0 else math.nan
    return count > 0


@compiled
def _orient(flows: Array, known: Array, coefficients: Array, t: int, mirrored: int) -> None:
    """Coefficients of the t-th power of the discount factor of a period or, for a rate below 0, of its inverse."""
    for i in range(flows.shape[1]):
        forward, backward = flows[t, i] * known[_LEADING, i], flows[mirrored, i] * -known[_LEADING, i]
        coefficients[t, i] = forward if known[_UPWARD, i] > 0.0 else backward


@compiled
def _mend(flows: Array, periods: int, known: Array, coefficients: Array) -> None:
    """Have the first coefficient of every draw positive, and something to search where there is no rate."""
    for i in range(flows.shape[1]):
        if known[_SOLVABLE, i] == 0.0:
            coefficients[:, i] = 0.0
            coefficients[0, i], coefficients[1, i] = 1.0, -1.0
        elif coefficients[0, i] == 0.0:
            begin = 0
            while coefficients[begin, i] == 0.0:
                begin += 1
            for k in range(periods + 1 - begin):
                coefficients[k, i] = coefficients[begin + k, i]
            coefficients[periods + 1 - begin :, i] = 0.0


@compiled
def _search(coefficients: Array, known: Array, search: Array) -> None:
    """The y of `roi.sim.irr._root`, for all draws of the tile together."""
    width = search.shape[1]
    top = _highest(coefficients, 1.0)
    other_top = _highest(coefficients, -1.0)
    for t in range(other_top + 1):
        for i in range(width):
            search[_HIGH, i] += max(-coefficients[t, i], 0.0)
    for i in range(width):
        search[_HIGH, i] = max(log(search[_HIGH, i] / coefficients[0, i]), 0.0)
        search[_DONE, i] = 1.0 - known[_SOLVABLE, i]
    for step in range(STEPS):
        for i in range(width):
            search[_W, i] = exp(-search[_Y, i])
        _horner(coefficients, top, 1.0, search, _VALUE)
        _horner(coefficients, other_top, -1.0, search, _OTHER)
        _compare(search)
        _narrow(search)
        if _move(search, step < NEWTON_ONLY or step % 2 == 1) == 0:
            break


@compiled
def _highest(coefficients: Array, sign: float) -> int:
    """The highest power of which some draw has a coefficient of this sign."""
    for t in range(len(coefficients) - 1, -1, -1):
        largest = 0.0
        for i in range(coefficients.shape[1]):
            largest = max(largest, coefficients[t, i] * sign)
        if largest > 0.0:
            return t
    return -1


@compiled
def _horner(coefficients: Array, top: int, sign: float, search: Array, row: int) -> None:
    """Value and derivative at w of the coefficients of one sign, into `row` and the next."""
    search[row : row + 2] = 0.0
    for t in range(top, -1, -1):
        _horner_step(coefficients, t, sign, search, row)


@compiled
def _horner_step(coefficients: Array, t: int, sign: float, search: Array, row: int) -> None:
    for i in range(search.shape[1]):
        search[row + 1, i] = search[row + 1, i] * search[_W, i] + search[row, i]
        search[row, i] = search[row, i] * search[_W, i] + max(coefficients[t, i] * sign, 0.0)


@compiled
def _compare(search: Array) -> None:
    """The logarithm of the ratio of the two sides in the row `_VALUE`, its derivative in `_SLOPE`."""
    for i in range(search.shape[1]):
        value, other = search[_VALUE, i], search[_OTHER, i]
        search[_VALUE, i] = log(other / value)
        duration = search[_SLOPE, i] / value - search[_OTHER_SLOPE, i] / other
        search[_SLOPE, i] = search[_W, i] * duration


@compiled
def _narrow(search: Array) -> None:
    """The bracket, by the side on which y turned out to be."""
    for i in range(search.shape[1]):
        search[_LOW, i] = search[_Y, i] if search[_VALUE, i] >= 0.0 else search[_LOW, i]
        search[_HIGH, i] = search[_Y, i] if search[_VALUE, i] <= 0.0 else search[_HIGH, i]


@compiled
def _move(search: Array, newton_allowed: bool) -> int:
    """Another y for every draw that is not done; how many are still left."""
    left = 0
    for i in range(search.shape[1]):
        y, done = search[_Y, i], search[_DONE, i] > 0.0
        low, high = search[_LOW, i], search[_HIGH, i]
        newton = y - search[_VALUE, i] / search[_SLOPE, i]
        inside = (newton >= low) & (newton <= high) & newton_allowed
        following = newton if inside else (low + high) / 2.0
        moved = abs(following - y)
        close = (moved <= STEP_DONE * (1.0 + y)) | (high - low <= STEP_DONE * (1.0 + low))
        ended = close | (inside & (moved <= STEP_SQUARED)) | done
        search[_Y, i] = y if done else following
        search[_DONE, i] = 1.0 if ended else 0.0
        left += 0 if ended else 1
    return left
