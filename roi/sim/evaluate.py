"""Lines and payments of one block of draws: values in, arrays out.  No sampling, no metrics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from roi.arrays import Array
from roi.errors import LARGEST, Excerpt, Place, RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.formula.nodes import Name
from roi.formula.shared import Step
from roi.formula.undefined import undefined_part
from roi.model import Model, ModelLine
from roi.sim.payments import Payment, rows_of
from roi.sim.workspace import FORGETFUL, Workspace


@dataclass(frozen=True, slots=True)
class Block:
    """Values of every line (each at its own shape) and the payments of every flow, for n draws."""

    values: Mapping[str, Array]
    flows: Mapping[str, Payment]

    @property
    def payments(self) -> dict[str, Array]:
        """By flow (H + 1, n) or (H + 1, 1), in the case's currency, positive for benefits and costs."""
        return {name: payment.full() for name, payment in self.flows.items()}


def evaluate_block(model: Model, inputs: Mapping[str, Array], workspace: Workspace = FORGETFUL) -> Block:
    """All lines for the given inputs.

    Args:
        model: the resolved case.
        inputs: per input a number or (n,) draws, as formulas see them.
        workspace: keeps the lines, and gives back those that would come out the same.

    Raises:
        RoiError: a flow that is not a finite number somewhere, with line and month.
    """
    values: dict[str, Array] = dict(inputs)
    flows = evaluate_steps(model, every_step(model.lines), values, workspace)
    return Block({line.id: values[line.id] for line in model.lines}, flows)


Ordered = tuple[tuple[Step, ModelLine], ...]
"""Steps, each after those that it reads, with the first line that has them."""


def every_step(lines: Iterable[ModelLine]) -> Ordered:
    """The steps of lines; of those that several lines have, one."""
    origins: dict[str, tuple[Step, ModelLine]] = {}
    for line in lines:
        for step in line.steps:
            origins.setdefault(step.name, (step, line))
    return tuple(origins.values())


def evaluate_steps(
    model: Model, steps: Ordered, values: dict[str, Array], workspace: Workspace = FORGETFUL
) -> dict[str, Payment]:
    """The flows among some steps; the value of every step is put into `values`, which holds what they read.

    Raises:
        RoiError: a flow that is not a finite number somewhere, with line and month.
    """
    months = month_axis(model.horizon)
    flows: dict[str, Payment] = {}
    # A formula may divide by zero in a month or branch that is never paid; what is paid is checked.
    with np.errstate(all="ignore"):
        for step, line in steps:
            needs = tuple(workspace.version(name) for name in sorted(step.reads))
            values[step.name] = workspace.take(
                step.name, (step.node, model.horizon, needs), evaluate, step.node, values, months
            )
            if step.name == line.id and line.spec.flow is not None:
                key = (workspace.version(line.id), line.timing, line.payment)
                flows[line.id] = workspace.take(f"payment of {line.id}", key, _payment, model, line, values)
    return flows


def _payment(model: Model, line: ModelLine, values: Mapping[str, Array]) -> Payment:
    """Money by month; what falls after the horizon is not seen.  `values`: of the line and all before it."""
    assert line.payment is not None
    rows, worth = rows_of(line.timing, model.horizon), values[line.id]
    chosen = worth[rows] if np.ndim(worth) == 2 else np.atleast_1d(worth)[None, :]
    factor = line.payment.factor  # 1 of most: their values are the payments, and need no memory of their own
    payment = Payment(model.horizon, rows, chosen if factor == 1 else chosen * factor)
    # Not only infinity: sums, products and squares of larger numbers would overflow later, without a name.
    amounts = payment.amounts
    if payment.months and amounts.size and not (amounts.max() < LARGEST and amounts.min() > -LARGEST):
        row, draw = (int(place) for place in np.argwhere(~(np.abs(amounts) < LARGEST))[0])
        raise _undefined(model, line, values, float(amounts[row, draw]), payment.months[row], draw)
    return payment


def _undefined(
    model: Model, line: ModelLine, values: Mapping[str, Array], amount: float, month: int, draw: int
) -> RoiError:
    """What is wrong with a payment, and in which part of which formula."""
    months, origin = month_axis(model.horizon), line
    part = undefined_part(origin.node, values, months, month, draw)
    lines = {each.id: each for each in model.lines}
    while isinstance(part.node, Name) and part.node.id in lines:  # the fault comes from a line before it
        origin = lines[part.node.id]
        part = undefined_part(origin.node, values, months, month, draw)
    value = "undefined" if math.isnan(amount) else f"{amount:g}"
    whose = "" if origin is line else f" of `{origin.id}`"
    return RoiError(
        f"the line is {value} in month {month} for some values of its inputs: {part.what}{whose}",
        Place(
            model.case.origin,
            f"[lines.{line.id}]",
            "formula",
            excerpt=Excerpt(origin.spec.formula, *part.node.span),
        ),
        part.hint,
    ).in_file(model.case.origin, model.case.brought)
