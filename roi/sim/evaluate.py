"""Lines and payments of one block of draws: values in, arrays out.  No sampling, no metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.errors import RoiError
from roi.formula.arrays import evaluate, month_axis
from roi.model import Model, ModelLine

Array = NDArray[np.float64]
MONTHS_A_YEAR = 12
LARGEST = 1e100  # of a payment


@dataclass(frozen=True, slots=True)
class Block:
    """Values of every line (each at its own shape) and payments of every flow, for n draws.

    `payments[line]` is (H + 1, n) or (H + 1, 1), in the case's currency, positive for benefits and costs.
    """

    values: Mapping[str, Array]
    payments: Mapping[str, Array]


def evaluate_block(model: Model, inputs: Mapping[str, Array]) -> Block:
    """All lines for the given inputs.

    Args:
        model: the resolved case.
        inputs: per input a number or (n,) draws, as formulas see them.

    Raises:
        RoiError: a flow that is not a finite number somewhere, with line and month.
    """
    months = month_axis(model.horizon)
    values: dict[str, Array] = dict(inputs)
    payments: dict[str, Array] = {}
    # A formula may divide by zero in a month or branch that is never paid; what is paid is checked.
    with np.errstate(all="ignore"):
        for line in model.lines:
            values[line.id] = evaluate(line.node, values, months)
            if line.spec.flow is not None:
                payments[line.id] = _payments(model, line, values[line.id])
    return Block({line.id: values[line.id] for line in model.lines}, payments)


def _payments(model: Model, line: ModelLine, values: Array) -> Array:
    """Money by month: rows 0 … H; what falls after the horizon is not seen."""
    assert line.payment is not None
    factor, horizon = line.payment.factor, model.horizon
    width = np.shape(values)[-1] if np.ndim(values) else 1
    paid = np.zeros((horizon + 1, width))
    if line.timing.kind == "monthly":
        paid[1:] = (values[1:] if np.ndim(values) == 2 else values) * factor
    else:
        yearly = line.timing.kind == "yearly-in-advance"
        months = range(1, horizon + 1, MONTHS_A_YEAR) if yearly else (line.timing.month,)
        for month in months:
            if month <= horizon:
                paid[month] = (values[month] if np.ndim(values) == 2 else values) * factor
    # Not only infinity: sums, products and squares of larger numbers would overflow later, without a name.
    sound = np.abs(paid) < LARGEST
    if not sound.all():
        month, draw = np.argwhere(~sound)[0]
        raise RoiError(
            f"the line is {paid[month, draw]:g} in month {month} for some values of its inputs",
            f"{model.case.origin}: [lines.{line.id}] formula",
            "A division by zero or an overflow: give the inputs limits, or guard the formula with `max`.",
        )
    return paid


def total(model: Model, block: Block, chosen: tuple[str, ...], n: int) -> Array:
    """The sum of payments of the chosen lines, (H + 1, n), added in document order."""
    result = np.zeros((model.horizon + 1, n))
    for name in chosen:
        result += block.payments[name]
    return result
