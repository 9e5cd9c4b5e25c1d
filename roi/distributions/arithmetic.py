"""Constant arithmetic in arguments, `40_000 / (10_000 * 35%) / 1_800`, exact until it is rounded once.

Exact fractions make 7% on a % input the number 7, not 7.000000000000001.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from roi.distributions.family import show
from roi.errors import RoiError
from roi.formula.nodes import Binary, Call, Name, Node, Number, Span, Text, Unary
from roi.formula.parse import error
from roi.text import two_numbers

_LARGEST_EXPONENT = 64  # exact up to here, in floating point above
_PLUS_MINUS = "Write range(p10, p50, p90), or for the ends of a 90 % interval `40 to 60`."
_MOST_BITS = 4_096  # of a numerator or denominator; beyond, it is rounded to a double


class _Exact(NamedTuple):
    """An exact number.

    `percent` tells that a number typed with % is in it: it is then a fraction.  `share` tells that it is a
    percentage as a whole, and not a number of which one was taken: `30%`, `10% + 5%`, but not `40_000 * 30%`.
    """

    value: Fraction
    percent: bool
    share: bool = False


def evaluate(node: Node, text: str, strict: bool = False) -> _Exact:
    """The number of an expression of numbers, + - * / ** and brackets.

    Raises:
        RoiError: anything else in it, a division by zero, an overflow, or, where it is `strict`, a sum of a
            percentage and a bare number other than 0 or 1.
    """
    match node:
        case Number(value=typed, percent=percent):
            if readings := two_numbers(node.text):
                both = " or ".join(readings)
                raise error(text, node.span, f"{node.text} can mean {both}", f"Write {both}.")
            return _Exact(Fraction(_digits(node)) if typed else Fraction(0), percent, percent)
        case Unary(op="-", operand=operand):
            inner = evaluate(operand, text, strict)
            return _Exact(-inner.value, inner.percent, inner.share)
        case Binary(op=op, left=left, right=right) if op in ("+", "-", "*", "/", "**"):
            first, second = evaluate(left, text, strict), evaluate(right, text, strict)
            if isinstance(right, Unary) and op == "+" and "+-" in text[left.span.stop : right.span.stop]:
                raise error(text, node.span, "`+-` is no operator", _PLUS_MINUS)
            if op in "+-" and strict:
                _same_kind(text, node.span, first, second)
            value = _combine(op, first.value, second.value, text, node.span)
            return _Exact(value, first.percent or second.percent, _is_share(op, first, second))
        case _:
            raise _not_a_number(node, text)


def _digits(node: Number) -> str:
    typed = node.text.replace("_", "")
    if not typed.endswith("%"):
        return typed
    mantissa, _, exponent = typed[:-1].lower().partition("e")
    return f"{mantissa}e{int(exponent or 0) - 2}"


def _combine(op: str, left: Fraction, right: Fraction, text: str, span: Span) -> Fraction:
    try:
        if op == "**":
            if left < 0 and right.denominator != 1:
                raise error(text, span, "a root of a negative number is not a real number")
            return _rounded(_power(left, right))
        if op == "/":
            return _rounded(left / right)
        return _rounded({"+": left.__add__, "-": left.__sub__, "*": left.__mul__}[op](right))
    except ZeroDivisionError:
        raise error(text, span, "division by zero") from None
    except (OverflowError, ValueError):  # ValueError: a number below the smallest double, to a negative power
        raise error(text, span, "the result is too large to be a finite number") from None


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    if exponent.denominator == 1 and abs(exponent) <= _LARGEST_EXPONENT:
        return Fraction(base ** int(exponent))
    return Fraction(math.pow(base, exponent))


def _rounded(value: Fraction) -> Fraction:
    """The same fraction; a double in its place where it has grown long.  OverflowError beyond doubles."""
    as_float = float(value)
    long = max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS
    return Fraction(as_float) if long else value


def _is_share(op: str, first: _Exact, second: _Exact) -> bool:
    """Whether the result of an operation is a percentage as its operands are."""
    if op in "/**":
        return first.share and not second.share
    return first.share and second.share


def _same_kind(text: str, span: Span, first: _Exact, second: _Exact) -> None:
    bare = [amount.value for amount in (first, second) if not amount.percent]
    if len(bare) == 1 and bare[0] not in (0, 1):
        shown = show(float(bare[0]))
        raise error(
            text,
            span,
            f"a percentage and the bare number {shown} cannot be added",
            f"Write {shown}% if it is a percentage, or multiply: {shown} * 110%.",
        )


def _not_a_number(node: Node, text: str) -> RoiError:
    if isinstance(node, Text):
        return error(text, node.span, "a text is not a number", "Only data(…) and sip(…) take texts.")
    if isinstance(node, Name):
        return error(
            text,
            node.span,
            f"`{node.id}` is a name; a value holds numbers only",
            "Inputs meet in the formula of a line, not in each other's values.",
        )
    if isinstance(node, Call) or (isinstance(node, Binary) and node.op == "to"):
        return error(
            text,
            node.span,
            "a distribution cannot be part of arithmetic",
            "Give each uncertain number an input of its own and combine them in the formula of a line.",
        )
    return error(text, node.span, "only + - * / ** are possible between the numbers of a value")
