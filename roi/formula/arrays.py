"""The arrays face: a checked tree → NumPy arrays, each sub-expression at its own shape.

Layout: a value of the case is 0-d, of a draw (n,), of a month (H + 1, 1), of both (H + 1, n): months
first, so that every pass runs along contiguous draws.  Row 0 is the start, rows 1 … H the months.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np

from roi.arrays import Array
from roi.formula.nodes import CASE, Binary, Call, Convert, If, Name, Node, Number, Shape, Share, Unary
from roi.formula.vocabulary import OPERATORS, WORDS


def month_axis(horizon: int) -> Array:
    """The month numbers 0 … horizon as a column, shape (horizon + 1, 1)."""
    return np.arange(horizon + 1, dtype=np.float64)[:, None]


def evaluate(node: Node, values: Mapping[str, Array], months: Array) -> Array:
    """The value of a checked tree.

    Args:
        node: from `check`.
        values: arrays of the names in it, in the units the checker was told.
        months: from `month_axis`.

    Returns:
        An array that broadcasts to (H + 1, n); numbers are floats, truth is 0.0 or 1.0.
    """
    match node:
        case Number(value=value):
            return cast(Array, np.float64(value))
        case Name(id=name):
            return values[name]
        case Share(operand=operand):
            return evaluate(operand, values, months)
        case Convert(operand=operand, conversion=conversion):
            return np.multiply(evaluate(operand, values, months), conversion.factor)
        case Unary(op="-", operand=operand):
            return np.negative(evaluate(operand, values, months))
        case Unary(operand=operand):
            return np.logical_not(evaluate(operand, values, months)).astype(np.float64)
        case Binary(op="*") | Binary(op="/"):
            return _product(node, values, months)
        case Binary(op="+") | Binary(op="-"):
            first, second = evaluate(node.left, values, months), evaluate(node.right, values, months)
            room = first if isinstance(node.left, Binary) and _holds(first, second) else None
            return OPERATORS[node.op].array(first, second, out=room)
        case Binary(op=op, left=left, right=right):
            result = OPERATORS[op].array(evaluate(left, values, months), evaluate(right, values, months))
            return result.astype(np.float64, copy=False)
        case If(condition=condition, then=then, otherwise=otherwise):
            chosen = evaluate(condition, values, months) != 0
            return np.where(chosen, evaluate(then, values, months), evaluate(otherwise, values, months))
        case Call(function=function, arguments=arguments):
            return WORDS[function].array(months, *(evaluate(a, values, months) for a in arguments))
    raise TypeError(f"no array form of {type(node).__name__}")


def _product(node: Binary, values: Mapping[str, Array], months: Array) -> Array:
    """A chain of × and ÷, small shapes first: one full-size pass a full-size factor, not one a factor."""
    factors: list[tuple[Shape, Array, bool]] = []
    _collect(node, False, values, months, factors)
    # By the declared shape, never by the array's size: the order must not depend on the block of draws.
    factors.sort(key=lambda factor: (factor[0].draw + factor[0].month, factor[0].draw))
    _, result, inverted = factors[0]
    if inverted:
        result = np.divide(1.0, result)
    for place, (_, factor, divides) in enumerate(factors[1:]):
        operation = np.divide if divides else np.multiply
        result = operation(result, factor, out=result if place and _holds(result, factor) else None)
    return result


def _holds(made: Array, other: Array) -> bool:
    """Whether what a step before made, which is nobody else's, has the size of the result with another already.

    Of months alone it may be whole numbers, which hold no others.
    """
    if np.ndim(made) == 0 or made.dtype != np.float64:
        return False
    return np.shape(made) == np.broadcast_shapes(np.shape(made), np.shape(other))


def _collect(
    node: Node,
    inverted: bool,
    values: Mapping[str, Array],
    months: Array,
    into: list[tuple[Shape, Array, bool]],
) -> None:
    if isinstance(node, Binary) and node.op in ("*", "/"):
        _collect(node.left, inverted, values, months, into)
        _collect(node.right, inverted ^ (node.op == "/"), values, months, into)
    elif isinstance(node, Convert):
        into.append((CASE, cast(Array, np.float64(node.conversion.factor)), inverted))
        _collect(node.operand, inverted, values, months, into)
    else:
        into.append((node.shape, evaluate(node, values, months), inverted))
