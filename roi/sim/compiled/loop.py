"""The compiled loop of a simulation: tiles of draws, month by month."""

from __future__ import annotations

import numpy as np

from roi.arrays import Array
from roi.sim.compiled.accounts import (
    FACTOR,
    LATE,
    NEXT_FACTOR,
    SHARED,
    STATES,
    begin,
    book,
    close,
    collect,
    is_sound,
    running_sums,
    worth_of_flows,
)
from roi.sim.compiled.cached import compiled
from roi.sim.compiled.library import different, exp, total
from roi.sim.compiled.machine import execute
from roi.sim.compiled.records import Ledger, Output, Program, Rows, Watched
from roi.sim.compiled.tape import WIDTH


@compiled
def simulate_tiles(draws: Array, program: Program, ledger: Ledger, watched: Watched, out: Output) -> bool:
    """Simulate draws (inputs, n), n a multiple of `WIDTH`; fills `out`, tells whether every draw is sound."""
    horizon = program.tables.shape[1] - 1
    rows = np.zeros((program.rows, WIDTH))
    past = np.zeros((program.stored, horizon + 1, WIDTH))
    cuts = len(ledger.members)
    shared, states = np.zeros((SHARED, WIDTH)), np.zeros((cuts, STATES, WIDTH))
    flows_of = np.zeros((cuts, horizon + 1, WIDTH))
    for k in range(len(program.table_rows)):
        rows[program.table_rows[k]] = program.tables[k, 0]
    sound = True
    for tile in range(draws.shape[1] // WIDTH):
        first = tile * WIDTH
        for k in range(len(program.inputs)):
            rows[program.inputs[k]] = draws[k, first : first + WIDTH]
        begin(shared, states)
        for t in range(-1, horizon + 1):
            if t >= 0:
                for k in range(len(program.table_rows)):
                    if program.moving[k]:
                        rows[program.table_rows[k]] = program.tables[k, t]
            # In one place, because the compiler copies the interpreter into each.
            execute(program.once if t < 0 else program.monthly, rows, past, max(t, 0))
            sound &= defined(rows, program.logarithms if t < 0 else program.monthly_logarithms)
            if t < 0:
                continue
            _discount(shared, rows, ledger, t)
            collect(rows, ledger.flows, ledger.factors, ledger.members, shared, states, t)
            book(shared, states, ledger.wants, flows_of, t, horizon, ledger.yearly)
            if out.worth.shape[1]:
                worth_of_flows(rows, ledger.flows, ledger.factors, shared, out.worth[tile], t)
            if out.running.shape[2]:
                for cut in range(cuts):
                    out.running[cut, t, first : first + WIDTH] = running_sums(states, cut)
            _watch(rows, watched, out, tile, t)
        sound &= is_sound(shared)
        figures = out.figures[:, first : first + WIDTH]
        close(shared, states, ledger.kept, flows_of, horizon, ledger.yearly, figures)
    return sound


@compiled
def defined(rows: Array, chosen: Rows) -> bool:
    """Whether no number of these rows is nan."""
    missing = 0
    for row in chosen:
        for i in range(rows.shape[1]):
            missing += 0 if rows[row, i] == rows[row, i] else 1
    return missing == 0


@compiled
def _discount(shared: Array, rows: Array, ledger: Ledger, t: int) -> None:
    """Factors of this month and, where a cut wants it, a month later; where the rate varies, from its logarithm."""
    _factors(shared[FACTOR], rows, ledger.rate_row, ledger.discounting[0, t])
    if ledger.wants[:, LATE].any():
        _factors(shared[NEXT_FACTOR], rows, ledger.rate_row, ledger.discounting[1, t])


@compiled
def _factors(out: Array, rows: Array, rate_row: int, discounting: float) -> None:
    if rate_row < 0:
        out[:] = discounting
        return
    for i in range(len(out)):
        out[i] = exp(rows[rate_row, i] * discounting)


@compiled
def _watch(rows: Array, watched: Watched, out: Output, tile: int, t: int) -> None:
    """Sums of lines over the tile, and how many draws of a line of chance differ from the plan."""
    for k in range(len(watched.lines)):
        out.sums[tile, k, t] = total(rows[watched.lines[k]])
    if t == 0:
        for k in range(len(watched.chance)):
            out.off[k] += different(rows[watched.chance[k]], watched.plan[k])
