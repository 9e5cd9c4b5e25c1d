"""What the Results sheet has a row for, and the page while it grows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from exports.workbook.coordinates import letters
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.layout import Cells, Subject
from exports.workbook.trials.places import TrialsPlaces
from exports.workbook.writer.cells import Value
from exports.workbook.writer.growing import GrowingSheet, headings
from exports.workbook.writer.styles import FORMATS, NEVER
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE, SOFT, Cut
from roi.sim.metrics import PERCENTILES, metrics_of

LABEL, UNIT, BASE, MEAN = 1, 2, 3, 4
FIRST_PERCENTILE = 5
FIRST = BASE  # of the tables of which charts are drawn
LAST = FIRST_PERCENTILE + len(PERCENTILES) - 1
MONEY = "formula money"
UNDEFINED, WITHHELD, NONE = "undefined", "withheld", "–"
DIFFERENCES = {"irr": "0.0%;-0.0%", "payback_months": "0.0;-0.0"}  # formats of what has texts for its ends


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric in a cut: its key on Trials and in names, its name in the engine, its number format."""

    key: str
    label: str
    metric: str
    cut: Cut
    unit: str
    form: str
    mean: bool = True


def rows(subject: Subject) -> tuple[MetricRow, ...]:
    """The metrics shown: headline, cash, and with soft benefits where there are some."""
    currency = subject.model.currency
    money, percent, months = FORMATS["money"], FORMATS["percent"], FORMATS["months"]
    rows = []
    for cut in (HEADLINE, CASH):
        end, aside = cut.suffix, cut.aside
        rows += [
            MetricRow(f"npv{end}", f"Net present value{aside}", "npv", cut, currency, money),
            MetricRow(f"roi{end}", f"Return on investment{aside}", "roi", cut, "%", percent),
            MetricRow(
                f"irr{end}", f"Internal rate of return{aside}", "irr", cut, "%/year", FORMATS["irr"], False
            ),
            MetricRow(f"payback{end}", f"Payback{aside}", "payback_months", cut, "month", months, False),
            MetricRow(f"pv_benefits{end}", f"PV of benefits{aside}", "pv_benefits", cut, currency, money),
        ]
    if subject.soft:
        aside = SOFT.aside
        rows += [
            MetricRow("npv_soft", f"Net present value{aside}", "npv", SOFT, currency, money),
            MetricRow("roi_soft", f"Return on investment{aside}", "roi", SOFT, "%", percent),
            MetricRow("pv_benefits_soft", f"PV of benefits{aside}", "pv_benefits", SOFT, currency, money),
        ]
    return (
        *rows,
        MetricRow("pv_costs", "PV of costs", "pv_costs", HEADLINE, currency, money),
        MetricRow("peak_funding", "Peak funding, cash only", "peak_funding", CASH, currency, money),
    )


def pasted_rows(subject: Subject) -> tuple[MetricRow, ...]:
    """Metrics of the full simulation that have no column on Trials, see About; the base case has them on Model."""
    money, months = FORMATS["money"], FORMATS["months"]
    payback, delay = "Discounted payback", "Cost of a month's delay"
    pasted = tuple(
        row
        for cut in (HEADLINE, CASH)
        for row in (
            MetricRow(f"discounted_payback{cut.suffix}", f"{payback}{cut.aside}", "discounted_payback_months", cut,
                "month", months, False),
            MetricRow(f"delay_cost{cut.suffix}", f"{delay}{cut.aside}", "delay_cost", cut,
                subject.model.currency, money),
        )
    )  # fmt: skip
    return (*pasted, *_financed(subject))


def _financed(subject: Subject) -> Iterator[MetricRow]:
    """What `[finance]` of the case adds; the base case has them on Finance."""
    for name, metric in metrics_of(subject.model).items():
        if metric.finance:
            rate = metric.unit == "rate"
            unit, form = ("%/year", FORMATS["irr"]) if rate else (subject.model.currency, FORMATS["money"])
            for cut in (HEADLINE, CASH):
                yield MetricRow(
                    f"{name}{cut.suffix}",
                    f"{metric.label}{cut.aside}",
                    name,
                    cut,
                    unit,
                    form,
                    metric.has_mean,
                )


def shown(value: float, row: MetricRow) -> Value:
    """What a cell shows of a figure that may be undefined or infinite."""
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        months = row.unit == "month"
        return NEVER if months or row.metric == "irr" else "unbounded"
    return value


@dataclass(slots=True)
class ResultsSheet(GrowingSheet):
    """The page while it grows."""

    COLUMNS = (LABEL, LAST)
    inputs: InputsPlaces
    trials: TrialsPlaces

    def heads(self, texts: Mapping[int, str]) -> None:
        """Headings of columns."""
        headings(self.page, self.row, texts, right=range(BASE, LAST + 1))
        self.row += 1

    def put(self, col: int, formula: str, value: Value, form: str, name: str = "") -> None:
        """A formula in the row at hand, with a name if it has one."""
        self.page.put(self.row, col, f"={formula}", value=value, style="formula", form=form)
        if name:
            self.book.define(name, self.page, self.row, col)

    def store(self, col: int, value: Value, form: str, name: str = "") -> None:
        """A pasted value."""
        assert not isinstance(value, bool)
        self.page.put(self.row, col, value, style="stored", form=form)
        if name:
            self.book.define(name, self.page, self.row, col)

    def cell(self, row: int, col: int, formula: str, value: Value, style: str = MONEY) -> str:
        """A formula in any row; returns its absolute address on the page."""
        self.page.put(row, col, f"={formula}", value=value, style=style)
        return f"${letters(col)}${row}"

    def column(self, col: int, first: int, last: int) -> Cells:
        """Cells of a column."""
        return Cells(self.page.title, first, col, last, col)


def difference(row: MetricRow, key: str, a: Value, b: Value) -> tuple[str, Value]:
    """Live less full, as a formula and now; nothing where one is no number or not worked out."""
    live, full = f"live_{key}", f"full_{key}"
    less = f"{live}-{full}"
    if row.form == FORMATS["money"]:
        less = f"ROUND({less},4)"  # two sums of the same millions may differ by their rounding
    conditions = []
    if row.metric in ("irr", "payback_months"):
        conditions.append(f"MAX({live},{full})<{NEVER / 10:.0f}")
    if row.metric == "irr":
        conditions.append(f"MIN({live},{full})>=0")
    inner = f'IF(AND({",".join(conditions)}),{less},"{NONE}")' if conditions else less
    formula = f'IF(COUNT({live},{full})=2,{inner},"{NONE}")'
    if isinstance(a, str) or isinstance(b, str):
        return formula, NONE
    if conditions and (max(a, b) >= NEVER / 10 or (row.metric == "irr" and min(a, b) < 0)):
        return formula, NONE
    return formula, round(a - b, 4) if less.startswith("ROUND") else a - b
