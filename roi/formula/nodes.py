"""The nodes of a formula: plain frozen values with the place they were written at.

The parser makes them without unit and shape; the checker returns the same tree with both filled in
and with a `Convert` node wherever a number changes its unit.  Every face walks the checked tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import NamedTuple

from roi.records import dataclass
from roi.units import Conversion, Unit


class Span(NamedTuple):
    """Characters [start, stop) of the formula's text."""

    start: int
    stop: int


class Shape(NamedTuple):
    """On what a value depends.  (False, False) is one number for the whole case."""

    draw: bool
    month: bool

    def __or__(self, other: tuple[object, ...]) -> Shape:
        return Shape(self.draw or bool(other[0]), self.month or bool(other[1]))


CASE = Shape(False, False)
DRAW = Shape(True, False)
MONTH = Shape(False, True)
DRAW_MONTH = Shape(True, True)


@dataclass(frozen=True, slots=True)
class Node:
    """Any node; `unit` and `shape` are None until the checker has been there."""

    span: Span
    unit: Unit | None = field(default=None, kw_only=True)
    shape: Shape = field(default=CASE, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as typed; `percent` tells that it was typed with %, `value` is then the fraction."""

    value: float
    text: str
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A quoted text: only the arguments of `data` may be one."""

    value: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """An input, a line or a word without arguments (`month`, `always_on`)."""

    id: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`-x` or `not x`."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic, comparison, `and`, `or`, and the `to` of a distribution."""

    op: str
    left: Node
    right: Node
    _factors: tuple[tuple[Node, bool, str], ...] = field(default=(), init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class If(Node):
    """`then if condition else otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A word of the vocabulary, or a family of distributions, with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Convert(Node):
    """`operand` brought to `unit`: the only place where a number changes its unit."""

    operand: Node
    conversion: Conversion
    _factors: tuple[tuple[Node, bool, str], ...] = field(default=(), init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Share(Node):
    """The share of an input in a whole: `operand` works it out, from what the model knows of its parts.

    A workbook lets it follow what is typed there.  `parts`: id and shape of each; `varying`: those that are no
    numbers, so that one may be typed; `known`: of these, those that have a share of their own all the same.
    """

    operand: Node
    part: str
    parts: tuple[tuple[str, Shape], ...]
    varying: tuple[str, ...]
    known: frozenset[str]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under `node`, in the order they are written."""
    match node:
        case Unary(operand=operand) | Convert(operand=operand) | Share(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case If(condition=condition, then=then, otherwise=otherwise):
            return (then, condition, otherwise)
        case Call(arguments=arguments, keywords=keywords):
            return (*arguments, *(value for _, value in keywords))
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything under it."""
    yield node
    for child in children(node):
        yield from walk(child)


def height(node: Node) -> int:
    """The number of nodes on the longest way down; a single name has 1."""
    highest, level = 0, [node]
    while level:
        highest += 1
        level = [child for parent in level for child in children(parent)]
    return highest


def names(node: Node) -> frozenset[str]:
    """The ids of all names in the tree."""
    return frozenset(n.id for n in walk(node) if isinstance(n, Name))


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """The same node over other children (same number, same order as `children`)."""
    match node:
        case Unary() | Convert() | Share():
            return replace(node, operand=new[0])
        case Binary():
            return replace(node, left=new[0], right=new[1])
        case If():
            return replace(node, then=new[0], condition=new[1], otherwise=new[2])
        case Call(arguments=arguments, keywords=keywords):
            split = len(arguments)
            named = tuple((key, value) for (key, _), value in zip(keywords, new[split:], strict=True))
            return replace(node, arguments=new[:split], keywords=named)
        case _:
            return node


def renamed(node: Node, ids: Mapping[str, str]) -> Node:
    """The same tree with other ids in place of some."""
    if isinstance(node, Name):
        return replace(node, id=ids.get(node.id, node.id))
    return with_children(node, tuple(renamed(child, ids) for child in children(node)))


def whole_number(node: Node) -> int | None:
    """The number that is written, if it is whole and has no unit; a sign may stand before it."""
    if isinstance(node, Unary) and node.op == "-":
        inner = whole_number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Number) and not node.percent and node.value.is_integer():
        return int(node.value)
    return None


def summands(node: Node) -> frozenset[str]:
    """The names that a formula adds up as they are, such as a and b of `a + b`; none of a product."""
    match node:
        case Name(id=name):
            return frozenset({name})
        case Convert(operand=operand):
            return summands(operand)
        case Binary(op="+", left=left, right=right):
            return summands(left) | summands(right)
    return frozenset()
