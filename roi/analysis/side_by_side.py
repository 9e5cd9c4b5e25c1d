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

_BLOCK = 1_024  # draws evaluated at once: the lines of all models are kept for so many


def worths(
    prepared: Sequence[Prepared], cut: Cut, progress: Callable[[int, int], None] | None = None
) -> list[tuple[Array, Array]]:
    """Present values of benefits and of costs of each, (16, m) each: the same bits as a simulation's.

    Args:
        prepared: of one horizon, on the same draws.
        cut: which benefits count.
        progress: told (blocks done, blocks in all).

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    steps = [feeding(each.model, every_step(each.model.lines)) for each in prepared]
    m = prepared[0].sampling.draws_per_replicate
    result = [(np.empty((REPLICATES, m)), np.empty((REPLICATES, m))) for _ in prepared]
    blocks = list(prepared[0].blocks(_BLOCK))
    for done, block in enumerate(blocks, start=1):
        known = Workspace(len(prepared))
        for (benefits, costs), each, some in zip(result, prepared, steps, strict=True):
            flows = worksheet(each.model, each.inputs(*block, known), block.n, known, some).cut(cut)
            benefits[block.place], costs[block.place] = flows.pv_benefits, flows.pv_costs
        if progress is not None:
            progress(done, len(blocks))
    return result
