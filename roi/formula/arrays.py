"""The arrays face: a checked tree → NumPy arrays, each sub-expression at its own shape.

Layout: a value of the case is 0-d, of a draw (n,), of a month (H + 1, 1), of both (H + 1, n): months
first, so that every pass runs along contiguous draws.  Row 0 is the start, rows 1 … H the months.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import cast

import numpy as np

from roi.arrays import Array
from roi.formula.nodes import Binary, Call, Convert, If, Name, Node, Number, Share, Unary
from roi.formula.scaled import CurveFactor, Curves, Scaled, Value, full, holds, multiplied, surely_at_most
from roi.formula.shared import factors
from roi.formula.vocabulary import OPERATORS, WORDS


@lru_cache(maxsize=64)
def month_axis(horizon: int) -> Array:
    """The month numbers 0 … horizon as a column, shape (horizon + 1, 1), that nobody can write into."""
    months = np.arange(horizon + 1, dtype=np.float64)[:, None]
    months.setflags(write=False)
    return months


def evaluate(node: Node, values: Mapping[str, Value], months: Array) -> Array:
    """The value of a checked tree.

    Args:
        node: from `check`.
        values: of the names in it, in the units the checker was told.
        months: from `month_axis`.

    Returns:
        An array that broadcasts to (H + 1, n); numbers are floats, truth is 0.0 or 1.0.

    Raises:
        TypeError: a node that no checked tree has.
    """
    return full(worked_out(node, values, months, Curves()))


def worked_out(node: Node, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    """`evaluate`, scaled where the tree is a number of each draw times a curve; new ones are put into `curves`.

    Raises:
        TypeError: a node that no checked tree has.
    """
    form = _FORMS.get(type(node))
    if form is None:
        raise TypeError(f"no array form of {type(node).__name__}")
    return form(node, values, months, curves)


def _unary(node: Unary, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    of = worked_out(node.operand, values, months, curves)
    if node.op == "-":
        return Scaled(np.negative(of.scale), of.curve) if isinstance(of, Scaled) else np.negative(of)
    return np.logical_not(full(of)).astype(np.float64)


def _binary(node: Binary, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    if node.op in ("*", "/"):
        return product(node, values, months, curves)
    if node.op in ("+", "-"):
        return _sum(node, values, months, curves)
    left, right = (full(worked_out(part, values, months, curves)) for part in (node.left, node.right))
    return OPERATORS[node.op].array(left, right).astype(np.float64, copy=False)


def _if(node: If, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    condition, then, otherwise = (
        full(worked_out(part, values, months, curves)) for part in (node.condition, node.then, node.otherwise)
    )
    return np.where(condition != 0, then, otherwise)


def _call(node: Call, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    each = [worked_out(argument, values, months, curves) for argument in node.arguments]
    if curves.settled and node.function in _EXTREMES and any(isinstance(value, Scaled) for value in each):
        return reduce(_EXTREMES[node.function], each)
    return WORDS[node.function].array(months, *map(full, each))


def _sum(node: Binary, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    """Of two values, or their difference: scaled where both have one curve."""
    first, second = (worked_out(part, values, months, curves) for part in (node.left, node.right))
    of = OPERATORS[node.op].array
    if isinstance(first, Scaled) and isinstance(second, Scaled) and first.curve is second.curve:
        return Scaled(of(first.scale, second.scale), first.curve)
    left, right = full(first), full(second)
    return of(left, right, out=left if isinstance(node.left, Binary) and holds(left, right) else None)


def _least(first: Value, second: Value) -> Value:
    """The smaller one, itself where it is so throughout."""
    if surely_at_most(first, second):
        return first
    return second if surely_at_most(second, first) else np.minimum(full(first), full(second))


def _largest(first: Value, second: Value) -> Value:
    """The larger one, itself where it is so throughout."""
    if surely_at_most(second, first):
        return first
    return second if surely_at_most(first, second) else np.maximum(full(first), full(second))


_EXTREMES = {"min": _least, "max": _largest}


def product(node: Binary | Convert, values: Mapping[str, Value], months: Array, curves: Curves) -> Value:
    """The value of a chain of × and ÷, scaled where it has factors by month, else an array.

    What does not depend on the month is multiplied together apart: that takes no pass over the months.

    Args:
        node: a chain of × and ÷; a conversion is a factor.
        curves: of the block of draws, to which new ones are added.
    """
    fixed: list[tuple[Array, bool]] = []
    drawn: list[tuple[Array, bool]] = []
    by_month: list[CurveFactor] = []
    for part, divides, says in factors(node):
        if isinstance(part, Convert):
            fixed.append((cast(Array, np.float64(part.conversion.factor)), divides))
            continue
        value = worked_out(part, values, months, curves)
        # By the declared shape, never by the array's size: the order must not depend on the block of draws.
        plain = drawn if part.shape.draw else fixed
        if isinstance(value, Scaled):
            plain.append((value.scale, divides))
            by_month += [
                curves.factor(each.name, each.values, draw=each.draw, divides=divides ^ each.divides)
                for each in value.curve.factors
            ]
        elif part.shape.month:
            by_month.append(curves.factor(says, value, draw=part.shape.draw, divides=divides))
        else:
            plain.append((value, divides))
    scale = multiplied([*fixed, *drawn]) if fixed or drawn else cast(Array, np.float64(1.0))
    return Scaled(scale, curves.product(by_month)) if by_month else scale


# By the class of the node: what is evaluated most often is told apart at once.
_FORMS: Mapping[type[Node], Callable[..., Value]] = {
    Number: lambda node, *_: cast(Array, np.float64(node.value)),
    Name: lambda node, values, *_: values[node.id],
    Share: lambda node, *names: worked_out(node.operand, *names),
    Convert: product,
    Unary: _unary,
    Binary: _binary,
    If: _if,
    Call: _call,
}
