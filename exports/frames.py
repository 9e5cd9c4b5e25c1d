"""Draws as tables: a row a draw, inputs in their declared units, metrics beside.

The draws of inputs are not kept by a run; they are made again, block by block, and are the same bits.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import roi
from exports.voice.formats import DIMENSIONLESS, PLAIN, metric_unit, safe_cell
from roi.sim.cuts import Cut
from roi.sim.metrics import METRICS

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

Array = NDArray[np.float64]
ROWS = 4_096  # draws made and written at once
_CUTS: tuple[Cut, ...] = ("headline", "cash")
REPLICATE = "replicate"


def draws_frame(run: roi.Run) -> pd.DataFrame:
    """All draws of a run.

    Returns:
        A row a draw, replicate after replicate.  Columns, each headed by its unit (`1`: a plain number,
        0.25 is 25 %): `replicate` (0 … 15), every varying input `price [USD/seat/month]` (or
        `npv (input) [USD]`, where it is called as a metric is), every metric of the headline cut
        `npv [USD]`, then of the cash cut `npv cash [USD]`.  Undefined is nan, never +inf.
    """
    import pandas as pd

    blocks = list(draw_blocks(run))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    frame = pd.DataFrame(columns)
    return frame.astype({REPLICATE: np.int64})


def write_csv(run: roi.Run, path: Path) -> None:
    """The same rows and columns as a CSV file in UTF-8, written block by block.

    Numbers are written so that reading them back gives the same bits.  Undefined is an empty cell, never
    is `inf`.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for place, block in enumerate(draw_blocks(run)):
            if place == 0:
                writer.writerow(block)
            columns = [
                values.astype(np.int64) if name == REPLICATE else values for name, values in block.items()
            ]
            writer.writerows(zip(*map(_cells, columns), strict=True))


def draw_blocks(run: roi.Run) -> Iterator[dict[str, Array]]:
    """The columns of `draws_frame`, (n,) each, in blocks of draws in their order."""
    metrics = _metrics(run)
    varying = {
        item.id: safe_cell(f"{_column(item.id)} [{_unit(item.unit.text)}]")
        for item in run.model.inputs
        if not item.constant
    }
    scales = {item.id: item.unit.scale for item in run.model.inputs}
    sampling = run.prepared.sampling
    m = sampling.draws_per_replicate
    for replicate in range(sampling.draws // m):
        for start in range(0, m, ROWS):
            stop = min(start + ROWS, m)
            drawn = run.prepared.inputs(replicate, start, stop)
            columns = {REPLICATE: np.full(stop - start, float(replicate))}
            columns |= {header: drawn[name] / scales[name] for name, header in varying.items()}
            columns |= {header: values[replicate, start:stop] for header, values in metrics.items()}
            yield columns


def _metrics(run: roi.Run) -> Mapping[str, Array]:
    """(16, m) by header; what has no cut of its own stands once, among the headline's."""
    found: dict[str, Array] = {}
    for cut in _CUTS:
        for name, row in METRICS.items():
            if cut != "headline" and (row.cash_only or name == "pv_costs"):
                continue
            suffix = "" if cut == "headline" else f" {cut}"
            found[f"{name}{suffix} [{metric_unit(row.unit, run.model.currency)}]"] = run.values(name, cut)
    return found


def _column(name: str) -> str:
    """An input's id; one that is called as a metric is, or as the number of the replicate, says that it is not."""
    return f"{name} (input)" if name in METRICS or name == REPLICATE else name


def _unit(text: str) -> str:
    return PLAIN if text == DIMENSIONLESS else text


def _cells(values: NDArray[np.float64] | NDArray[np.int64]) -> list[object]:
    cells: list[object] = values.tolist()
    if values.dtype == np.float64 and np.isnan(values).any():
        return ["" if cell != cell else cell for cell in cells]
    return cells
