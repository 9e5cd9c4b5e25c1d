"""The finance table: every flow by Initial, Year 1 …, Total and Present value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi.arrays import Array
from roi.model import Model, ModelLine
from roi.names import ByName
from roi.records import dataclass
from roi.sim.cashflow import present_value
from roi.sim.cuts import CUTS, Total
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.plan import Plan
from roi.sim.result import Simulation

MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line, or a sum of lines.  `by_year` goes with the table's columns; money in the model's currency."""

    id: str
    label: str
    role: str  # benefit, cost, or total
    detail: str  # kind or cost class; for totals ""
    by_year: tuple[float, ...]
    total: float
    present_value: float
    counted: bool = True

    @property
    def key(self) -> tuple[bool, str]:
        """Whether it is a sum, and its id: a line may be called as a sum is."""
        return self.role == "total", self.id


@dataclass(frozen=True, slots=True)
class FinanceTable:
    """`columns` are the headings of `by_year`; `basis` says what the numbers are."""

    basis: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def total(self, name: str) -> Row:
        """A sum: `cash_benefits`, `benefits`, `benefits_with_soft`, `costs`, `cash_net`, `net`, `net_with_soft`."""
        return _row_of(self.rows, "sum", name)

    def line(self, name: str) -> Row:
        """The row of a line by its id."""
        return _row_of(self.rows, "line", name)


def _row_of(rows: tuple[Row, ...], kind: str, name: str) -> Row:
    """The row of a sum or of a line."""
    return ByName(kind, {row.id: row for row in rows if row.key[0] == (kind == "sum")})[name]


@dataclass(frozen=True, slots=True)
class Period:
    """Months [first, stop) under a heading."""

    heading: str
    first: int
    stop: int


def contract_years(horizon: int) -> tuple[Period, ...]:
    """Initial (month 0), then years of twelve months; the last may be short."""
    starts = range(1, horizon + 1, MONTHS_A_YEAR)
    years = [
        Period(f"Year {k}", first, min(first + MONTHS_A_YEAR, horizon + 1))
        for k, first in enumerate(starts, 1)
    ]
    return (Period("Initial", 0, 1), *years)


def fiscal_years(start: str, horizon: int, fiscal_month: int = 1) -> tuple[Period, ...]:
    """Fiscal years from the month `start` ("2027-04"), which month 0 opens and month 1 is.

    A fiscal year that begins in January has the name of its calendar year, `2027`; any other has the names
    of both calendar years, `2027/28`.

    Args:
        start: the calendar month of month 1.
        horizon: months.
        fiscal_month: the month, 1 to 12, in which a fiscal year begins.
    """
    year, month = (int(part) for part in start.split("-"))
    passed = (month - fiscal_month) % MONTHS_A_YEAR  # months of the fiscal year that are over at the start
    begins = year if month >= fiscal_month else year - 1
    stops = range(MONTHS_A_YEAR - passed + 1, horizon + MONTHS_A_YEAR + 1, MONTHS_A_YEAR)
    firsts = (0, *stops)
    return tuple(
        Period(fiscal_name(begins + k, fiscal_month), first, min(stop, horizon + 1))
        for k, (first, stop) in enumerate(zip(firsts, stops, strict=False))
        if first <= horizon
    )


def quarters(horizon: int, start: str | None = None, fiscal_month: int = 1) -> tuple[Period, ...]:
    """Quarters of the plan, `Year 1 Q1`, or of fiscal years from the month `start`, `2027/28 Q3`.

    What is paid at the start stands with month 1.  A plan that begins or ends inside a quarter has a short one.
    """
    if start is None:
        years, passed = contract_years(horizon)[1:], 0
    else:
        years = fiscal_years(start, horizon, fiscal_month)
        passed = (int(start.split("-")[1]) - fiscal_month) % MONTHS_A_YEAR
    periods: dict[str, Period] = {}
    for month in range(1, horizon + 1):
        year, quarter = divmod(passed + month - 1, MONTHS_A_YEAR)
        heading = f"{years[year].heading} Q{quarter // MONTHS_A_QUARTER + 1}"
        first = periods[heading].first if heading in periods else month if periods else 0
        periods[heading] = Period(heading, first, month + 1)
    return tuple(periods.values())


