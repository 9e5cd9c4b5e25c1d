"""A root of a function of one number, by Brent's method.

R. P. Brent (1973), Algorithms for Minimization Without Derivatives, chapter 4.  The steps and the bits are those of
`scipy.optimize.brentq`, whose package takes longer to import than what most commands work out.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_MOST_STEPS = 100
_ROUNDING = 4 * 2.0**-52  # the least relative precision that can be asked for


def brentq(
    f: Callable[[float], float], low: float, high: float, *, xtol: float, rtol: float = _ROUNDING
) -> float:
    """Where `f` is 0 between two points, to `xtol` + `rtol` × its size; `f` has opposite signs there, or is 0.

    Raises:
        ValueError: signs that are the same, or a value that is not a number.
        ArithmeticError: not found in 100 steps.
    """
    before, now = float(low), float(high)
    at_before, at_now = _value(f, before), _value(f, now)
    if at_before == 0:
        return before
    if at_now == 0:
        return now
    if _negative(at_before) == _negative(at_now):
        raise ValueError("f(low) and f(high) have the same sign")
    other = at_other = last = step = 0.0
    for _ in range(_MOST_STEPS):
        if at_before != 0 and at_now != 0 and _negative(at_before) != _negative(at_now):
            other, at_other = before, at_before
            last = step = now - before
        if abs(at_other) < abs(at_now):
            before, now, other = now, other, now
            at_before, at_now, at_other = at_now, at_other, at_now
        near, half = (xtol + rtol * abs(now)) / 2, (other - now) / 2
        if at_now == 0 or abs(half) < near:
            return now
        tried = math.inf
        if abs(last) > near and abs(at_now) < abs(at_before):
            tried = _tried((before, now, other), (at_before, at_now, at_other))
        if 2 * abs(tried) < min(abs(last), 3 * abs(half) - near):
            last, step = step, tried
        else:
            last = step = half
        before, at_before = now, at_now
        now += step if abs(step) > near else math.copysign(near, half)
        at_now = _value(f, now)
    raise ArithmeticError(f"no root in {_MOST_STEPS} steps")


def _tried(x: tuple[float, float, float], y: tuple[float, float, float]) -> float:
    """The step to where the line or the inverse parabola through the points crosses 0; inf where it has none."""
    (before, now, other), (at_before, at_now, at_other) = x, y
    if before == other:
        return -at_now * (now - before) / (at_now - at_before)
    slope, slope_other = (at_before - at_now) / (before - now), (at_other - at_now) / (other - now)
    below = slope_other * slope * (at_other - at_before)
    return -at_now * (at_other * slope_other - at_before * slope) / below if below else math.inf


def _negative(value: float) -> bool:
    return math.copysign(1.0, value) < 0


def _value(f: Callable[[float], float], x: float) -> float:
    value = float(f(x))
    if math.isnan(value):
        raise ValueError(f"f({x}) is not a number")
    return value
