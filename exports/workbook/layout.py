"""Where things are in the workbook: what the sheets tell each other.

Defined names (of the whole workbook).  Names made from an id begin with a prefix that no other name has
(`in_ your_ likely_ low_ high_ par_ varies_ scenario_ line_ row_ all_`), so that a case may call
anything as it likes:

- an input: `in_<id>` the value in use, `your_<id>` what the reader typed, `likely_<id>`, `low_<id>`, `high_<id>`
  (where the row has them), `par_<id>_<parameter>` each argument of its distribution, `varies_<id>` whether its
  draws vary;  `horizon`, `typed_horizon`, `conv_<ratio>` unit conversions;
- the timeline of the Model: `time_month`, `time_flag`, `time_yearly`, `time_years`, `time_factor`, all over
  months 1 … 120;  lines without draws: `line_<id>` (one value), `row_<id>`, `all_<id>` (months 1 …, 0 …);
- base case, on Model: `base_npv`, `base_npv_cash`, `base_npv_soft`, and so for `roi`, `irr`, `payback`,
  `pv_benefits`; `base_discounted_payback[_cash]`, `base_delay_cost[_cash]`; `base_pv_costs`,
  `base_peak_funding`, `base_first_year_net`;
- Results: `live_<metric>[_cash]_<statistic>`, `full_…` and `diff_…` alike, for the metrics npv roi irr payback
  and the statistics mean p5 p10 p25 p50 p75 p90 p95; `live_pv_benefits_…`, `live_pv_costs_…`,
  `live_prob_npv_positive[_cash]`, `live_prob_loss[_cash]`,
  `live_prob_payback[_cash]` (within the horizon), `live_luck_<line>` (share of
  trials in which a line of chance is not as in the base case), and `full_…`; `…_soft_…` of npv, roi and
  pv_benefits where the case has soft benefits;
- Scenarios: `scenario` the one in force, `scenario_<id>` what it says of an input;
- three trials on Results: `poor_<metric>[_cash]`, `middle_…`, `good_…`, each with all figures of one trial;
- Checks: `master_check` (1 or 0), `master_text`, `inputs_changed` (number of inputs changed since the export).

Where NPV and its kin are undefined (costs not stated, no costs) their cells hold the text `undefined`; payback
is 1E+9 where it is never.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

import roi
from exports.workbook.coordinates import letters
from roi.analysis.alternatives import Alternatives
from roi.analysis.verdict import Verdict
from roi.model import Model
from roi.sim.cuts import Cut, distinct_cuts
from roi.sim.plan import Plan
from roi.sim.summary import Summary, undefined_because

Array = NDArray[np.float64]
MONTHS = 120  # the timeline always has months 0 … 120, so that the horizon can be changed in the file
SHEETS = (
    "Summary", "Years", "Inputs", "Scenarios", "Model", "Trials", "Results", "Decisions", "Claims", "Sources",
    "Approval", "Checks", "About",
)  # fmt: skip
TYPED_HORIZON = "typed_horizon"  # no prefix of an id: a case may call an input `horizon`
OPTIONS = "Options"  # after Decisions, where options are compared


@dataclass(frozen=True, slots=True)
class Cells:
    """A range of one page, rows and columns from 1, both ends included."""

    page: str
    row: int
    col: int
    row2: int
    col2: int

    @property
    def ref(self) -> str:
        """`Model!$B$3:$D$9`, as charts and formulas of other pages write it."""
        return f"{self.page}!{self.local}"

    @property
    def local(self) -> str:
        """`$B$3:$D$9`."""
        first = f"${letters(self.col)}${self.row}"
        one = (self.row, self.col) == (self.row2, self.col2)
        return first if one else f"{first}:${letters(self.col2)}${self.row2}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the workbook is about, and what stands on its cover.

    Attributes:
        run: the full simulation.
        base: the base case, `run.plan`.
        summary: of the full simulation.
        verdict: what the estimate says to do, and what would turn it.
        trials: number of live trials, 16 × a power of two.
        estimate_text: the estimate file that reproduces the run, or "".
        alternatives: other ways to deploy and other presets, for a sheet of their own.
    """

    run: roi.Run
    summary: Summary
    verdict: Verdict
    trials: int
    prospect: str
    prepared_by: str
    created: datetime.date
    valid_until: datetime.date | None
    estimate_text: str
    alternatives: Alternatives | None = None

    @property
    def model(self) -> Model:
        """The resolved case."""
        return self.run.model

    @property
    def base(self) -> Plan:
        """The base case."""
        return self.run.plan

    @property
    def priced(self) -> bool:
        """Whether all costs are stated; otherwise there is no NPV, ROI, IRR or payback."""
        return not self.model.unstated

    @property
    def undefined_because(self) -> str:
        """Why there is no NPV or no ROI, "" where there is."""
        return undefined_because(self.model)

    @property
    def soft(self) -> bool:
        """Whether the case has soft benefits, so that a third cut differs."""
        return self.cuts["soft"] == "soft"

    @property
    def cuts(self) -> Mapping[Cut, Cut]:
        """Each cut → the first with the same benefits."""
        return distinct_cuts(self.model)


