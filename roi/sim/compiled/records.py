"""What the compiled loop is told of a simulation, and where it writes: named tuples, which Numba knows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.sim.compiled.tape import Operations

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


class Program(NamedTuple):
    """The formulas.

    Attributes:
        inputs: rows of the inputs, in the order of their draws.
        rows: rows of a tile; stored: lines whose past months are kept.
        once, monthly: operations for each tile, and for each month after them.
        tables: by month of what does not depend on draws, (tables, H + 1); table_rows: their rows; moving: which
            differ from month to month.
        logarithms, monthly_logarithms: rows that are nan where arrays must take over.
    """

    inputs: Rows
    rows: int
    stored: int
    once: Operations
    monthly: Operations
    tables: Array
    table_rows: Rows
    moving: Flags
    logarithms: Rows
    monthly_logarithms: Rows


class Ledger(NamedTuple):
    """What is paid when, what counts in which cut, what is kept, and how it is discounted.

    Attributes:
        flows: (n, 4) of row, kind, month and whether a cost; factors: (n,) to the case's currency.
        members: which flow is a benefit of which cut, (cuts, n); wants: what each cut keeps up.
        kept: (figures, 2) of a column of `wants`, or `SPENT`, and the cut.
        discounting: (2, H + 1), factors of what is paid then and of what comes a month late; where the rate
            varies, minus the years to discount by.
        rate_row: the row of log(1 + rate), -1 where the rate does not vary.
        yearly: whether rates of return are of yearly flows.
    """

    flows: Operations
    factors: Array
    members: Flags
    wants: Flags
    kept: Operations
    discounting: Array
    rate_row: int
    yearly: bool


class Watched(NamedTuple):
    """Lines whose sums are taken; lines of chance, and their values in the plan."""

    lines: Rows
    chance: Rows
    plan: Array


class Output(NamedTuple):
    """What is written: figures (figures, n), running nets (cuts, H + 1, n), sums over tiles (tiles, lines, H + 1),
    worth of flows (tiles, flows), and counts of draws off the plan (lines of chance,)."""

    figures: Array
    running: Array
    sums: Array
    worth: Array
    off: Rows
