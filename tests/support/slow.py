"""A second, slow reading of the language: one draw and one month at a time, in base units, no arrays.

It walks the *parsed* tree.  All values come in base units, so that it needs no conversion at all: that
the checked tree with its `Convert` nodes gives the same is what the unit check promises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import cycle, pairwise
from statistics import NormalDist

from roi.arrays import Array
from roi.formula.nodes import Binary, Call, If, Name, Node, Number, Unary
from tests.support.trees import COMPARISONS

Series = Callable[[int], float]  # month → value
LARGEST = 1e12
SMALLEST = 1e-6  # of a divisor and of the argument of a logarithm
NOISE = 1e-12  # a few thousand roundings of a double
ALWAYS_ON = 8766 * 3600 / 12  # seconds a month


class UnsafeError(Exception):
    """The value is not one that floating point, or Excel, can tell reliably."""


def series(array: Array, draw: int) -> Series:
    """One draw of an array of any shape, by month."""
    if array.ndim == 2:
        return lambda month: float(array[month, min(draw, array.shape[1] - 1)])
    return lambda month: float(array[draw] if array.ndim else array)


def slow(node: Node, names: Mapping[str, Series], month: int) -> float:
    """The value of a parsed tree in one month, in base units.

    Raises:
        UnsafeError: a division by nearly 0, 0 ** 0, a root or a logarithm outside its domain, an
            overflow; or rounding decides: noise of 1e-12 in the results of all operations changes the
            value by more than 1e-9, or the outcome of a comparison.  A branch that is not taken may
            hold all of these.
    """
    exact = _Reader(names, month, 0.0).value(node)
    for noise in (NOISE, -NOISE):
        disturbed = _Reader(names, month, noise).value(node)
        if abs(disturbed - exact) > 1e-9 * max(1.0, abs(exact)):
            raise UnsafeError
    return exact


class _Reader:
    def __init__(self, names: Mapping[str, Series], month: int, noise: float) -> None:
        self.names = names
        self.month = month
        # Signs change in an order of their own, so that equal noise does not cancel.
        self.noise = cycle([1 + noise, 1 - noise, 1 + noise, 1 + noise, 1 - noise])

    def value(self, node: Node) -> float:
        match node:
            case Number(value=value):
                return value
            case Name(id="month"):
                return float(self.month)
            case Name(id="always_on"):
                return ALWAYS_ON
            case Name(id=name):
                return self.names[name](self.month)
            case Unary(op="-", operand=operand):
                return -self.value(operand)
            case Unary(operand=operand):
                return float(not self.true(operand))
            case If(condition=condition, then=then, otherwise=otherwise):
                return self.value(then if self.true(condition) else otherwise)
            case Binary(op="and" | "or" as op, left=left, right=right):
                both = (self.true(left), self.true(right))
                return float(all(both) if op == "and" else any(both))
            case Binary(op=op, left=left, right=right):
                a, b = self.value(left), self.value(right)
                if op in COMPARISONS and a == b != 0 and not (_plain(left) and _plain(right)):
                    raise UnsafeError  # equal here; a conversion there and back may part them
                result = _combined(op, a, b)
            case Call():
                result = self.call(node)
            case _:
                raise TypeError(type(node).__name__)
        result *= next(self.noise) if result != int(result) else 1.0
        if abs(result) > LARGEST:
            raise UnsafeError
        return result

    def true(self, node: Node) -> bool:
        value = self.value(node)
        if 0 < abs(value) < 1e-9:
            raise UnsafeError
        return value != 0

    def call(self, node: Call) -> float:
        match node:
            case Call(function="lag", arguments=(Name(id=name), Number(value=count))):
                earlier = self.month - int(count)
                return self.names[name](earlier) if earlier >= 1 else 0.0
            case Call(function="cumulative", arguments=(Name(id=name),)):
                return math.fsum(self.names[name](month) for month in range(1, self.month + 1))
            case Call(function="once", arguments=(argument,)):
                return _once(self.value(argument), self.month)
            case Call(function="month" | "always_on" as function, arguments=()):
                return self.value(Name(node.span, function))
        return _word(node.function, [self.value(argument) for argument in node.arguments], self.month)


def _plain(node: Node) -> bool:
    return isinstance(node, Number | Name)


def _told(a: float, b: float) -> tuple[bool, bool]:
    """(a < b, a == b); what differs by a few roundings is equal, and by a little more unsafe."""
    tied = abs(a - b) <= 1e-13 * (1 + abs(b))
    if not tied and abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-3):
        raise UnsafeError
    return a < b and not tied, tied


def _combined(op: str, a: float, b: float) -> float:
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if op == "/":
        if abs(b) < SMALLEST:
            raise UnsafeError
        return a / b
    if op == "**":
        return _power(a, b)
    less, equal = _told(a, b)
    truths = {"<": less, "<=": less or equal, ">": not (less or equal), ">=": not less, "==": equal}
    return float(truths.get(op, not equal))


def _power(a: float, b: float) -> float:
    whole = b == int(b)
    near_zero = abs(a) < SMALLEST and (a != 0 or b <= 0)
    if (a < 0 and not whole) or near_zero or (a != 0 and abs(b * math.log(abs(a))) > 50):
        raise UnsafeError
    return float(a**b)


def _word(function: str, x: list[float], month: int) -> float:
    if function in ("min", "max"):
        return min(x) if function == "min" else max(x)
    if function == "clip":
        return min(max(x[0], x[1]), x[2])
    if function == "abs":
        return abs(x[0])
    if function == "exp":
        return math.exp(_safe(x[0], abs(x[0]) < 50))
    if function == "log":
        return math.log(_safe(x[0], x[0] > SMALLEST))
    if function == "sqrt":
        return math.sqrt(_safe(x[0], x[0] == 0 or x[0] > SMALLEST))
    if function == "grow":  # a month's rate → a year's; months → years
        return _power(_safe(1 + x[0] * 12, 1 + x[0] * 12 > SMALLEST), x[1] / 12)
    if function in ("ramp", "s_curve"):
        return _adoption(function, *x)
    if function == "j_curve":
        return _dipping(*x)
    if function in ("tiered", "volume_price"):
        return _by_tier(function, x[0], x[1::2], x[2::2])
    if function == "yearly":
        _safe(x[0], 0 <= x[0] < 0.99 and abs(x[1]) < 0.999)
        return _year_factor(x[0], x[1], x[2 : 2 + max(1, math.ceil(month / 12))])
    raise NotImplementedError(f"the word `{function}` is missing in tests/support/slow.py")


def _safe(x: float, holds: bool) -> float:
    if not holds:
        raise UnsafeError
    return x


def _adoption(function: str, x: float, duration: float) -> float:
    if not (_told(0, x)[0]):
        return 0.0
    if not (_told(0, duration)[0]):
        return 1.0
    if function == "ramp":
        return min(x / duration, 1.0)
    return (21 / (1 + 20 ** (1 - 2 * x / duration)) - 1) / 20 if x / duration < 100 else 1.0


def _dipping(x: float, duration: float, depth: float) -> float:
    """The S-curve from 0 whose value at the duration is found by bisection: (k √S − √d)² − d is 0.95 there."""
    d = max(depth, 0.0)
    k = math.sqrt(1 + d) + math.sqrt(d)
    if not (_told(0, x)[0]):
        return 0.0
    if not (_told(0, duration)[0]):
        return 1.0
    if d > 1e3:
        raise UnsafeError
    low, high = d / k**2, 1.0  # from the bottom to the end
    while low < (middle := (low + high) / 2) < high:
        low, high = (
            (middle, high) if (k * math.sqrt(middle) - math.sqrt(d)) ** 2 - d < 0.95 else (low, middle)
        )
    base, z = 1 / (1 - low), x / duration
    s = 1.0 if z > 100 else ((base + 1) / (1 + base ** (1 - 2 * z)) - 1) / base
    return (k * math.sqrt(max(s, 0.0)) - math.sqrt(d)) ** 2 - d


def _by_tier(function: str, x: float, thresholds: list[float], prices: list[float]) -> float:
    """The price of a unit changes at thresholds only: the last one that is reached decides."""

    def price(unit: float, reached: Callable[[float, float], bool]) -> float:
        return next((p for t, p in zip(thresholds[::-1], prices[::-1], strict=True) if reached(unit, t)), 0.0)

    if function == "volume_price":
        return price(x, lambda unit, threshold: not _told(unit, threshold)[0])
    edges = sorted({x, *(t for t in thresholds if t < x)})
    return math.fsum(
        (b - a) * price((a + b) / 2, lambda unit, threshold: unit > threshold) for a, b in pairwise(edges)
    )


def _year_factor(spread: float, persistence: float, luck: list[float]) -> float:
    """Of the last of the years: the score as a sum over all of them, the factor by the normal distribution."""
    kept = [1.0, *[math.sqrt(1 - persistence**2)] * (len(luck) - 1)]
    later = range(len(luck) - 1, -1, -1)
    score = sum(e * k * persistence**n for e, k, n in zip(luck, kept, later, strict=True))
    sine = math.sin(math.pi * spread**2 / 2)
    return 2 * NormalDist().cdf(math.sqrt(sine / (1 - sine)) * score)


def _once(x: float, month: int) -> float:
    x = round(x) if _told(x, round(x))[1] else x
    return float(x >= 0 and month == max(1, math.ceil(x)))
