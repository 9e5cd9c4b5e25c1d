"""Where the Results sheet holds what charts and tables are drawn from."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.layout import Cells
from roi.records import dataclass
from roi.sim.cuts import Cut


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns of bins: `labels` their middles, draws as shares below and above zero, cumulative share."""

    labels: Cells
    negative: Cells
    positive: Cells
    cumulative: Cells


@dataclass(frozen=True, slots=True)
class FanPlace:
    """Running undiscounted net at points from month 0 to the horizon: percentiles, and bands to be stacked.

    `bands` are P25 − P10, P75 − P25 and P90 − P75; `percentiles` by 10, 25, 50, 75, 90.
    """

    months: Cells
    percentiles: Mapping[int, Cells]
    bands: tuple[Cells, Cells, Cells]


@dataclass(frozen=True, slots=True)
class Tornado:
    """The ten strongest inputs, sorted live: change of NPV against the base case at P10 and at P90.

    `ranks` is the rank of every input that varies, in the order of the case.
    """

    labels: Cells
    low: Cells
    high: Cells
    ranks: Cells


@dataclass(frozen=True, slots=True)
class ResultsPlaces:
    """Ranges for charts; None, and no fan, where NPV is undefined."""

    histogram: Histogram | None
    fans: Mapping[Cut, FanPlace]
    tornado: Tornado | None
