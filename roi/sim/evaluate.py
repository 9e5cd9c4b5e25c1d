"""Lines and payments of one block of draws: values in, arrays out.  No sampling, no metrics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from roi.arrays import Array
from roi.errors import LARGEST, Excerpt, Place, RoiError
from roi.formula.arrays import month_axis, worked_out
from roi.formula.nodes import Name
from roi.formula.scaled import Curves, Full, Value
from roi.formula.shared import LineStep
from roi.formula.undefined import undefined_part
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.payments import Payment, payment_of, rows_of
from roi.sim.workspace import FORGETFUL, Workspace
from roi.stopping import go_on


@dataclass(frozen=True, slots=True)
class DrawBlock:
    """Values of every line (each at its own shape) and the payments of every flow, for n draws.

    Attributes:
        lines: the values as they were worked out, by line; `values`: the same as arrays.
        flows: by flow.
        curves: of both.
    """

    lines: Mapping[str, Value]
    flows: Mapping[str, Payment]
    curves: Curves

    @property
    def values(self) -> Mapping[str, Array]:
        """By line, each at its own shape."""
        return Full(self.lines)

    @property
    def payments(self) -> dict[str, Array]:
        """By flow (H + 1, n) or (H + 1, 1), in the case's currency, positive for benefits and costs."""
        return {name: payment.full() for name, payment in self.flows.items()}


def evaluate_block(model: Model, inputs: Mapping[str, Array], workspace: Workspace = FORGETFUL) -> DrawBlock:
    """All lines for the given inputs.

    Args:
        model: the resolved case.
        inputs: per input a number or (n,) draws, as formulas see them.
        workspace: keeps the lines, and gives back those that would come out the same.

    Raises:
        RoiError: a flow that is not a finite number somewhere, with line and month.
    """
    values: dict[str, Value] = dict(inputs)
    curves = workspace.take("curves", None, Curves)
    flows = evaluate_steps(model, every_step(model.lines), values, curves, workspace)
    return DrawBlock({line.id: values[line.id] for line in model.lines}, flows, curves)


Ordered = tuple[tuple[LineStep, ModelLine], ...]
"""Steps, each after those that it reads, with the first line that has them."""


def every_step(lines: Iterable[ModelLine]) -> Ordered:
    """The steps of lines; of those that several lines have, one."""
    origins: dict[str, tuple[LineStep, ModelLine]] = {}
    for line in lines:
        for step in line.steps:
            origins.setdefault(step.name, (step, line))
    return tuple(origins.values())


def evaluate_steps(
    model: Model,
    steps: Ordered,
    values: dict[str, Value],
    curves: Curves,
    workspace: Workspace = FORGETFUL,
) -> dict[str, Payment]:
    """The flows among some steps; the value of every step is put into `values`, which holds what they read.

    `curves`: of these draws, to which new ones are added.

    Raises:
        RoiError: a flow that is not a finite number somewhere, with line and month.
    """
    go_on()
    months = month_axis(model.horizon)
    flows: dict[str, Payment] = {}
    # A formula may divide by zero in a month or branch that is never paid; what is paid is checked.
    with np.errstate(all="ignore"):
        for step, line in steps:
            pays = step.name == line.id and line.spec.flow is not None
            if workspace is FORGETFUL:  # as most often: nobody asks what a value was made of
                values[step.name] = worked_out(step.node, values, months, curves)
                if pays:
                    flows[line.id] = _payment(model, line, values)
                continue
            key = (workspace.versions(step.reads), model.horizon, step.says)
            values[step.name] = workspace.take(step.name, key, worked_out, step.node, values, months, curves)
            if pays:
                due = (workspace.version(line.id), line.timing, line.payment)
                flows[line.id] = workspace.take(f"payment of {line.id}", due, _payment, model, line, values)
    return flows


def _payment(model: Model, line: ModelLine, values: Mapping[str, Value]) -> Payment:
    """Money by month; what falls after the horizon is not seen.  `values`: of the line and all before it."""
    assert line.payment is not None
    payment = payment_of(line.id, values[line.id], rows_of(line.timing, model.horizon), model.horizon)
    if line.payment.factor != 1:
        payment = replace(payment, scale=np.multiply(payment.scale, line.payment.factor))
    # Not only infinity: sums, products and squares of larger numbers would overflow later, without a name.
    if payment.months and not payment.most < LARGEST:
        amounts = payment.amounts
        wrong = np.argwhere(~(np.abs(amounts) < LARGEST))
        if len(wrong):
            row, draw = (int(place) for place in wrong[0])
            raise _undefined(model, line, values, float(amounts[row, draw]), payment.months[row], draw)
    return payment


def _undefined(
    model: Model, line: ModelLine, values: Mapping[str, Value], amount: float, month: int, draw: int
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
