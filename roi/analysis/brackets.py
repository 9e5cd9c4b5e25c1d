"""Between which points of a grid a statistic of many draws crosses 0, where one of few was seen to cross it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array

_STRIDE = 4  # points of a grid from one that is always looked at to the next


def looked_through(statistic: Callable[[Array], Array], grid: Array, target: float) -> Array:
    """A statistic over a grid, worked out at every fourth point and wherever between two it may meet a target.

    It may where the two lie on different sides of the target, or no farther from it than twice the statistic bends
    there (off the line between the neighbours of a point), and about its extremes.  Elsewhere it is taken to be
    straight, which no crossing depends on; where it is level at every fourth point it is worked out at all.

    Args:
        statistic: of some points of the grid; nan where there is none.
        grid: ascending.
        target: what is looked for.
    """
    always = np.unique([*range(0, grid.size, _STRIDE), grid.size - 1])
    values = np.full(grid.size, np.nan)
    values[always] = coarse = statistic(grid[always])
    level = coarse[np.isfinite(coarse)]
    if level.size and np.ptp(level) == 0:  # a window may lie between any two
        return statistic(grid)
    near = np.flatnonzero(_may_meet(grid[always], coarse - target))
    between = [place for k in near for place in range(always[k] + 1, always[k + 1])]
    straight = np.setdiff1d(np.arange(grid.size), [*always, *between])
    if between:
        values[between] = statistic(grid[between])
    values[straight] = np.interp(grid[straight], grid[always], coarse)
    return values


def _may_meet(x: Array, gap: Array) -> NDArray[np.bool_]:
    """Of each step from a point to the next, whether 0 may be met inside it."""
    known = np.isfinite(gap)
    if not known.any():
        return np.full(gap.size - 1, True)
    with np.errstate(invalid="ignore"):
        chord = gap[:-2] + (gap[2:] - gap[:-2]) * (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
        bend = np.abs(np.concatenate([[0.0], gap[1:-1] - chord, [0.0]]))
        far = np.minimum(np.abs(gap[:-1]), np.abs(gap[1:])) > 2 * np.maximum(bend[:-1], bend[1:])
        same = np.sign(gap[:-1]) == np.sign(gap[1:])
        extreme = np.isin(np.arange(gap.size), (np.nanargmin(gap), np.nanargmax(gap))) & (bend > 0)
    return np.asarray(~(far & same & known[:-1] & known[1:]) | extreme[:-1] | extreme[1:])


def crossings(crosses: NDArray[np.bool_], known: NDArray[np.bool_]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each step that is crossed, and the first and the last point among which the finer crossing may lie.

    Args:
        crosses: of each step of the grid, from point k to k + 1.
        known: of each point: what is not known there, and the neighbouring crossings, end the search.
    """
    steps = np.flatnonzero(crosses)
    ends = np.array([-1, *np.flatnonzero(~known), known.size])
    for place, k in enumerate(steps):
        before = steps[place - 1] if place else -1
        after = steps[place + 1] if place + 1 < steps.size else known.size - 1
        yield int(k), (int(max(ends[ends <= k].max(), before)) + 1, int(min(ends[ends > k].min() - 1, after)))


def bracket(
    gap: Callable[[float], float], low: float, high: float, within: tuple[float, float]
) -> tuple[float, float] | None:
    """From `low` to `high`, three times as wide again and again, until the ends lie on both sides of 0.

    None where there is none `within` two values: what crossed was an artefact of fewer draws.
    """
    while not gap(low) * gap(high) <= 0:
        if (low, high) == within:
            return None
        wider = high - low
        low, high = max(within[0], low - wider), min(within[1], high + wider)
    return low, high
