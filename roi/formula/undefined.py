"""Why a formula has no usable value for some inputs: the innermost part that goes wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi.arrays import Array
from roi.errors import LARGEST
from roi.formula.arrays import evaluate
from roi.formula.nodes import Binary, Call, If, Name, Node, children
from roi.formula.scaled import Value
from roi.records import dataclass

# What goes wrong, with the values of the arguments, and how to mend it.
_SAID: Mapping[str, tuple[str, str]] = {
    "/": (
        "it divides by {1}",
        "Give what it divides by a value that stays away from 0: truncate(…, low=…), or write "
        "`a / b if b > 0 else 0`.",
    ),
    "**": (
        "it raises {0} to the power of {1}",
        "A root needs a number of at least 0, and 0 no power below 0: write max(x, 0), or cut the input: "
        "truncate(…, low=0).",
    ),
    "log": (
        "it takes the logarithm of {0}",
        "A logarithm needs a number above 0: cut the input, truncate(…, low=…), or write `log(x) if x > 0 else 0`.",
    ),
    "sqrt": (
        "it takes the square root of {0}",
        "A root needs a number of at least 0: write sqrt(max(x, 0)), or cut the input: truncate(…, low=0).",
    ),
    "grow": (
        "it grows by {0} a year over {1} years",
        "A rate stays above -100 % a year, and time within the plan: cut the input, truncate(…, low=…, high=…).",
    ),
    "yearly": (
        "it draws a year with a spread of {0} and a persistence of {1}",
        "A spread lies from 0 to below 100 %, a persistence from -100 % to 100 %.",
    ),
}
_LARGE = (
    "it is too large",
    "Look at the units and the far ends of its inputs, or cut them: truncate(…, high=…).",
)


@dataclass(frozen=True, slots=True)
class Undefined:
    """The innermost part of a formula without a usable value; `what` and `hint` in words."""

    node: Node
    what: str
    hint: str


def undefined_part(node: Node, values: Mapping[str, Value], months: Array, row: int, draw: int) -> Undefined:
    """Where it goes wrong in one month and draw, of a checked tree that does go wrong there.

    Args:
        node: a checked tree whose value there is undefined, infinite or larger than any sum of money.
        values: of the names in it.
        months: from `month_axis`.
        row: month from 0; draw: place of the draw.
    """

    def at(part: Node) -> float:
        value = np.asarray(evaluate(part, values, months))
        if value.ndim == 2:
            return float(value[min(row, len(value) - 1), min(draw, value.shape[1] - 1)])
        return float(value[min(draw, len(value) - 1)] if value.ndim else value)

    while True:
        inner = children(node)
        if isinstance(node, If):
            inner = (node.condition, node.then if at(node.condition) else node.otherwise)
        wrong = [part for part in inner if not abs(at(part)) < LARGEST]
        if not wrong:
            break
        node = wrong[0]
    key = node.op if isinstance(node, Binary) else node.function if isinstance(node, Call) else ""
    what, hint = _SAID.get(key, _LARGE)
    given = [f"{at(part):.6g}" for part in children(node)]
    if isinstance(node, Name) or not given:
        what, hint = _LARGE
    return Undefined(node, what.format(*given), hint)
