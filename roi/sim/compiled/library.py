"""What the loop calls: words of the formula language for one number, sums along a row, draws.

Plain Python that Numba compiles.  Selections instead of branches, and an exponential that is written out:
so the compiler works on several draws at once, where a call into the C library would take them one by one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.formula.ties import LARGEST, TIE
from roi.sim.compiled.cached import compiled, compiled_in_any_order

Bits = NDArray[np.uint64]
_LOG2_OF_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93145751953125e-1, 1.42860682030941723212e-6
_LOG20 = math.log(20.0)
_BITS_OF_ROOT_HALF = 0x3FE6A09E667F3BCD


@compiled
def exp(x: float) -> float:
    """e^x to about one unit in the last place: 2^k times a Taylor polynomial of what is left of x."""
    bounded = -708.0 if x < -708.0 else (709.0 if x > 709.0 else x)
    k = np.floor(bounded * _LOG2_OF_E + 0.5)
    r = (bounded - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.6059043836821613e-10
    p = p * r + 2.08767569878681e-09
    p = p * r + 2.505210838544172e-08
    p = p * r + 2.755731922398589e-07
    p = p * r + 2.7557319223985893e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 0.0001984126984126984
    p = p * r + 0.001388888888888889
    p = p * r + 0.008333333333333333
    p = p * r + 0.041666666666666664
    p = p * r + 0.16666666666666666
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    value = p * np.int64((np.int64(k) + 1023) << 52).view(np.float64)
    value = 0.0 if x < -708.0 else value
    return math.inf if x > 709.7 else float(value)


@compiled
def log(x: float) -> float:
    """log x of a positive, normal number to about one unit in the last place, also near 1.

    x = 2^k (1 + f) with 1 + f around 1, and log(1 + f) = 2 artanh(f / (2 + f)) by its series.
    """
    bits = np.float64(x).view(np.int64)
    k = (bits - _BITS_OF_ROOT_HALF) >> 52
    f = np.int64(bits - (k << 52)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    p = 2.0 / 23.0
    for odd in (21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0):
        p = p * z + 2.0 / odd
    half = 0.5 * f * f
    k_f = np.float64(k)
    return k_f * _LN2_HIGH - ((half - (s * (half + p * z) + k_f * _LN2_LOW)) - f)


@compiled
def log_growth(rate: float) -> float:
    """log(1 + rate); nan where the rate takes everything away or is beyond all bounds: the arrays take over.

    1 + rate is rounded; what the rounding left out is added by the slope of the logarithm.
    """
    ordinary = (rate > -1.0) & (rate < 1e300)
    rounded = 1.0 + rate if ordinary else 1.0
    return log(rounded) + (rate - (rounded - 1.0)) / rounded if ordinary else math.nan


@compiled
def reach(b: float) -> float:
    """See `roi.formula.ties`, as for the four below."""
    size = abs(b)
    return TIE * (1.0 + (size if size < LARGEST else LARGEST))


@compiled
def below(a: float, b: float) -> bool:
    return a < b - reach(b)


@compiled
def at_most(a: float, b: float) -> bool:
    return a <= b + reach(b)


@compiled
def above(a: float, b: float) -> bool:
    return a > b + reach(b)


@compiled
def at_least(a: float, b: float) -> bool:
    return a >= b - reach(b)


@compiled
def smaller(a: float, b: float) -> float:
    return a if (a < b) | (a != a) else b


@compiled
def larger(a: float, b: float) -> float:
    return a if (a > b) | (a != a) else b


@compiled
def clip(x: float, low: float, high: float) -> float:
    return smaller(larger(x, low), high)


@compiled
def ramp(x: float, duration: float) -> float:
    safe = duration if duration > 0.0 else 1.0
    z = x / safe
    begun = (1.0 if z > 1.0 else z) if duration > 0.0 else 1.0
    return begun if x > TIE else 0.0


@compiled
def s_curve(x: float, duration: float) -> float:
    safe = duration if duration > 0.0 else 1.0
    z = (x if x > 0.0 else 0.0) / safe
    curve = (21.0 / (1.0 + exp(_LOG20 * (1.0 - 2.0 * z))) - 1.0) / 20.0
    begun = curve if duration > 0.0 else 1.0
    return begun if x > TIE else 0.0


@compiled
def j_curve(x: float, duration: float, depth: float) -> float:
    d = larger(depth, 0.0)
    end, late, root = math.sqrt(1.0 + d), math.sqrt(0.95 + d), math.sqrt(d)
    k = end + root
    base = 20.0 * k * k * (end + late) / (end + late + 2.0 * root)
    safe = duration if duration > 0.0 else 1.0
    z = (x if x > 0.0 else 0.0) / safe
    s = larger(((base + 1.0) / (1.0 + exp(log(base) * (1.0 - 2.0 * z))) - 1.0) / base, 0.0)
    curve = k * k * s - 2.0 * k * root * math.sqrt(s)
    begun = curve if duration > 0.0 else 1.0
    return begun if x > TIE else 0.0


@compiled
def year_factor(spread: float, score: float) -> float:
    """Twice the normal distribution function, see `roi.formula.word_arrays.yearly`; nan outside of its spreads."""
    sine = math.sin(math.pi / 2 * spread * spread)
    within = (spread >= 0.0) & (spread < 1.0)
    slope = math.sqrt(sine / (1.0 - sine)) if within else math.nan
    return math.erfc(slope * score * -math.sqrt(0.5))


@compiled
def once(t: int, x: float) -> float:
    after = above(x, t - 1.0) | ((abs(x) <= TIE) & (t == 1))
    return 1.0 if after & at_most(x, float(t)) & (t >= 1) else 0.0


@compiled_in_any_order
def total(row: Array) -> float:
    """The sum of a row."""
    found = 0.0
    for i in range(len(row)):
        found += row[i]
    return found


@compiled
def different(row: Array, value: float) -> int:
    """How many draws of a row are not `value`."""
    count = 0
    for i in range(len(row)):
        count += 1 if row[i] != value else 0
    return count


@compiled
def fill_sobol(steps: Bits, shift: np.uint64, start: int, out: Array) -> None:
    """Points from `start` on, in natural order: each differs from the last by one of `steps`.

    Point i + 1 has other digits than point i from the lowest up to the lowest 0 of i; `steps[c]` is the
    exclusive or of the direction numbers of the first c + 1 digits.
    """
    x = shift
    for j in range(64):
        if (start >> j) & 1:
            x ^= steps[j] ^ (steps[j - 1] if j > 0 else np.uint64(0))
    for i in range(out.size):
        out[i] = (np.float64(x) + 0.5) * 2.220446049250313e-16
        following, c = start + i + 1, 0
        while following & 1 == 0:
            following >>= 1
            c += 1
        x ^= steps[c]


@compiled
def fill_table(
    u: Array, coefficients: Array, split: int, first: int, low: float, high: float, out: Array
) -> bool:
    """`Tabulated` for uniforms within its segments; tells whether all were.  coefficients: (segments, terms)."""
    side = coefficients.shape[0] // 2
    shift, mantissa, each = np.uint64(52 - split), np.uint64((1 << 52) - 1), np.uint64(1023 << 52)
    v = np.where(u >= 0.5, 1.0 - u, u)
    bits = v.view(np.uint64)
    places = np.empty(u.size, dtype=np.uint64)
    for i in range(u.size):
        places[i] = ((bits[i] << np.uint64(split)) & mantissa) | each
    t = places.view(np.float64)
    outside = 0
    for i in range(u.size):
        place = np.int64(bits[i] >> shift) - first
        outside += 1 if place < 0 else 0
        s, c = t[i] - 1.0, coefficients[(place if place > 0 else 0) + (side if u[i] >= 0.5 else 0)]
        x = c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * (c[4] + s * c[5]))))
        out[i] = low if x < low else (high if x > high else x)
    return outside == 0


@compiled
def fill_uniform(u: Array, low: float, high: float, out: Array) -> None:
    """`Uniform.quantile`."""
    for i in range(u.size):
        x = low + u[i] * (high - low)
        out[i] = high if x > high else x


@compiled
def fill_triangular(u: Array, low: float, mode: float, high: float, out: Array) -> None:
    """`Triangular.quantile`."""
    width, left, right = high - low, mode - low, high - mode
    for i in range(u.size):
        rising = low + math.sqrt(u[i] * width * left)
        falling = high - math.sqrt((1.0 - u[i]) * width * right)
        out[i] = rising if u[i] * width < left else falling
