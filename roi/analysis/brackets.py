"""Between which points of a grid a statistic of many draws crosses 0, where one of few was seen to cross it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array


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
    gap: Callable[[float], float], grid: Array, k: int, within: tuple[int, int]
) -> tuple[float, float] | None:
    """The narrowest neighbourhood of step k, doubled again and again, whose ends lie on both sides of 0.

    None where there is none `within` these points: what crossed was an artefact of fewer draws.
    """
    first, last, step = k, k + 1, 1
    while not gap(float(grid[first])) * gap(float(grid[last])) <= 0:
        if (first, last) == within:
            return None
        first, last, step = max(within[0], first - step), min(within[1], last + step), 2 * step
    return float(grid[first]), float(grid[last])
