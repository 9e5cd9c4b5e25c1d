"""One task of a simulation: a range of draws.  Needs no neighbour, merges with any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from roi.arrays import Array
from roi.formula.scaled import Scaled, Value
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE, Cut
from roi.sim.payments import Payment, pays
from roi.sim.prepare import Prepared, at_places
from roi.sim.scope import Scope
from roi.sim.worksheet import Worksheet, worksheet
from roi.sim.workspace import FORGETFUL, Workspace

SUM_OVER = 1_024  # draws summed at once, so that sums never depend on blocks
# Draws evaluated at once, whatever the block: their arrays stay in the cache of a core, and NumPy takes other
# paths for larger ones (a root in place of a power) whose last bits differ.
PIECE = 4_096
FAN_CUTS = (CASH, HEADLINE)


@dataclass(frozen=True, slots=True)
class Task:
    """Draws [first, last) of a run, counted replicate after replicate.

    `scope` is what to work out; the fan is kept for the first `fan` draws of each replicate.
    """

    first: int
    last: int
    scope: Scope
    fan: int


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a task leaves behind.

    draws: (n,) by (figure, cut); sums: by (what, line) of (chunks, H + 1), summed over chunks of draws;
    running: (H + 1, kept) by cut; off_plan: draws in which a line of luck differs from the plan.
    """

    task: Task
    draws: Mapping[tuple[str, Cut], Array]
    sums: Mapping[tuple[str, str], Array]
    running: Mapping[Cut, Array]
    off_plan: Mapping[str, int]


def luck_lines(model: Model) -> tuple[str, ...]:
    """Lines of one value a draw that read luck directly: what fails, what overruns."""
    luck = {item.id for item in model.inputs if item.spec.luck}
    return tuple(
        line.id
        for line in model.lines
        if line.spec.flow is None and not line.node.shape.month and line.reads & luck
    )


def _pieces(task: Task) -> list[Task]:
    """The task cut into ranges that are evaluated at once; it starts at a multiple of `PIECE`."""
    starts = range(task.first, task.last, PIECE)
    return [replace(task, first=first, last=min(first + PIECE, task.last)) for first in starts]


def run_task(
    prepared: Prepared, plan_values: Mapping[str, float], task: Task, workspace: Workspace = FORGETFUL
) -> TaskResult:
    """Simulate the draws of a task: all are drawn at once, and evaluated in pieces."""
    kept = workspace.part(f"draws {task.first} to {task.last}")
    drawn = prepared.inputs_between(task.first, task.last, kept)
    results = []
    for piece in _pieces(task):
        here = workspace.part(f"{piece.first} to {piece.last}")
        place = slice(piece.first - task.first, piece.last - task.first)
        inputs = {
            name: here.take(name, (task.first, task.last, kept.version(name)), _some, draws, place)
            for name, draws in drawn.items()
        }
        results.append(_run_piece(prepared, plan_values, piece, inputs, here))
    return _joined(task, results)


def _some(draws: Array, place: slice) -> Array:
    return draws[place] if np.ndim(draws) else draws


def _joined(task: Task, results: list[TaskResult]) -> TaskResult:
    """The results of consecutive pieces as one."""
    if len(results) == 1:
        return results[0]
    first = results[0]
    kept = [result for result in results if result.running]  # a task may begin beyond the fan of a replicate
    summed = dict.fromkeys(what for result in results for what in result.sums)
    return TaskResult(
        task=task,
        draws={key: np.concatenate([result.draws[key] for result in results]) for key in first.draws},
        sums={
            what: np.concatenate([result.sums[what] for result in results if what in result.sums])
            for what in summed
        },
        running={
            cut: np.concatenate([result.running[cut] for result in kept], axis=1)
            for cut in (kept[0].running if kept else ())
        },
        off_plan={name: sum(result.off_plan[name] for result in results) for name in first.off_plan},
    )


def _run_piece(
    prepared: Prepared,
    plan_values: Mapping[str, float],
    task: Task,
    inputs: Mapping[str, Array],
    workspace: Workspace,
) -> TaskResult:
    model, n = prepared.model, task.last - task.first
    sheet = worksheet(model, inputs, n, workspace)
    of_fan = prepared.among_first(task.fan if task.scope.detail else 0, task.first, task.last)
    return TaskResult(
        task=task,
        draws={(kept.name, cut): sheet.figure(kept, cut) for kept, cut in task.scope.figures(model)},
        sums=_sums(prepared, sheet) if task.scope.detail else {},
        running={cut: at_places(sheet.cut(cut).running, of_fan) for cut in FAN_CUTS} if len(of_fan) else {},
        off_plan={
            name: int(np.count_nonzero(np.broadcast_to(sheet.block.values[name], (n,)) != plan_values[name]))
            for name in (luck_lines(model) if task.scope.detail else ())
        },
    )


def _sums(prepared: Prepared, sheet: Worksheet) -> dict[tuple[str, str], Array]:
    """Sums over chunks of draws, (chunks, H + 1) by line and by payment, (chunks, 1) of present values."""
    chunk = min(prepared.sampling.draws_per_replicate, SUM_OVER)
    block, n, workspace = sheet.block, sheet.n, sheet.kept
    sums: dict[tuple[str, str], Array] = {}
    for line in prepared.model.lines:
        sums["value", line.id] = workspace.take(
            f"sums of {line.id}",
            (workspace.version(line.id), chunk),
            _summed,
            block.lines[line.id],
            prepared.model.horizon,
            n,
            chunk,
        )
    for name, payment in block.flows.items():
        key = (workspace.version(f"payment of {name}"), chunk)
        sums["payment", name] = workspace.take(
            f"sums of the payment of {name}",
            key,
            _summed_payment,
            payment,
            sums["value", name] if pays(payment, name, block.lines[name]) else None,
            n,
            chunk,
        )
        sums["pv", name] = _chunks(np.ones((1, 1)), sheet.worth[name], n, chunk)
    return sums


def _summed_payment(payment: Payment, of_value: Array | None, n: int, chunk: int) -> Array:
    """`of_value`: the sums of the line's value by month, where that is what is paid."""
    sums = np.zeros((n // chunk, payment.horizon + 1))
    rows = payment.rows
    sums[:, rows] = _chunks(payment.curve, payment.scale, n, chunk) if of_value is None else of_value[:, rows]
    return sums


def _summed(value: Value, horizon: int, n: int, chunk: int) -> Array:
    if isinstance(value, Scaled):
        return _chunks(value.curve.values, value.scale, n, chunk)
    if np.ndim(value) == 2:
        return _chunks(value, np.asarray(1.0), n, chunk)
    return np.broadcast_to(_chunks(np.ones((1, 1)), value, n, chunk), (n // chunk, horizon + 1))


def _chunks(curve: Array, scale: Array, n: int, chunk: int) -> Array:
    """Sums of `scale` × `curve`, (months, n) or (months, 1), over chunks of draws: (chunks, months)."""
    scales = np.broadcast_to(scale, (n,)).reshape(n // chunk, chunk)
    if curve.shape[1] != n:
        return np.asarray(np.multiply.outer(scales.sum(axis=1), curve[:, 0]))
    return np.asarray(np.einsum("rcd,cd->cr", curve.reshape(len(curve), n // chunk, chunk), scales))
