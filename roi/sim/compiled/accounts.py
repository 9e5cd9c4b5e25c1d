"""The compiled bookkeeping of a tile: payments, discounting, running sums and the figures kept of each draw.

Numbers of a cut stand in rows of their own; which of them are kept up is told by `wants`.
"""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.errors import LARGEST
from roi.sim.compiled.cached import compiled
from roi.sim.compiled.rates import rates
from roi.sim.compiled.records import Flags
from roi.sim.compiled.tape import WIDTH, Operations
from roi.sim.payments import MONTHS_A_YEAR

MONTHLY, YEARLY, AMOUNT = 0, 1, 2
"""When a flow is paid."""
PV, PAYBACK, DISCOUNTED, IRR, LATE, DEEPEST, FIRST_YEAR, FAN = range(8)
"""What a cut keeps up: columns of `wants`."""
SPENT = -1
"""The present value of costs, the same in all cuts."""
_BENEFITS, _NET, _WORTH, _RUNNING, _LAST, _BEFORE, _AFTER = range(7)
_SUM, _LAST_D, _BEFORE_D, _AFTER_D, _LATE, _DEEPEST, _FIRST_YEAR = range(7, 14)
STATES = 14
"""Rows of a cut."""
COSTS, PV_COSTS, SIZES, FACTOR, NEXT_FACTOR = range(5)
SHARED = 5
"""Rows that all cuts share: costs of the month, their present value, sizes of all payments, discount factors."""


@compiled
def begin(shared: Array, states: Array) -> None:
    """An empty ledger."""
    shared[:] = 0.0
    states[:] = 0.0
    states[:, _LAST] = -1.0
    states[:, _LAST_D] = -1.0


@compiled
def is_paid(kind: int, month: int, t: int) -> bool:
    """Whether a flow moves money in month t."""
    if kind == MONTHLY:
        return t > 0
    return t % MONTHS_A_YEAR == 1 if kind == YEARLY else t == month


@compiled
def collect(
    rows: Array, flows: Operations, factors: Array, members: Flags, shared: Array, states: Array, t: int
) -> None:
    """The payments of month t, and their sizes with those of all months before.

    flows: (n, 4) of row, kind, month and whether a cost; factors (n,) to the case's currency; members (cuts, n).
    """
    shared[COSTS] = 0.0
    states[:, _BENEFITS] = 0.0
    for k in range(len(flows)):
        row, factor = flows[k, 0], factors[k]
        if not is_paid(flows[k, 1], flows[k, 2], t):
            continue
        for i in range(WIDTH):
            shared[SIZES, i] += abs(rows[row, i] * factor)
        if flows[k, 3]:
            for i in range(WIDTH):
                shared[COSTS, i] += rows[row, i] * factor
        for cut in range(len(states)):
            if members[cut, k]:
                for i in range(WIDTH):
                    states[cut, _BENEFITS, i] += rows[row, i] * factor


@compiled
def is_sound(shared: Array) -> bool:
    """Whether the sizes of all payments of every draw add up to a number that no sum or product overflows."""
    unsound = 0
    for i in range(WIDTH):
        unsound += 0 if shared[SIZES, i] < LARGEST else 1
    return unsound == 0


@compiled
def book(
    shared: Array, states: Array, wants: Flags, flows_of: Array, t: int, horizon: int, yearly: bool
) -> None:
    """Add month t to every sum of every cut; flows_of (cuts, periods + 1, W) are kept for rates of return."""
    for i in range(WIDTH):
        shared[PV_COSTS, i] += shared[COSTS, i] * shared[FACTOR, i]
    for cut in range(len(states)):
        for i in range(WIDTH):
            states[cut, _NET, i] = states[cut, _BENEFITS, i] - shared[COSTS, i]
        if wants[cut, PV]:
            for i in range(WIDTH):
                states[cut, _WORTH, i] += states[cut, _BENEFITS, i] * shared[FACTOR, i]
        for i in range(WIDTH):
            states[cut, _RUNNING, i] += states[cut, _NET, i]
        if wants[cut, PAYBACK]:
            _track(states[cut], _RUNNING, _LAST, t)
        if wants[cut, DISCOUNTED]:
            for i in range(WIDTH):
                states[cut, _SUM, i] += states[cut, _NET, i] * shared[FACTOR, i]
            _track(states[cut], _SUM, _LAST_D, t)
        if wants[cut, LATE] and t < horizon:
            for i in range(WIDTH):
                states[cut, _LATE, i] += states[cut, _NET, i] * shared[NEXT_FACTOR, i]
        if wants[cut, DEEPEST]:
            for i in range(WIDTH):
                states[cut, _DEEPEST, i] = min(states[cut, _DEEPEST, i], states[cut, _RUNNING, i])
        if wants[cut, FIRST_YEAR] and t == min(MONTHS_A_YEAR, horizon):
            states[cut, _FIRST_YEAR] = states[cut, _RUNNING]
        if wants[cut, IRR]:
            _keep(flows_of[cut], states[cut, _NET], t, yearly)


