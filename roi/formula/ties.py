"""When two numbers of a formula are equal: rounding must not decide a comparison.

In binary numbers 25.1 - 12.1 is 13.000000000000002, and `month >= 25.1 - 12.1` would not hold in month 13 for the
engine, where spreadsheets, which compare about 15 digits, take the two for equal.  So every face takes numbers for
equal whose difference is at most `TIE` × (1 + |b|).  That is far above what roundings of a formula add up to and
what spreadsheets forgive by themselves, far below any difference that is meant: docs/decisions/ties.md.
"""

from __future__ import annotations

import numpy as np

from roi.arrays import Array

TIE = 1e-12
LARGEST = 1e300
"""Infinity is equal to itself: its reach is that of the largest numbers."""


def reach(b: Array) -> Array:
    """How far from b a number is still equal to it."""
    return np.asarray(TIE * (1.0 + np.minimum(np.abs(b), LARGEST)))


def below(a: Array, b: Array) -> Array:
    """a < b, and not equal."""
    return np.asarray(a < b - reach(b))


def at_most(a: Array, b: Array) -> Array:
    """a ≤ b, or equal."""
    return np.asarray(a <= b + reach(b))


def above(a: Array, b: Array) -> Array:
    """a > b, and not equal."""
    return np.asarray(a > b + reach(b))


def at_least(a: Array, b: Array) -> Array:
    """a ≥ b, or equal."""
    return np.asarray(a >= b - reach(b))


def equal(a: Array, b: Array) -> Array:
    """Equal but for rounding."""
    return np.logical_and(at_least(a, b), at_most(a, b))


def unequal(a: Array, b: Array) -> Array:
    """Not equal; nan is equal to nothing."""
    return np.logical_not(equal(a, b))
