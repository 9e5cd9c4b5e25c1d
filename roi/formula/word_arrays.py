"""The arrays of the words: NumPy, elementwise, or along the months where the word looks over time.

Each takes the month axis (H + 1, 1) first.  `ramp`, `s_curve` and `j_curve` are 1 for a duration of 0 < x.
Comparisons forgive rounding, see `roi.formula.ties`.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from scipy.special import erfc

from roi.arrays import Array
from roi.formula import ties
from roi.formula.ties import TIE

MONTHS_A_YEAR = 12


def ramp(months: Array, x: Array, duration: Array) -> Array:
    """clip(x / duration, 0, 1)."""
    lasting, begun = duration > 0, x > TIE
    after = np.where(begun, x, 0.0)  # before the product: most often it is of months alone
    safe = _above_zero(duration)
    # A pass that divides takes twice as long as one that multiplies.
    curve = np.asarray(after / safe if np.ndim(safe) == 2 else after * (1.0 / safe))
    np.minimum(curve, 1.0, out=curve)
    if not np.all(lasting):
        np.copyto(curve, 1.0, where=begun & ~lasting)
    return curve


def s_curve(months: Array, x: Array, duration: Array) -> Array:
    """A logistic through 0 at x = 0, 0.95 at the duration and 1 in the end: (21/(1 + 20^(1 − 2z)) − 1)/20."""
    return _begun(x, duration, _logistic(20.0, x, duration))


def _begun(x: Array, duration: Array, curve: Array) -> Array:
    """The curve, 1 where there is no duration, 0 before x is above 0: written into the curve."""
    lasting, begun = duration > 0, x > TIE
    if not np.all(lasting):
        np.copyto(curve, 1.0, where=np.logical_not(lasting))
    if not np.all(begun):
        np.copyto(curve, 0.0, where=np.logical_not(begun))
    return curve


def _above_zero(duration: Array) -> Array:
    """The duration, 1 where it is none."""
    lasting = duration > 0
    return duration if np.all(lasting) else np.where(lasting, duration, 1.0)


def _logistic(base: Array | float, x: Array, duration: Array) -> Array:
    """Through 0 at x = 0, 1 − 1/base at the duration and 1 in the end: a new array."""
    safe, steepness = _above_zero(duration), np.log(base)
    z = np.empty(np.broadcast_shapes(np.shape(x), np.shape(safe), np.shape(base)))
    # In one array, numbers of each draw first; exp rather than a power, which underflows far beyond the duration.
    after = np.maximum(x, 0.0, out=z if np.shape(x) == z.shape else None)
    np.multiply(after, 2.0 * steepness / safe, out=z)
    np.subtract(steepness, z, out=z)
    np.exp(z, out=z)
    np.add(1.0, z, out=z)
    np.divide(base + 1.0, z, out=z)
    np.subtract(z, 1.0, out=z)
    return np.divide(z, base, out=z)


def j_curve(months: Array, x: Array, duration: Array, depth: Array) -> Array:
    """(k √S − √d)² − d, of a logistic S: 0 at x = 0, −d at the bottom, 0.95 at the duration, 1 in the end.

    d is the depth, none below 0, and k = √(1 + d) + √d.  The base of S is the one for which the value at the
    duration is 0.95; with d = 0 it is 20, and the whole is `s_curve`.  The bottom is where k √S = √d.
    """
    d = np.maximum(depth, 0.0)
    end, late, root = np.sqrt(1.0 + d), np.sqrt(0.95 + d), np.sqrt(d)
    k = end + root
    base = 20.0 * k * k * (end + late) / (end + late + 2.0 * root)
    s = _logistic(base, x, duration)
    np.maximum(s, 0.0, out=s)  # a rounding below 0 has no root
    dip = np.asarray(np.sqrt(s))
    np.multiply(2.0 * k * root, dip, out=dip)
    np.multiply(k * k, s, out=s)
    return _begun(x, duration, np.subtract(s, dip, out=s))


def grow(months: Array, rate: Array, years: Array) -> Array:
    """(1 + rate)^years."""
    # The exponential takes two thirds of the time of a power.
    growth = np.asarray(np.multiply(years, np.log1p(rate)))
    np.exp(growth, out=growth)
    if not np.all(defined := rate > -1.0):
        np.copyto(growth, (1.0 + rate) ** years, where=np.logical_not(defined))
    return growth


def once(months: Array, x: Array) -> Array:
    """1 in the month that holds the moment x.  Moment 0 belongs to month 1; month 0 holds nothing."""
    after = ties.above(x, months - 1) | ((np.abs(x) <= TIE) & (months == 1))
    return np.asarray((after & ties.at_most(x, months) & (months >= 1)) * 1.0)


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
    return reduce(np.minimum, values)


def largest(months: Array, *values: Array) -> Array:
    """The largest of all, elementwise."""
    return reduce(np.maximum, values)


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
        reached = np.where(ties.at_least(x, threshold), price, reached)
    return reached


def yearly(months: Array, spread: Array, persistence: Array, *luck: Array) -> Array:
    """The factor of each month's year, (H + 1, 1) or (H + 1, n): 1 on average, `spread` its standard deviation.

    The score of year y is z_y = r z_(y−1) + √(1 − r²) e_y from z_1 = e_1, a stationary autoregression (Box &
    Jenkins 1970, chapter 3) of independent standard normal e, with r the persistence; the factor is 2 Φ(a z_y).
    Where sin(π spread² / 2) = a² / (1 + a²) its variance is spread², by the probability of an orthant (Sheppard
    1899): it lies between 0 and 2, half of the years on either side of 1.  Month 0 is of year 1, and the last year
    goes on.

    Args:
        spread: from 0 to below 1; persistence: from −1 to 1.  Elsewhere the factor is nan.
        luck: standard normal, one for each year; as all arguments a number or (n,).
    """
    kept = np.sqrt(1.0 - persistence * persistence)
    slope = _slope(np.asarray(spread))
    score, factors = luck[0], [_year_factor(slope, luck[0])]
    for drawn in luck[1:]:
        score = persistence * score + kept * drawn
        factors.append(_year_factor(slope, score))
    by_year = np.stack(np.broadcast_arrays(*factors))
    year = np.clip(np.ceil(months[:, 0] / MONTHS_A_YEAR), 1, len(luck)).astype(np.int64)
    return np.asarray(by_year.reshape(len(luck), -1)[year - 1])


def _slope(spread: Array) -> Array:
    sine = np.sin(np.pi / 2 * spread * spread)
    return np.where((spread >= 0) & (spread < 1), np.sqrt(sine / (1.0 - sine)), np.nan)


def _year_factor(slope: Array, score: Array) -> Array:
    return np.asarray(erfc(slope * score * -np.sqrt(0.5)))
