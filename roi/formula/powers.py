"""How a tree follows one name: as a power of it, along a straight line, or otherwise.  Read off the tree.

What is a power of a name needs no second evaluation at another value of it, and a straight line needs one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from roi.formula.nodes import (
    Binary,
    Call,
    Convert,
    If,
    Name,
    Node,
    Number,
    Share,
    Text,
    Unary,
    children,
    whole_number,
)

Form = int | Literal["straight", "other"]
"""k where a value is c × x^k, 0 where it does not depend on x; "straight" where it is a + b × x."""


def form_of(node: Node, forms: Mapping[str, Form], *, positive: bool) -> Form:
    """The form of a tree's value.

    Args:
        node: a checked tree.
        forms: of the names that depend on x, x itself among them as 1; the others do not.
        positive: whether x is above 0, so that the smaller of two powers of it stays the smaller.
    """
    each = [form_of(child, forms, positive=positive) for child in children(node)]
    match node:
        case Name(id=name):
            return forms.get(name, 0)
        case Number() | Text():
            return 0
        case Convert() | Share() | Unary(op="-"):
            return each[0]
        case Binary(op="+" | "-"):
            return _sum(each)
        case Binary(op="*", left=_):
            return _product(each[0], each[1])
        case Binary(op="/"):
            return each[0] if each[1] == 0 else _product(each[0], _inverse(each[1]))
        case Binary(op="**") if isinstance(each[0], int) and (power := whole_number(node.right)) is not None:
            return each[0] * power
        case If() if each[1] == 0:
            return _sum((each[0], each[2]))
        case Call(function=word):
            return _call(word, each, positive=positive)
    return _still(each)


def _call(word: str, each: list[Form], *, positive: bool) -> Form:
    if word in ("cumulative", "lag") and not any(each[1:]):
        return each[0]
    if word in ("tiered", "volume_price") and not any((each[0], *each[1::2])):
        return _sum(each[2::2])  # of the prices
    if word in ("min", "max", "abs") and positive and len({*each}) == 1 and isinstance(each[0], int):
        return each[0]
    return _still(each)


def _still(each: Collection[Form]) -> Form:
    return "other" if any(each) else 0


def _sum(each: Collection[Form]) -> Form:
    kinds = {*each}
    if len(kinds) == 1:
        return kinds.pop()
    return "straight" if kinds <= {0, 1, "straight"} else "other"


def _product(first: Form, second: Form) -> Form:
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    if first == 0 or second == 0:
        return first or second
    return "other"


def _inverse(form: Form) -> Form:
    return -form if isinstance(form, int) else "other"
