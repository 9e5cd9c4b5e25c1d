"""What a spline of an answer leaves: steps, windows and far tails, as the mean of what is left in each cell of it.

A spline with few knots follows a smooth mean with little noise.  A limit that an answer passes, a value of several
that is unlike its neighbours, or a tail in which the answer runs away from its score it smooths over, and no
number of draws brings it nearer.  There the mean of what is left is added, in cells of equal probability and finer
ones at both ends; elsewhere nothing is, so that the smooth fit stays as precise as it was.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from roi.arrays import Array
from roi.records import dataclass
from roi.sim.sampling import REPLICATES

_MOST = 128  # cells of equal probability; values of an answer up to which each is a cell
_DRAWS = 4  # of a replicate in a cell, at least
_TAIL = np.array([1 / 8, 1 / 4, 1 / 2])  # of the first and the last cell: further edges
_CLEAR = 3.0
"""Standard errors; where a smooth fit leaves nothing, the noise of so many means keeps what they tell below 0."""


@dataclass(frozen=True, slots=True)
class AnswerCells:
    """The cells of an answer, and which draws are in which.

    Attributes:
        edges: between the cells, ascending, in normal scores.
        values: whether each is a single value of the answer.
        places: the cell of each draw, (16, m).
        counts: draws, (16, cells).
    """

    edges: Array
    values: bool
    places: NDArray[np.intp]
    counts: Array

    def at(self, scores: Array) -> NDArray[np.intp]:
        """The cells of these scores, same shape."""
        return np.searchsorted(self.edges, scores)

    def sums(self, values: Array) -> Array:
        """The sum in each cell of each replicate, (16, cells), of values (16, m)."""
        return _sums(self.places, values, len(self.edges) + 1)

    def means(self, sums: Array) -> Array:
        """The mean in each cell over all replicates, (cells,); 0 where it has no draw."""
        return np.asarray(sums.sum(axis=0) / np.maximum(self.counts.sum(axis=0), 1))

    def means_without_each(self, sums: Array) -> Array:
        """The mean in each cell over the other fifteen, (16, cells)."""
        return np.asarray((sums.sum(axis=0) - sums) / np.maximum(self.counts.sum(axis=0) - self.counts, 1))

    def clear(self, sums: Array, means: Array) -> bool:
        """Whether means of the other fifteen replicates tell something of a replicate beyond their error.

        Args:
            sums: of what a fit has left, (16, cells).
            means: `means_without_each` of it.
        """
        less = (means * (2 * sums - self.counts * means)).sum(axis=1)  # of the squares of what is left
        return bool(less.mean() > _CLEAR * np.std(less, ddof=1) / REPLICATES**0.5)

    def coarser(self) -> AnswerCells:
        """Half as many cells, two neighbours as one; the same where each is a single value."""
        return self if self.values else _cells(self.edges[::2], (self.places + 1) // 2, values=False)


def cells_of(scores: Array) -> AnswerCells:
    """The cells of an answer by its normal scores, (16, m): its values where they are few."""
    m = scores.shape[1]
    if np.unique(scores[0]).size <= min(_MOST, m // 2):
        values = np.unique(scores)
        if values.size <= _MOST:
            edges = (values[1:] + values[:-1]) / 2
            return _cells(edges, np.searchsorted(edges, scores), values=True)
    edges = _edges(min(_MOST, max(1, m // _DRAWS)))
    return _cells(edges, np.searchsorted(edges, scores), values=False)


@lru_cache(maxsize=8)
def _edges(cells: int) -> Array:
    """The edges of cells of equal probability, the first and the last of which are divided further."""
    inner, tail = np.arange(1, cells) / cells, _TAIL / cells
    return np.asarray(ndtri(np.concatenate([tail, inner, 1 - tail[::-1]])))


def _cells(edges: Array, places: NDArray[np.intp], *, values: bool) -> AnswerCells:
    return AnswerCells(edges, values, places, _sums(places, None, len(edges) + 1))


def _sums(places: NDArray[np.intp], values: Array | None, cells: int) -> Array:
    rows = places + cells * np.arange(REPLICATES)[:, None]
    weights = None if values is None else values.ravel()
    sums = np.bincount(rows.ravel(), weights, REPLICATES * cells)
    return sums.astype(float).reshape(REPLICATES, cells)
