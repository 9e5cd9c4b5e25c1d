"""What all sheets know: the subject, the order of the sheets, and the defined names by which they find each other.

Defined names (of the whole workbook).  Names made from an id begin with a prefix that no other name has
(`in_ your_ likely_ low_ high_ par_ varies_ scenario_ line_ row_ all_ block_ actual_ origin_`), so that a case may
call anything as it likes:

- an input: `in_<id>` the value in use, `your_<id>` what the reader typed, `likely_<id>`, `low_<id>`, `high_<id>`
  (where the row has them), `par_<id>_<parameter>` each argument of its distribution, `varies_<id>` whether its
  draws vary;  `horizon`, `typed_horizon`, `conv_<ratio>` unit conversions;
- the timeline of the Model: `time_month`, `time_flag`, `time_yearly`, `time_years`, `time_factor`, all over
  months 1 to the horizon in use, `time_all` over months 1 … 120;  lines without draws: `line_<id>` (one value),
  `row_<id>` (months 1 to the horizon), `all_<id>` (months 0 … 120);
- Trials: `block_<id>` a line by trial and month, to the horizon, of those that have such cells;
- base case, on Model: `base_npv`, `base_npv_cash`, `base_npv_soft`, and so for `roi`, `irr`, `payback`,
  `pv_benefits`; `base_discounted_payback[_cash]`, `base_delay_cost[_cash]`; `base_pv_costs`,
  `base_peak_funding`, `base_first_year_net`;
- Finance: `base_npv_after_tax[_cash|_soft]`, and so for `mirr`, `mirr_by_function`, `npv_second_rate`,
  `terminal_value`, those that the case has;
- Results: `live_<metric>[_cash]_<statistic>`, `full_…` and `diff_…` alike, for the metrics npv roi irr payback
  and the statistics mean p5 p10 p25 p50 p75 p90 p95; `live_pv_benefits_…`, `live_pv_costs_…`,
  `live_prob_npv_positive[_cash]`, `live_prob_loss[_cash]`,
  `live_prob_payback[_cash]` (within the horizon), `live_luck_<line>` (share of
  trials in which a line of luck is not as in the base case), and `full_…`; `…_soft_…` of npv, roi and
  pv_benefits where the case has soft benefits;
- Scenarios: `scenario` the one in force, `scenario_<id>` what it says of an input;
- Realised: `actual_<line>` the cells of what was paid by month, `origin_<line>` where that comes from;
  `realised_npv` what it is worth at completion;
- three trials on Results: `poor_<metric>[_cash]`, `middle_…`, `good_…`, each with all figures of one trial;
- Checks: `master_check` (1 or 0), `master_text`, `inputs_changed` (number of inputs changed since the export).

Where NPV and its kin are undefined (costs not stated, no costs) their cells hold the text `undefined`; payback
is 1E+9 where it is never.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import roi
from exports.story.contents import PLAIN_REQUEST, DocumentRequest
from exports.workbook.coordinates import letters
from roi.analysis.verdict import Verdict
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import SOFT, Cut, distinct_cuts
from roi.sim.plan import Plan
from roi.sim.summary import Summary, undefined_because

MONTHS = 120  # the timeline always has months 0 … 120, so that the horizon can be changed in the file
SHEETS = (
    "Summary", "Years", "Inputs", "Scenarios", "Model", "Trials", "Results", "Decisions", "Realised", "Claims",
    "Sources", "Approval", "Checks", "About",
)  # fmt: skip
ARGUMENT = "par_"  # begins the names of cells that hold an argument of a distribution
ACTUALS, ORIGINS = "actual_", "origin_"  # begin the names of columns of cells on Realised
AS_OBSERVED = "as observed: "  # begins the origin of a figure that the estimate has already
FIRST_MONTH = "first_month"  # the cell with the calendar month of month 1
TYPED_HORIZON = "typed_horizon"  # no prefix of an id: a case may call an input `horizon`
Constants = Mapping[tuple[str, float], str]  # (label, value) of a ratio → the name or address of its cell
OPTIONS = "Options"  # where options are compared
FINANCE = "Finance"  # of a case that has [finance]
ALL_SHEETS = tuple(
    title
    for sheet in SHEETS
    for title in (sheet, *{"Years": (FINANCE,), "Decisions": (OPTIONS,)}.get(sheet, ()))
)


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
        each = (self.row, self.col) == (self.row2, self.col2)
        return first if each else f"{first}:${letters(self.col2)}${self.row2}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the workbook is about, and what stands on its cover.

    Attributes:
        run: the full simulation.
        base: the base case, `run.plan`.
        summary: of the full simulation.
        verdict: what the estimate says to do, and what would turn it.
        trials: number of live trials, 16 × a power of two or a multiple of 16,384.
        created: what stands on it as its date.
        contents: what stands beside the run.
        doubts: what is worth a second look in the case, a sentence each.
    """

    run: roi.Run
    summary: Summary
    verdict: Verdict
    trials: int
    created: datetime.date
    contents: DocumentRequest = PLAIN_REQUEST
    doubts: tuple[str, ...] = ()

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
    def by_year(self) -> bool:
        """Whether flows are discounted, and rates found, by years."""
        return self.model.case.header.discounting == "year-end"

    @property
    def soft(self) -> bool:
        """Whether the case has soft benefits, so that a third cut differs."""
        return self.cuts[SOFT] == SOFT

    @property
    def sheets(self) -> tuple[str, ...]:
        """The titles of the visible sheets, in order."""
        left_out = set() if self.contents.alternatives else {OPTIONS}
        left_out |= set() if self.model.finance else {FINANCE}
        return tuple(title for title in ALL_SHEETS if title not in left_out)

    @property
    def cuts(self) -> Mapping[Cut, Cut]:
        """Each cut → the first with the same benefits."""
        return distinct_cuts(self.model)