def fiscal_name(year: int, fiscal_month: int) -> str:
    """`2027`, or `2027/28` where the year that begins in 2027 ends in 2028."""
    return str(year) if fiscal_month == 1 else f"{year}/{(year + 1) % 100:02d}"


def plan_table(base: Plan) -> FinanceTable:
    """The table of the base case."""
    return _of_plan(base, contract_years(base.model.horizon))


def fiscal_table(base: Plan) -> FinanceTable | None:
    """The base case by fiscal year, where the case says when it starts."""
    header = base.model.case.header
    if header.start is None:
        return None
    return _of_plan(base, fiscal_years(header.start, base.model.horizon, header.fiscal_month))


def quarter_table(base: Plan) -> FinanceTable:
    """The base case by quarter: of fiscal years where the case says when it starts, else of plan years."""
    header = base.model.case.header
    return _of_plan(base, quarters(base.model.horizon, header.start, header.fiscal_month))


def _of_plan(base: Plan, periods: tuple[Period, ...]) -> FinanceTable:
    factors = base.outcome.factors
    payments = base.payments
    paid = np.array(list(payments.values())).reshape(len(payments), base.model.horizon + 1)
    pvs = dict(zip(payments, present_value(paid.T, factors).tolist(), strict=True))
    return _table(base.model, "plan", payments, pvs, periods)


def mean_table(run: Simulation) -> FinanceTable:
    """The table of the mean over all draws; without rows where a run kept no lines."""
    if not run.scope.detail:
        return FinanceTable("mean", (), ())
    payments = {name: total for (what, name), total in run.means.items() if what == "payment"}
    pvs = {name: float(total[0]) for (what, name), total in run.means.items() if what == "pv"}
    return _table(run.model, "mean", payments, pvs, contract_years(run.model.horizon))


def _table(
    model: Model,
    basis: str,
    payments: Mapping[str, Array],
    pvs: Mapping[str, float],
    periods: tuple[Period, ...],
) -> FinanceTable:
    columns = tuple(period.heading for period in periods)
    rows = [
        _row(line, payments[line.id], pvs[line.id], periods)
        for flow in ("benefit", "cost")
        for line in model.lines
        if line.spec.flow == flow
    ]
    benefits = [row for row in rows if row.role == "benefit" and row.counted]
    costs = [row for row in rows if row.role == "cost"]
    width = len(columns)
    spent = _sum(Total("costs", "Costs"), costs, width)
    sums = [_sum(cut.benefits, [row for row in benefits if row.detail in cut.kinds], width) for cut in CUTS]
    nets = [_less(cut.net, gained, spent) for cut, gained in zip(CUTS, sums, strict=True)]
    return FinanceTable(basis, columns, (*rows, *sums, spent, *nets))


def _row(line: ModelLine, paid: Array, pv: float, periods: tuple[Period, ...]) -> Row:
    assert line.spec.flow is not None
    return Row(
        id=line.id,
        label=line.spec.label,
        role=line.spec.flow,
        detail=line.spec.kind or line.spec.cost_class or "",
        by_year=tuple(float(np.sum(paid[period.first : period.stop])) for period in periods),
        total=float(np.sum(paid)),
        present_value=pv,
        counted=line.counted,
    )


def _sum(name: Total, rows: list[Row], width: int) -> Row:
    by_year = tuple(sum(row.by_year[k] for row in rows) for k in range(width))
    total, present = sum(row.total for row in rows), sum(row.present_value for row in rows)
    return Row(name.id, name.label, "total", "", by_year, total, present)


def _less(name: Total, plus: Row, minus: Row) -> Row:
    by_year = tuple(a - b for a, b in zip(plus.by_year, minus.by_year, strict=True))
    total, present = plus.total - minus.total, plus.present_value - minus.present_value
    return Row(name.id, name.label, "total", "", by_year, total, present)
