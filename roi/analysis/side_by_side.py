"""What several models of one case are worth on common draws: a line that some share is evaluated once a block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from roi.arrays import Array
from roi.sim.cuts import Cut
from roi.sim.evaluate import every_step
from roi.sim.prepare import Prepared
from roi.sim.reach import feeding
from roi.sim.sampling import REPLICATES
from roi.sim.worksheet import worksheet
from roi.sim.workspace import Workspace

_AT_ONCE = 2_048  # draws evaluated together: the lines of all models are kept for so many


def worths(
    prepared: Sequence[Prepared], cut: Cut, progress: Callable[[int, int], None] | None = None
) -> list[tuple[Array, Array]]:
    """Present values of benefits and of costs of each, (16, m) each: the same bits as a simulation's.

    Args:
        prepared: of one horizon, on the same draws.
        cut: which benefits count.
        progress: told (draws done, draws in all).

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    steps = [feeding(each.model, every_step(each.model.lines)) for each in prepared]
    draws = prepared[0].sampling.draws
    result = [(np.empty(draws), np.empty(draws)) for _ in prepared]
    for first in range(0, draws, _AT_ONCE):
        known, last = Workspace(len(prepared)), min(first + _AT_ONCE, draws)
        for (benefits, costs), each, some in zip(result, prepared, steps, strict=True):
            inputs = each.inputs_between(first, last, known)
            flows = worksheet(each.model, inputs, last - first, known, some).cut(cut)
            benefits[first:last], costs[first:last] = flows.pv_benefits, flows.pv_costs
        if progress is not None:
            progress(last, draws)
    return [(benefits.reshape(REPLICATES, -1), costs.reshape(REPLICATES, -1)) for benefits, costs in result]