@dataclass(frozen=True, slots=True)
class InputPlace:
    """A row of Inputs.

    `likely`, `low`, `high`, `source`, `grade`, `changed` are addresses with the sheet, "" where the row has no
    such cell.  The value in use has the name `in_<id>`; `parameters` holds the defined name of each argument.
    """

    id: str
    row: int
    likely: str
    low: str
    high: str
    source: str
    grade: str
    changed: str
    parameters: Mapping[str, str]
    number_format: str


@dataclass(frozen=True, slots=True)
class TablePlace:
    """The finance table, on Model: rows of the totals by name, of the paid lines by id; columns of money.

    `years` holds as many columns as years fit into 120 months; those after the horizon are empty of money.
    """

    totals: Mapping[str, int]
    lines: Mapping[str, int]
    initial: int
    years: tuple[int, ...]
    total: int
    present_value: int
    page: str = "Model"

    def row(self, key: tuple[bool, str]) -> int:
        """The row of a total, or of a line: as `roi.sim.table.Row.key`."""
        return (self.totals if key[0] else self.lines)[key[1]]

    def total_cell(self, name: str, column: int) -> str:
        """The address of a cell of a total, with the sheet."""
        return f"{self.page}!${letters(column)}${self.totals[name]}"

    def line_cell(self, line: str, column: int) -> str:
        """The address of a cell of a paid line, with the sheet."""
        return f"{self.page}!${letters(column)}${self.lines[line]}"


@dataclass(frozen=True, slots=True)
class TrialsPlace:
    """Rows and columns of Trials: `columns` by metric (`npv`, `npv_cash`, …), `draw_<input>` and `pv <line>`.

    `base` is the row of Trial 0; `swings` the two rows of each input that varies, low and high.
    """

    base: int
    swings: Mapping[str, tuple[int, int]]
    first: int
    last: int
    columns: Mapping[str, int]
    blocks: Mapping[Cut, int]  # column of month 0 of the running net

    def range(self, key: str) -> str:
        """The trials' cells of a column, `Trials!$B$9:$B$1032`."""
        return Cells("Trials", self.first, self.columns[key], self.last, self.columns[key]).ref

    def month(self, cut: Cut, month: int) -> str:
        """The trials' running net at the end of a month."""
        col = self.blocks[cut] + month
        return Cells("Trials", self.first, col, self.last, col).ref


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
class ResultsPlace:
    """Ranges for charts; None (and no fan) where NPV is undefined."""

    histogram: Histogram | None
    fans: Mapping[Cut, FanPlace]
    tornado: Tornado | None


@dataclass(slots=True)
class Layout:
    """Filled sheet by sheet in the order Inputs, Model, Trials, Results, Checks; then the others read it."""

    inputs: dict[str, InputPlace] = field(default_factory=dict)
    constants: dict[tuple[str, float], str] = field(default_factory=dict)  # (label, value) → defined name
    table: TablePlace | None = None
    trials: TrialsPlace | None = None
    results: ResultsPlace | None = None
    lines: dict[str, int] = field(default_factory=dict)  # row of each line on Model
    words: dict[str, str] = field(default_factory=dict)  # address of each line's explanation
    flows: dict[tuple[bool, str], Array] = field(default_factory=dict)  # money of months 0 … 120 by `Row.key`
