"""The base case, called the plan: every input at its likely value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi.arrays import Array
from roi.model import Model
from roi.names import ByName
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.worksheet import Worksheet, worksheet
from roi.sim.workspace import FORGETFUL, Workspace


@dataclass(frozen=True, slots=True)
class Plan:
    """One evaluation with numbers instead of draws.

    `values` and `payments` are by line, (H + 1,) by month; a line's value is in its own formula unit.
    """

    model: Model
    inputs: Mapping[str, float]
    values: Mapping[str, Array]
    payments: Mapping[str, Array]
    outcome: Worksheet

    def metric(self, name: str, cut: Cut) -> float:
        """A metric of `roi.sim.metrics.METRICS`; nan where undefined, inf where never."""
        return float(self.outcome.metric(name, cut)[0])


def plan(model: Model, inputs: Mapping[str, float] | None = None, workspace: Workspace = FORGETFUL) -> Plan:
    """The base case, or the case at other `inputs` (as formulas see them).

    Raises:
        RoiError: a flow that is not finite at these values.
    """
    chosen = {item.id: item.likely for item in model.drawn} | dict(inputs or {})
    arrays = {name: workspace.take(name, value, _single, value) for name, value in chosen.items()}
    sheet = worksheet(model, arrays, 1, workspace)
    shape, lines = (model.horizon + 1, 1), sheet.block.values
    return Plan(
        model=model,
        inputs=ByName("input", chosen),
        values=ByName(
            "line", {line.id: np.broadcast_to(lines[line.id], shape)[:, 0] for line in model.lines}
        ),
        payments=ByName("flow", {name: value[:, 0] for name, value in sheet.block.payments.items()}),
        outcome=sheet,
    )


def _single(value: float) -> Array:
    return np.asarray([value])
