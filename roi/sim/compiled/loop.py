"""The compiled loop of a simulation: tiles of draws, month by month."""

from __future__ import annotations

from typing import Any

import numpy as np

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
from roi.sim.compiled.tape import WIDTH


@compiled
def simulate_tiles(draws: Any, program: Any, ledger: Any, watched: Any, out: Any) -> bool:
    """Simulate draws (inputs, n), n a multiple of `WIDTH`; fills `out`, tells whether every draw is sound.

    program, ledger, watched and out are the tuples of `run.CompiledTasks`.
    """
    input_rows, needed, stored, once, monthly, tables, table_rows, moving, logarithms, monthly_ones = program
    horizon = tables.shape[1] - 1
    rows = np.zeros((needed, WIDTH))
    past = np.zeros((stored, horizon + 1, WIDTH))
    flows, factors, members, wants, kept, discounting, rate_row, yearly = ledger
    shared = np.zeros((SHARED, WIDTH))
    states = np.zeros((len(members), STATES, WIDTH))
    flows_of = np.zeros((len(members), horizon + 1, WIDTH))
    figures, running, _, worth, _ = out
    for k in range(len(table_rows)):
        rows[table_rows[k]] = tables[k, 0]
    late = wants[:, LATE].any()
    sound = True
    for tile in range(draws.shape[1] // WIDTH):
        first = tile * WIDTH
        for k in range(len(input_rows)):
            rows[input_rows[k]] = draws[k, first : first + WIDTH]
        begin(shared, states)
        for t in range(-1, horizon + 1):
            if t >= 0:
                for k in range(len(table_rows)):
                    if moving[k]:
                        rows[table_rows[k]] = tables[k, t]
            # In one place, because the compiler copies the interpreter into each.
            execute(once if t < 0 else monthly, rows, past, max(t, 0))
            sound &= defined(rows, logarithms if t < 0 else monthly_ones)
            if t < 0:
                continue
            _discount(shared, rows, rate_row, discounting, t, late)
            collect(rows, flows, factors, members, shared, states, t)
            book(shared, states, wants, flows_of, t, horizon, yearly)
            if worth.shape[1]:
                worth_of_flows(rows, flows, factors, shared, worth[tile], t)
            if running.shape[2]:
                for cut in range(len(running)):
                    running[cut, t, first : first + WIDTH] = running_sums(states, cut)
            _watch(rows, watched, out, tile, t)
        sound &= is_sound(shared)
        close(shared, states, kept, flows_of, horizon, yearly, figures[:, first : first + WIDTH])
    return sound


@compiled
def defined(rows: Any, chosen: Any) -> bool:
    """Whether no number of these rows is nan."""
    missing = 0
    for row in chosen:
        for i in range(rows.shape[1]):
            missing += 0 if rows[row, i] == rows[row, i] else 1
    return missing == 0


@compiled
def _discount(shared: Any, rows: Any, rate_row: int, discounting: Any, t: int, late: bool) -> None:
    """Factors of this month and, if `late`, a month later; where the rate varies, from its logarithm."""
    _factors(shared[FACTOR], rows, rate_row, discounting[0, t])
    if late:
        _factors(shared[NEXT_FACTOR], rows, rate_row, discounting[1, t])


@compiled
def _factors(out: Any, rows: Any, rate_row: int, discounting: float) -> None:
    if rate_row < 0:
        out[:] = discounting
        return
    for i in range(len(out)):
        out[i] = exp(rows[rate_row, i] * discounting)


@compiled
def _watch(rows: Any, watched: Any, out: Any, tile: int, t: int) -> None:
    """Sums of lines over the tile, and how many draws of a line of chance differ from the plan."""
    lines, chance, plan = watched
    sums, off = out[2], out[4]
    for k in range(sums.shape[1]):
        sums[tile, k, t] = total(rows[lines[k]])
    if t == 0:
        for k in range(len(chance)):
            off[k] += different(rows[chance[k]], plan[k])
