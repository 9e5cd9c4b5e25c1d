"""Conditional means of several figures given answers: a smooth fit, and in cells of each answer what it leaves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roi.analysis.answer_cells import AnswerCells
from roi.analysis.regression import fits
from roi.arrays import Array
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class ConditionalMeans:
    """E[Y | answers] of k figures.

    Attributes:
        cells: of each answer.
        without, whole: coefficients of the smooth fits: of those that leave a replicate out, (16, columns, k), and
            of that on all draws, (columns, k).
        added_without, added: what the cells of each answer add to these, (k, 16, cells) and (k, cells); 0 where the
            smooth fit leaves nothing.
        unseen: on draws, each replicate's from the fit that has not seen it, (k, 16, m).
    """

    cells: tuple[AnswerCells, ...]
    without: Array
    whole: Array
    added_without: tuple[Array, ...]
    added: tuple[Array, ...]
    unseen: Array

    def seen(self, columns: Array) -> Array:
        """On the draws of the fit on all of them, (k, 16, m), given their design."""
        means = _on_draws(columns, self.whole)
        for cells, added in zip(self.cells, self.added, strict=True):
            means += added[:, cells.places]
        return means

    def at(self, columns: Array, scores: Array) -> tuple[Array, Array]:
        """At scores (n,) of one answer with their design, (n, columns): (k, n), and (16, k, n) without each."""
        place = self.cells[0].at(scores)
        means = (columns @ self.whole).T + self.added[0][:, place]
        each = self.without.transpose(0, 2, 1) @ columns.T + self.added_without[0][:, :, place].swapaxes(0, 1)
        return means, each

    def of_every_fit(self, columns: Array) -> Array:
        """On all draws by each fit, (16, m, 17 k): the k of the fit on all draws, then those without each."""
        weights = np.concatenate([self.whole[None], self.without]).transpose(1, 0, 2)
        means = columns @ weights.reshape(len(weights), -1)
        for cells, added, without in zip(self.cells, self.added, self.added_without, strict=True):
            if added.any():
                each = np.concatenate([added[:, None], without], axis=1).transpose(2, 1, 0)
                means += each.reshape(len(each), -1)[cells.places]
        return np.asarray(means)


def means_given(columns: Array, cells: Sequence[AnswerCells], ys: Array) -> ConditionalMeans:
    """The means of several figures, (k, 16, m).

    Args:
        columns: `regression.design` of the answers, (16, m, columns).
        cells: of each of them.
        ys: the figures.
    """
    without, whole = fits(columns, ys)
    unseen = _on_draws(columns, without)
    seen = None
    added_without = tuple(np.zeros((len(ys), *each.counts.shape)) for each in cells)
    added = tuple(np.zeros((len(ys), each.counts.shape[1])) for each in cells)
    for cell, more_without, more in zip(cells, added_without, added, strict=True):
        for k, y in enumerate(ys):
            sums = cell.sums(y - unseen[k])
            means = cell.means_without_each(sums)
            if not cell.clear(sums, means):
                continue
            seen = _on_draws(columns, whole) if seen is None else seen
            more_without[k], more[k] = means, cell.means(cell.sums(y - seen[k]))
            unseen[k] += np.take_along_axis(means, cell.places, axis=1)
            seen[k] += more[k][cell.places]
    return ConditionalMeans(tuple(cells), without, whole, added_without, added, unseen)


def in_coarser_cells(fitted: ConditionalMeans, columns: Array, ys: Array) -> Array | None:
    """`unseen` with half as many cells: how far it moves an estimate is what their size leaves open.

    None where cells add nothing.
    """
    if not any(each.any() for each in fitted.added):
        return None
    return means_given(columns, [each.coarser() for each in fitted.cells], ys).unseen


def _on_draws(columns: Array, weights: Array) -> Array:
    """Predictions (k, 16, m) by coefficients (columns, k), or (16, columns, k)."""
    return np.asarray((weights.swapaxes(-1, -2) @ columns.swapaxes(-1, -2)).swapaxes(0, 1))
