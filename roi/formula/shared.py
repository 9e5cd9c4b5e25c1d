"""Calls of words in a tree as steps of their own: lines that have the same call share its value.

A step is named by what it says, so that equal calls have one name, whatever line they stand in.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Step:
    """A tree to evaluate.

    Attributes:
        name: under which others read its value: an id, or the text of a call, which is no id.
        reads: the names in it: inputs, lines, and steps before it.
    """

    name: str
    node: Node
    reads: frozenset[str]


def steps(name: str, node: Node) -> tuple[Step, ...]:
    """The calls under a tree that have a value for each draw and month, each before what reads it; then the tree.

    Other calls cost little, and a tree that is itself a call has the line's name.
    """
    by_text: dict[str, Step] = {}
    top = with_children(node, tuple(_without_calls(child, by_text) for child in children(node)))
    return (*by_text.values(), Step(name, top, names(top)))


def _without_calls(node: Node, by_text: dict[str, Step]) -> Node:
    """The tree with a name in place of each call, which is put into `found`."""
    under = children(node)
    node = with_children(node, tuple(_without_calls(child, by_text) for child in under)) if under else node
    if not (isinstance(node, Call) and under and node.shape == DRAW_MONTH):
        return node
    step = Step(text := _text(node), node, names(node))
    by_text.setdefault(text, step)
    return Name(node.span, text, unit=node.unit, shape=node.shape)


def _text(node: Node) -> str:
    """What a tree says, wherever it stands; conversions are in it, and so it has one value in a model."""
    inner = ", ".join(_text(child) for child in children(node))
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
