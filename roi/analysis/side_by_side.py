"""What several models of one case are worth on common draws: a line that some share is evaluated once a block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from roi.arrays import Array
from roi.formula.scaled import Curves
from roi.sim.cuts import Cut
from roi.sim.evaluate import every_step
from roi.sim.prepare import Prepared
from roi.sim.reach import feeding
from roi.sim.sampling import REPLICATES
from roi.sim.turns import Evaluation, Turn, turns_of, worths_of
from roi.sim.workspace import FORGETFUL, Workspace

_AT_ONCE = 4_096  # draws evaluated together: the lines of all models are kept for so many


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
    turns: tuple[Turn, ...] = ()
    for first in range(0, draws, _AT_ONCE):
        last = min(first + _AT_ONCE, draws)
        drawn = _drawn(prepared, first, last, same=not turns)
        if not turns:  # equal draws are one array
            turns = turns_of(
                Evaluation(each.model, some, {name: id(values) for name, values in inputs.items()})
                for each, some, inputs in zip(prepared, steps, drawn, strict=True)
            )
        each_worth = worths_of(turns, drawn, last - first, cut, Curves())
        for (benefits, costs), worth in zip(result, each_worth, strict=True):
            benefits[first:last], costs[first:last] = worth
        if progress is not None:
            progress(last, draws)
    return [(benefits.reshape(REPLICATES, -1), costs.reshape(REPLICATES, -1)) for benefits, costs in result]


def _drawn(prepared: Sequence[Prepared], first: int, last: int, *, same: bool) -> list[dict[str, Array]]:
    """The inputs of some draws of each; `same`: equal ones are one array, which takes comparing their laws."""
    kept = Workspace(len(prepared)) if same or not prepared[0].few else FORGETFUL
    return [each.inputs_between(first, last, kept) for each in prepared]
