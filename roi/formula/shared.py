"""Parts of a tree as steps of their own, whose values lines share: calls of words, and factors of products.

A step is named by what it says, so that equal calls have one name, whatever line they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator

from roi.formula.nodes import (
    DRAW_MONTH,
    Binary,
    Call,
    Convert,
    If,
    Name,
    Node,
    Number,
    Share,
    Unary,
    children,
    names,
    with_children,
)
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class LineStep:
    """A tree to evaluate.

    Attributes:
        name: under which others read its value: an id, or the text of a call, which is no id.
        says: its text: steps of one text over equal values are equal, in whatever line or model.
        reads: the names in it: inputs, lines, and steps before it.
    """

    name: str
    node: Node
    says: str
    reads: frozenset[str]


def is_product(node: Node) -> bool:
    """Whether it is a chain of × and ÷; a conversion is a factor."""
    return isinstance(node, Convert) or (isinstance(node, Binary) and node.op in ("*", "/"))


def factors(node: Binary | Convert) -> tuple[tuple[Node, bool, str], ...]:
    """Of a product: its factors, whether they divide, and what those by month say; worked out once.

    A conversion is a factor itself, before what it converts.
    """
    if not node._factors:
        object.__setattr__(node, "_factors", tuple(_chain(node, False)))
    return node._factors


def _chain(node: Node, divides: bool) -> Iterator[tuple[Node, bool, str]]:
    if isinstance(node, Binary) and node.op in ("*", "/"):
        yield from _chain(node.left, divides)
        yield from _chain(node.right, divides ^ (node.op == "/"))
        return
    yield node, divides, text(node) if node.shape.month and not isinstance(node, Convert) else ""
    if isinstance(node, Convert):
        yield from _chain(node.operand, divides)


def steps(name: str, node: Node) -> tuple[LineStep, ...]:
    """The parts of a tree that others may have as well, each before what reads it; then the tree.

    Calls that have a value for each draw and month, and factors of products that have one for each month.  Other
    parts cost little, and a tree that is itself a call has the line's name.
    """
    by_text: dict[str, LineStep] = {}
    top = _over_steps(node, by_text)
    return (*by_text.values(), LineStep(name, top, text(top), names(top)))


def _over_steps(node: Node, by_text: dict[str, LineStep]) -> Node:
    """The tree over names in place of the parts that are steps, which are put into `by_text`."""
    factors = is_product(node)
    return with_children(node, tuple(_as_step(child, factors, by_text) for child in children(node)))


def _as_step(node: Node, factor: bool, by_text: dict[str, LineStep]) -> Node:
    """The tree, or the name of the step that it is; `factor`: whether it is one of a product."""
    if not children(node):
        return node
    node = _over_steps(node, by_text)
    shared = isinstance(node, Call) and node.shape == DRAW_MONTH
    if not shared and not (factor and node.shape.month and not is_product(node)):
        return node
    says = text(node)
    step = LineStep(says, node, says, names(node))
    by_text.setdefault(step.name, step)
    return Name(node.span, step.name, unit=node.unit, shape=node.shape)


def text(node: Node) -> str:
    """What a tree says, wherever it stands; conversions are in it, and so it has one value in a model.

    Raises:
        TypeError: a node that has no value.
    """
    inner = ", ".join(text(child) for child in children(node))
    match node:
        case Number(value=value):
            return repr(value)
        case Name(id=name):
            return name
        case Unary(op=op) | Binary(op=op):
            return f"{op}({inner})"
        case Call(function=word):
            return f"{word}({inner})"
        case If():
            return f"if({inner})"
        case Convert(conversion=conversion):
            return f"convert({inner}, {conversion.factor!r})"
        case Share(part=part):
            return f"share({inner}, {part})"
    raise TypeError(f"{type(node).__name__} has no value")
