"""A run as tables: its statistics, and its draws with inputs in their declared units and metrics beside.

The draws of inputs are not kept by a run; they are made again, block by block, and are the same bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from roi.arrays import Array
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE, Cut
from roi.sim.estimate import Statistic
from roi.sim.metrics import METRICS, PLAIN, metric_unit
from roi.sim.run import Run
from roi.sim.summary import Statistics

if TYPE_CHECKING:
    import pandas as pd

ROWS = 4_096  # draws made and written at once
REPLICATE = "replicate"
DIMENSIONLESS = "–"  # how a case writes it


def frame(run: Run) -> pd.DataFrame:
    """The statistics of a run.

    Returns:
        A row a metric and cut of the run's scope, by an index (`metric`, `cut`).  Columns: `unit` (the currency,
        `month`, or `1`: 0.25 is 25 %), `plan`, `mean`, `sd`, `p5` … `p95`, each but the plan followed by its
        standard error (`mean_error`), then the shares of draws that are `undefined` and `infinite`.  Undefined
        is nan, never +inf.
    """
    import pandas as pd

    rows = {
        (name, cut): _row(statistics, metric_unit(METRICS[name].unit, run.model.currency))
        for cut, metrics in run.summary().metrics.items()
        for name, statistics in metrics.items()
    }
    index = pd.MultiIndex.from_tuples(rows, names=["metric", "cut"])
    return pd.DataFrame(list(rows.values()), index=index)


def _row(statistics: Statistics, unit: str) -> dict[str, float | str]:
    estimates: dict[str, Statistic] = {"mean": statistics.mean, "sd": statistics.sd}
    estimates |= {f"p{p}": value for p, value in statistics.percentiles.items()}
    row: dict[str, float | str] = {"unit": unit, "plan": statistics.base}
    for name, estimate in estimates.items():
        row |= {name: estimate.value, f"{name}_error": estimate.error}
    return row | {"undefined": statistics.undefined, "infinite": statistics.infinite}


def draws_frame(run: Run) -> pd.DataFrame:
    """All draws of a run.

    Returns:
        A row a draw, replicate after replicate.  Columns, each headed by its unit (`1`: a plain number,
        0.25 is 25 %): `replicate` (0 … 15), every varying input `price [USD/seat/month]` (or
        `npv (input) [USD]`, where it is called as a metric is), every metric in scope of the headline cut
        `npv [USD]`, then of the cash cut `npv cash [USD]`.  Undefined is nan, never +inf.
    """
    import pandas as pd

    blocks = list(draw_blocks(run))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return pd.DataFrame(columns).astype({REPLICATE: np.int64})


@dataclass(frozen=True, slots=True)
class DrawsColumn:
    """A column of the draws.

    Attributes:
        header: its heading, with the unit.
        name: id of an input or name of a metric; `REPLICATE` of the first.
        label: what people call it.
        unit: of its numbers; "" of the first.
        cut: of a metric; None of what is no metric.
    """

    header: str
    name: str
    label: str
    unit: str
    cut: Cut | None = None

    @property
    def is_input(self) -> bool:
        """Whether it holds the draws of an input."""
        return self.cut is None and self.unit != ""


def draw_columns(run: Run) -> tuple[DrawsColumn, ...]:
    """The columns of `draws_frame`, in their order."""
    inputs = [
        DrawsColumn(f"{_column(item.id)} [{unit}]", item.id, item.spec.label, unit)
        for item in run.model.drawn
        if not item.constant
        for unit in [_unit(item.unit.text)]
    ]
    return DrawsColumn(REPLICATE, REPLICATE, "Replicate", ""), *inputs, *_metrics(run)


def draw_blocks(run: Run) -> Iterator[dict[str, Array]]:
    """The columns of `draws_frame` by header, (n,) each, in blocks of draws in their order."""
    columns = draw_columns(run)
    scales = {item.id: item.unit.scale for item in run.model.drawn}
    metrics = {column: run.values(column.name, column.cut) for column in columns if column.cut is not None}
    for block in run.prepared.blocks(ROWS):
        drawn = run.prepared.inputs(*block)
        rows = {REPLICATE: np.full(block.n, float(block.replicate))}
        for column in columns[1:]:
            given = metrics.get(column)
            rows[column.header] = (
                drawn[column.name] / scales[column.name] if given is None else given[block.place]
            )
        yield rows


def _metrics(run: Run) -> Iterator[DrawsColumn]:
    """Metrics in scope; what has no cut of its own stands once, with the first cut."""
    once: set[str] = set()
    for cut in (cut for cut in (HEADLINE, CASH) if cut in run.scope.cuts):
        for name in run.scope.metrics:
            row = METRICS[name]
            if name in once:
                continue
            if not row.per_cut:
                once.add(name)
            unit = metric_unit(row.unit, run.model.currency)
            other = "" if cut == HEADLINE else f" {cut}"
            label = f"{row.label}, {cut.label}" if other else row.label
            yield DrawsColumn(f"{name}{other} [{unit}]", name, label, unit, cut)


def _column(name: str) -> str:
    """An input's id; one that is called as a metric is, or as the number of the replicate, says that it is not."""
    return f"{name} (input)" if name in METRICS or name == REPLICATE else name


def _unit(text: str) -> str:
    return PLAIN if text == DIMENSIONLESS else text
