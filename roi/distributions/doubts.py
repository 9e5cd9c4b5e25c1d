"""Numbers that can be read in two ways: they are refused, and both readings are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from roi.distributions.arithmetic import evaluate
from roi.distributions.family import show
from roi.errors import RoiError
from roi.formula.nodes import Binary, Node, Number, Unary
from roi.formula.parse import error


def two_percentages(text: str, node: Node, value: float) -> RoiError:
    """0.35 on a % input: 0.35 % or 35 %."""
    few, many = show(value), show(100 * value)
    message = f"{few} on a % input can mean {few} % or {many} %"
    return error(text, node.span, message, f"Write {few}% or {many}%.")


def refuse_fractions(text: str, node: Node, bare: Sequence[float]) -> None:
    """Refuse bare numbers of one value on a % input where none of them goes beyond 1: uniform(0, 1).

    A number beyond 1 beside them tells that they are percentages.

    Raises:
        RoiError: with both readings.
    """
    largest = max((abs(value) for value in bare), default=0.0)
    if largest == 1:
        raise two_percentages(text, node, 1.0)


def refuse_dash(text: str, node: Node) -> None:
    """Refuse `20-40`: a span to people, and -20 to arithmetic.

    It is a difference in brackets, and between spaces where it leaves something: `15 - 3`.

    Raises:
        RoiError: with both readings.
    """
    ends = list(_dashed(text, node))
    if len(ends) < 2:
        return
    written = text[node.span.start : node.span.stop]
    bracketed = f"({written}) for the difference"
    if len(ends) > 2:
        hint = f"Write {bracketed}; months are counted from the start of the case."
        raise error(text, node.span, f"`{written}` can mean a date or a difference", hint)
    low, high = sorted(ends, key=lambda end: evaluate(end, text).value)
    if text[ends[0].span.stop : ends[0].span.stop + 1] == " " and low is ends[1] and low is not high:
        return
    span = f"{_written(text, low)} to {_written(text, high)}"
    message = f"`{written}` can mean {span}, or a difference"
    raise error(text, node.span, message, f"Write {span} for a span, {bracketed}.")


def _written(text: str, node: Node) -> str:
    return text[node.span.start : node.span.stop]


def refuse_share(text: str, node: Node, value: Fraction) -> None:
    """Refuse 30 % where the unit is no share: of what, is not said.

    Raises:
        RoiError: always.
    """
    written = f"{show(float(100 * value))} %"
    hint = (
        f"Write the number in the input's unit, or of what it is a share: 1_000 * {written.replace(' ', '')}."
    )
    raise error(text, node.span, f"{written} is a share, and the input is none", hint)


def _dashed(text: str, node: Node) -> Iterator[Node]:
    """Plain numbers with dashes between them, outside brackets."""
    if isinstance(node, Number) or (isinstance(node, Unary) and isinstance(node.operand, Number)):
        yield node
    elif isinstance(node, Binary) and node.op == "-" and text[node.span.start] != "(":
        left, right = list(_dashed(text, node.left)), list(_dashed(text, node.right))
        if left and right:
            yield from (*left, *right)
