"""One task of a simulation: a range of draws of one replicate.  Needs no neighbour, merges with any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from roi.formula.nodes import names
from roi.model import Model
from roi.sim.cashflow import present_value
from roi.sim.cuts import CUTS, Cut, Outcome, distinct_cuts, outcome
from roi.sim.evaluate import Block, evaluate_block
from roi.sim.prepare import Prepared

Array = NDArray[np.float64]
PER_CUT = ("pv_benefits", "irr", "payback", "discounted_payback", "delay_cost")
SUM_OVER = 1_024  # draws summed at once, so that sums never depend on blocks
# Draws evaluated at once, whatever the block: their arrays stay in the cache of a core, and NumPy takes other
# paths for larger ones (a root in place of a power) whose last bits differ.
PIECE = 2_048
FAN_CUTS: tuple[Cut, ...] = ("cash", "headline")


@dataclass(frozen=True, slots=True)
class Task:
    """Draws [start, stop) of a replicate; the fan is kept for draws below `fan_below`."""

    replicate: int
    start: int
    stop: int
    fan_below: int


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a task leaves behind.

    draws: (n,) by (metric, cut); sums: by (what, line) of (chunks, H + 1), summed over chunks of draws;
    running: (H + 1, kept) by cut; off_plan: draws in which a line of chance differs from the plan.
    """

    task: Task
    draws: Mapping[tuple[str, Cut], Array]
    sums: Mapping[tuple[str, str], Array]
    running: Mapping[Cut, Array]
    off_plan: Mapping[str, int]


def chance_lines(model: Model) -> tuple[str, ...]:
    """Lines of one value a draw that read luck directly: what fails, what overruns."""
    chance = {item.id for item in model.inputs if item.spec.chance}
    return tuple(
        line.id
        for line in model.lines
        if line.spec.flow is None and not line.node.shape.month and names(line.node) & chance
    )


def run_task(prepared: Prepared, plan_values: Mapping[str, float], task: Task) -> TaskResult:
    """Simulate the draws of a task; it starts at a multiple of `PIECE`."""
    starts = range(task.start, task.stop, PIECE)
    pieces = [replace(task, start=start, stop=min(start + PIECE, task.stop)) for start in starts]
    return _joined(task, [_run_piece(prepared, plan_values, piece) for piece in pieces])


def _joined(task: Task, results: list[TaskResult]) -> TaskResult:
    """The results of consecutive pieces as one."""
    if len(results) == 1:
        return results[0]
    first = results[0]
    kept = [result for result in results if result.running]
    return TaskResult(
        task=task,
        draws={key: np.concatenate([result.draws[key] for result in results]) for key in first.draws},
        sums={key: np.concatenate([result.sums[key] for result in results]) for key in first.sums},
        running={
            cut: np.concatenate([result.running[cut] for result in kept], axis=1) for cut in first.running
        },
        off_plan={name: sum(result.off_plan[name] for result in results) for name in first.off_plan},
    )


def _run_piece(prepared: Prepared, plan_values: Mapping[str, float], task: Task) -> TaskResult:
    model = prepared.model
    n = task.stop - task.start
    inputs = prepared.inputs(task.replicate, task.start, task.stop)
    block = evaluate_block(model, inputs)
    found = outcome(model, block, inputs, n)
    kept = max(0, min(task.stop, task.fan_below) - task.start)
    return TaskResult(
        task=task,
        draws=_draws(model, found),
        sums=_sums(model, block, found, n),
        running={cut: found.cuts[cut].running[:, :kept].copy() for cut in FAN_CUTS} if kept else {},
        off_plan={
            name: int(np.count_nonzero(np.broadcast_to(block.values[name], (n,)) != plan_values[name]))
            for name in chance_lines(model)
        },
    )


def _draws(model: Model, found: Outcome) -> dict[tuple[str, Cut], Array]:
    """Only what differs between cuts is kept once a cut."""
    kept: dict[tuple[str, Cut], Array] = {
        ("pv_costs", "cash"): found.pv_costs,
        ("peak_funding", "cash"): found.peak_funding,
        ("first_year_net", "cash"): found.first_year_net,
    }
    same = distinct_cuts(model)
    for cut in CUTS:
        if same[cut] == cut:
            kept |= {(name, cut): getattr(found.cuts[cut], name) for name in PER_CUT}
    return kept


def _sums(model: Model, block: Block, found: Outcome, n: int) -> dict[tuple[str, str], Array]:
    sums: dict[tuple[str, str], Array] = {}
    for line in model.lines:
        sums["value", line.id] = _summed(block.values[line.id], model.horizon, n)
    for name, paid in block.payments.items():
        sums["payment", name] = _summed(paid, model.horizon, n)
        pv = present_value(np.broadcast_to(paid, (model.horizon + 1, n)), found.factors)
        sums["pv", name] = _chunks(pv[None, :], n)
    return sums


def _summed(values: Array, horizon: int, n: int) -> Array:
    """Sums over chunks of draws, (chunks, H + 1)."""
    if np.ndim(values) == 2 and np.shape(values)[1] == n:
        return _chunks(values, n)
    if np.ndim(values) == 1:
        return np.broadcast_to(_chunks(values[None, :], n), (max(1, n // SUM_OVER), horizon + 1))
    column = np.broadcast_to(values, (horizon + 1, 1))[:, 0]
    return np.broadcast_to(column * min(n, SUM_OVER), (max(1, n // SUM_OVER), horizon + 1))


def _chunks(rows: Array, n: int) -> Array:
    chunk = min(n, SUM_OVER)
    return np.asarray(rows.reshape(len(rows), n // chunk, chunk).sum(axis=2).T)