@compiled
def _year(t: int) -> int:
    """The contract year that month t belongs to; 0 for the start."""
    return (t + MONTHS_A_YEAR - 1) // MONTHS_A_YEAR


@compiled
def _keep(flows: Operations, net: Array, t: int, yearly: bool) -> None:
    period = _year(t) if yearly else t
    if yearly and t > 0 and t % MONTHS_A_YEAR != 1:
        for i in range(len(net)):
            flows[period, i] += net[i]
    else:
        for i in range(len(net)):
            flows[period, i] = net[i]


@compiled
def _track(state: Array, running: int, last: int, t: int) -> None:
    """The last month with a sum below zero, that sum, and the one a month later, in three rows from `last`."""
    before, after, month = last + 1, last + 2, t * 1.0
    for i in range(WIDTH):
        # All rows are read before one is written: so the compiler takes several draws at once.
        total, then = state[running, i], state[last, i]
        kept_before, kept_after = state[before, i], state[after, i]
        state[after, i] = total if then == month - 1.0 else kept_after
        state[before, i] = total if total < 0.0 else kept_before
        state[last, i] = month if total < 0.0 else then


@compiled
def _crossing(state: Array, last: int, horizon: int, out: Array) -> None:
    """Payback from what was tracked."""
    for i in range(len(out)):
        month, before, after = state[last, i], state[last + 1, i], state[last + 2, i]
        inside = month + before / (before - after)
        out[i] = math.inf if month == horizon else (0.0 if month < 0.0 else inside)


@compiled
def close(
    shared: Array, states: Array, kept: Operations, flows_of: Array, horizon: int, yearly: bool, out: Array
) -> None:
    """Write the figures (n, W) of a tile; kept (n, 2) are a column of `wants`, or `SPENT`, and the cut."""
    for k in range(len(kept)):
        what, cut = kept[k, 0], kept[k, 1]
        state = states[cut]
        if what == SPENT:
            out[k] = shared[PV_COSTS]
        elif what == PV:
            out[k] = state[_WORTH]
        elif what == PAYBACK:
            _crossing(state, _LAST, horizon, out[k])
        elif what == DISCOUNTED:
            _crossing(state, _LAST_D, horizon, out[k])
        elif what == LATE:
            out[k] = state[_WORTH] - shared[PV_COSTS] - state[_LATE]
        elif what == DEEPEST:
            out[k] = np.abs(state[_DEEPEST])
        elif what == FIRST_YEAR:
            out[k] = state[_FIRST_YEAR]
        elif what == IRR:
            periods = _year(horizon) if yearly else horizon
            rates(flows_of[cut], periods, 1 if yearly else MONTHS_A_YEAR, out[k])


@compiled
def running_sums(states: Array, cut: int) -> Array:
    """The row of a cut's running undiscounted net."""
    row: Array = states[cut, _RUNNING]
    return row


@compiled
def worth_of_flows(
    rows: Array, flows: Operations, factors: Array, shared: Array, worth: Array, t: int
) -> None:
    """Add the present value of month t's payments, summed over the tile, to worth (flows,)."""
    for k in range(len(flows)):
        if not is_paid(flows[k, 1], flows[k, 2], t):
            continue
        value = 0.0
        for i in range(WIDTH):
            value += rows[flows[k, 0], i] * shared[FACTOR, i]
        worth[k] += value * factors[k]
