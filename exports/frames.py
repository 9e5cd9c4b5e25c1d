"""The draws of a run as a file of comma-separated values."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

import roi
from roi.arrays import Array
from roi.notebook.frames import REPLICATE, draw_blocks


class Writable(Protocol):
    """What a text can be written to."""

    def write(self, text: str, /) -> object:
        """Write it."""


def write_csv(run: roi.Run, path: Path) -> None:
    """The rows and columns of `run.draws_frame()` as a CSV file in UTF-8; see `write_draws`."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_draws(run, stream)


def write_draws(run: roi.Run, stream: Writable) -> None:
    """The rows and columns of `run.draws_frame()` as comma-separated values, block by block.

    Numbers are written so that reading them back gives the same bits.  Undefined is an empty cell, never
    is `inf`.
    """
    writer = csv.writer(stream, lineterminator="\n")
    for place, block in enumerate(draw_blocks(run)):
        if place == 0:
            writer.writerow(block)
        columns = [values.astype(np.int64) if name == REPLICATE else values for name, values in block.items()]
        writer.writerows(zip(*map(_cells, columns), strict=True))


def _cells(values: Array | NDArray[np.int64]) -> list[object]:
    cells: list[object] = values.tolist()
    if values.dtype == np.float64 and np.isnan(values).any():
        return ["" if cell != cell else cell for cell in cells]
    return cells
