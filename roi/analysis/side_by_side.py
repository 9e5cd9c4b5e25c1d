"""What several models of one case are worth on common draws: a line that some share is evaluated once a block."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

import numpy as np

from roi.arrays import Array
from roi.formula.scaled import Curves
from roi.progress import Progress
from roi.sim.cuts import Cut
from roi.sim.evaluate import every_step
from roi.sim.prepare import Prepared
from roi.sim.sampling import REPLICATES
from roi.sim.turns import Evaluation, Turn, WorkedOut, turns_of, worked_out_in_turn
from roi.sim.workspace import FORGETFUL, Workspace

_AT_ONCE = 4_096  # draws evaluated together: the lines of all models are kept for so many


class FlowTally(Protocol):
    """Whoever adds up something else of the same evaluations."""

    def begin(self, prepared: Sequence[Prepared]) -> Sequence[Collection[str]]:
        """Told what is evaluated; the lines of each whose values it reads beside the flows."""

    def add(self, place: int, draws: slice, worked_out: WorkedOut) -> None:
        """Some draws of the model of that place, stretch after stretch, in each model after model."""


def worths(
    prepared: Sequence[Prepared], cut: Cut, progress: Progress | None = None, tally: FlowTally | None = None
) -> list[tuple[Array, Array]]:
    """Present values of benefits and of costs of each, (16, m) each: the same bits as a simulation's.

    Args:
        prepared: of one horizon, on the same draws.
        cut: which benefits count.
        tally: told of each evaluation too.

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    draws = prepared[0].sampling.draws
    result = [(np.empty(draws), np.empty(draws)) for _ in prepared]
    for place, stretch, each in evaluated(prepared, progress, tally.begin(prepared) if tally else ()):
        (benefits, costs) = result[place]
        benefits[stretch], costs[stretch] = each.present_values(cut)
        if tally is not None:
            tally.add(place, stretch, each)
    return [(benefits.reshape(REPLICATES, -1), costs.reshape(REPLICATES, -1)) for benefits, costs in result]


def evaluated(
    prepared: Sequence[Prepared], progress: Progress | None = None, read: Sequence[Collection[str]] = ()
) -> Iterator[tuple[int, slice, WorkedOut]]:
    """Some draws after the other, of each model after the other: its place, the draws, and what it is then.

    `read`: of each model lines that are evaluated beside the flows.
    """
    draws, read = prepared[0].sampling.draws, read or [()] * len(prepared)
    turns: tuple[Turn, ...] = ()
    for first in range(0, draws, _AT_ONCE):
        last = min(first + _AT_ONCE, draws)
        drawn = _drawn(prepared, first, last, same=not turns)
        if not turns:  # equal draws are one array
            turns = turns_of(
                Evaluation(
                    each.model,
                    every_step(each.model.lines),
                    {name: id(values) for name, values in inputs.items()},
                    names,
                )
                for each, inputs, names in zip(prepared, drawn, read, strict=True)
            )
        for place, each in enumerate(worked_out_in_turn(turns, drawn, last - first, Curves())):
            yield place, slice(first, last), each
        if progress is not None:
            progress(last, draws)


def _drawn(prepared: Sequence[Prepared], first: int, last: int, *, same: bool) -> list[dict[str, Array]]:
    """The inputs of some draws of each; `same`: equal ones are one array, which takes comparing their laws."""
    kept = Workspace(len(prepared)) if same or not prepared[0].few else FORGETFUL
    return [each.inputs_between(first, last, kept) for each in prepared]
