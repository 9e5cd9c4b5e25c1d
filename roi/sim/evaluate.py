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
                payments[line.id] = _payments(line, values[line.id], model.horizon)
    return Block({line.id: values[line.id] for line in model.lines}, payments)


def _payments(line: ModelLine, values: Array, horizon: int) -> Array:
    """Money by month: rows 0 … H; what falls after the horizon is not seen."""
    assert line.payment is not None
    factor = line.payment.factor
    width = np.shape(values)[-1] if np.ndim(values) else 1
    paid = np.zeros((horizon + 1, width))
    if line.timing.kind == "monthly":
        paid[1:] = (values[1:] if np.ndim(values) == 2 else values) * factor
    else:
        first = line.timing.month
        step = MONTHS_A_YEAR if line.timing.kind == "yearly-in-advance" else horizon + 1
        for month in range(1 if line.timing.kind == "yearly-in-advance" else first, horizon + 1, step):
            paid[month] = (values[month] if np.ndim(values) == 2 else values) * factor
    if not np.isfinite(paid).all():
        month, draw = np.argwhere(~np.isfinite(paid))[0]
        raise RoiError(
            f"the line `{line.id}` is {paid[month, draw]} in month {month} for some values of its inputs",
            f"[lines.{line.id}]",
            "A division by zero or an overflow: give the inputs limits, or guard the formula with `max`.",
        )
    return paid


def total(model: Model, block: Block, chosen: tuple[str, ...], n: int) -> Array:
    """The sum of payments of the chosen lines, (H + 1, n), added in document order."""
    result = np.zeros((model.horizon + 1, n))
    for name in chosen:
        result += block.payments[name]
    return result
