"""The arrays face: a checked tree → NumPy arrays, each sub-expression at its own shape.

Layout: a value of the case is 0-d, of a draw (n,), of a month (H + 1, 1), of both (H + 1, n): months
first, so that every pass runs along contiguous draws.  Row 0 is the start, rows 1 … H the months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np

from roi.arrays import Array
from roi.formula.nodes import CASE, Binary, Call, Convert, If, Name, Node, Number, Shape, Share, Unary
from roi.formula.scaled import Scaled, Value, full
from roi.formula.shared import is_product, text
from roi.formula.vocabulary import OPERATORS, WORDS


def month_axis(horizon: int) -> Array:
    """The month numbers 0 … horizon as a column, shape (horizon + 1, 1)."""
    return np.arange(horizon + 1, dtype=np.float64)[:, None]


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
    match node:
        case Number(value=value):
            return cast(Array, np.float64(value))
        case Name(id=name):
            return full(values[name])
        case Share(operand=operand):
            return evaluate(operand, values, months)
        case node if is_product(node):
            return full(product(node, values, months, {}))
        case Unary(op="-", operand=operand):
            return np.negative(evaluate(operand, values, months))
        case Unary(operand=operand):
            return np.logical_not(evaluate(operand, values, months)).astype(np.float64)
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


def worked_out(node: Node, values: Mapping[str, Value], months: Array, curves: dict[str, Array]) -> Value:
    """`evaluate`, scaled where the tree is a `product` with factors by month."""
    return product(node, values, months, curves) if is_product(node) else evaluate(node, values, months)


def product(node: Node, values: Mapping[str, Value], months: Array, curves: dict[str, Array]) -> Value:
    """The value of a chain of × and ÷, scaled where it has factors by month, else an array.

    What does not depend on the month is multiplied together apart: that takes no pass over the months.

    Args:
        node: a checked tree that `is_product`.
        curves: products of curves by name, to which new ones are added.
    """
    factors: list[_Factor] = []
    _collect(node, False, values, months, factors)
    # By the declared shape, never by the array's size: the order must not depend on the block of draws.
    plain = sorted((each for each in factors if not each.shape.month), key=lambda each: each.shape.draw)
    by_month = sorted(
        (each for each in factors if each.shape.month), key=lambda each: (each.shape.draw, each.name)
    )
    scale = _multiplied(plain) if plain else cast(Array, np.float64(1.0))
    if not by_month:
        return scale
    name = " ".join(f"{'÷' if factor.divides else '×'} ({factor.name})" for factor in by_month)
    if len(by_month) == 1 and not by_month[0].divides:
        return Scaled(scale, by_month[0].value, by_month[0].name)
    if name not in curves:
        curves[name] = _multiplied(by_month)
    return Scaled(scale, curves[name], name)


class _Factor(NamedTuple):
    """Of a product; `name`: what it says, where it has a value by month."""

    shape: Shape
    value: Array
    divides: bool
    name: str = ""


def _multiplied(factors: Sequence[_Factor]) -> Array:
    first = factors[0]
    result = np.divide(1.0, first.value) if first.divides else first.value
    for place, factor in enumerate(factors[1:]):
        operation = np.divide if factor.divides else np.multiply
        room = result if (place or first.divides) and _holds(result, factor.value) else None
        result = operation(result, factor.value, out=room)
    return result


def _holds(made: Array, other: Array) -> bool:
    """Whether what a step before made, which is nobody else's, has the size of the result with another already.

    Of months alone it may be whole numbers, which hold no others.
    """
    if np.ndim(made) == 0 or made.dtype != np.float64:
        return False
    return np.shape(made) == np.broadcast_shapes(np.shape(made), np.shape(other))


def _collect(
    node: Node, divides: bool, values: Mapping[str, Value], months: Array, into: list[_Factor]
) -> None:
    if isinstance(node, Binary) and node.op in ("*", "/"):
        _collect(node.left, divides, values, months, into)
        _collect(node.right, divides ^ (node.op == "/"), values, months, into)
    elif isinstance(node, Convert):
        into.append(_Factor(CASE, cast(Array, np.float64(node.conversion.factor)), divides))
        _collect(node.operand, divides, values, months, into)
    elif isinstance(node, Name) and isinstance(value := values[node.id], Scaled):
        into.append(_Factor(Shape(node.shape.draw, False), value.scale, divides))
        into.append(_Factor(node.shape, value.curve, divides, value.name))
    else:
        into.append(
            _Factor(
                node.shape, evaluate(node, values, months), divides, text(node) if node.shape.month else ""
            )
        )
