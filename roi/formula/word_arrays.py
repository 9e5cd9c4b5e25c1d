"""The arrays of the words: NumPy, elementwise, or along the months where the word looks over time.

Each takes the month axis (H + 1, 1) first.  `ramp`, `s_curve` and `j_curve` are 1 for a duration of 0 < x.
"""

from __future__ import annotations

import numpy as np

from roi.arrays import Array


def ramp(months: Array, x: Array, duration: Array) -> Array:
    """clip(x / duration, 0, 1)."""
    safe = np.where(duration > 0, duration, 1.0)
    return np.asarray(np.where(duration > 0, np.clip(x / safe, 0.0, 1.0), (x > 0) * 1.0))


def s_curve(months: Array, x: Array, duration: Array) -> Array:
    """A logistic through 0 at x = 0, 0.95 at the duration and 1 in the end: (21/(1 + 20^(1 − 2z)) − 1)/20."""
    curve = _logistic(20.0, x, duration)
    return np.where(x > 0, np.where(duration > 0, curve, 1.0), 0.0)


def _logistic(base: Array | float, x: Array, duration: Array) -> Array:
    """Through 0 at x = 0, 1 − 1/base at the duration and 1 in the end."""
    safe = np.where(duration > 0, duration, 1.0)
    z = np.maximum(x, 0.0) / safe
    # exp rather than a power, which underflows far beyond the duration.
    return np.asarray(((base + 1.0) / (1.0 + np.exp(np.log(base) * (1.0 - 2.0 * z))) - 1.0) / base)


def j_curve(months: Array, x: Array, duration: Array, depth: Array) -> Array:
    """(k √S − √d)² − d, of a logistic S: 0 at x = 0, −d at the bottom, 0.95 at the duration, 1 in the end.

    d is the depth, none below 0, and k = √(1 + d) + √d.  The base of S is the one for which the value at the
    duration is 0.95; with d = 0 it is 20, and the whole is `s_curve`.  The bottom is where k √S = √d.
    """
    d = np.maximum(depth, 0.0)
    end, late, root = np.sqrt(1.0 + d), np.sqrt(0.95 + d), np.sqrt(d)
    k = end + root
    base = 20.0 * k * k * (end + late) / (end + late + 2.0 * root)
    s = np.maximum(_logistic(base, x, duration), 0.0)  # a rounding below 0 has no root
    curve = k * k * s - 2.0 * k * root * np.sqrt(s)
    return np.where(x > 0, np.where(duration > 0, curve, 1.0), 0.0)


def grow(months: Array, rate: Array, years: Array) -> Array:
    """(1 + rate)^years."""
    return np.asarray((1.0 + rate) ** years)


def once(months: Array, x: Array) -> Array:
    """1 in the month that holds the moment x.  Moment 0 belongs to month 1; month 0 holds nothing."""
    after = (x > months - 1) | ((x == 0) & (months == 1))
    return np.asarray((after & (x <= months) & (months >= 1)) * 1.0)


def _on_axis(months: Array, values: Array) -> Array:
    full = np.empty(np.broadcast_shapes(months.shape, np.shape(values)))
    full[...] = values
    return full


def cumulative(months: Array, values: Array) -> Array:
    """The sum of months 1 to this one, (H + 1, n) or (H + 1, 1)."""
    full = _on_axis(months, values)
    full[0] = 0.0
    return np.asarray(np.add.accumulate(full, axis=0))


def lag(months: Array, values: Array, count: Array) -> Array:
    """The values `count` months earlier, 0 where that is before month 1."""
    full = _on_axis(months, values)
    n = int(count)
    result = np.zeros_like(full)
    if n < len(full):  # a lag beyond the horizon leaves nothing
        result[n + 1 :] = full[1 : len(full) - n]
    return result


def smallest(months: Array, *values: Array) -> Array:
    """The least of all, elementwise."""
    result = values[0]
    for value in values[1:]:
        result = np.minimum(result, value)
    return result


def largest(months: Array, *values: Array) -> Array:
    """The largest of all, elementwise."""
    result = values[0]
    for value in values[1:]:
        result = np.maximum(result, value)
    return result


def clip(months: Array, x: Array, low: Array, high: Array) -> Array:
    """x between two bounds; where they cross, the upper one wins, as in MIN(MAX(x, low), high)."""
    return np.asarray(np.minimum(np.maximum(x, low), high))


def tiered(months: Array, x: Array, *tiers: Array) -> Array:
    """Σ price × the part of x in its tier; `tiers` are threshold, price, threshold, price …

    A tier reaches to the lowest threshold after it: where thresholds do not ascend, the later tier holds.
    Below the first nothing is paid.
    """
    rest, total = x, np.asarray(0.0)
    for threshold, price in zip(tiers[-2::-2], tiers[-1::-2], strict=True):
        below = np.minimum(rest, threshold)
        total = total + price * (rest - below)
        rest = below
    return total


def volume_price(months: Array, x: Array, *tiers: Array) -> Array:
    """The price after the last threshold that x reaches, 0 below all; `tiers` as in `tiered`."""
    reached = np.asarray(0.0)
    for threshold, price in zip(tiers[::2], tiers[1::2], strict=True):
        reached = np.where(x >= threshold, price, reached)
    return reached
