"""The finance table: every flow by Initial, Year 1 …, Total and Present value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.case import KINDS
from roi.model import Model, ModelLine
from roi.sim.cashflow import present_value
from roi.sim.evaluate import MONTHS_A_YEAR
from roi.sim.plan import Plan
from roi.sim.result import Simulation

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One line, or a sum of lines.  `by_year` begins with the start; money in the case's currency."""

    id: str
    label: str
    role: str  # benefit, cost, or total
    detail: str  # kind or cost class; for totals ""
    by_year: tuple[float, ...]
    total: float
    present_value: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class FinanceTable:
    """`columns` are the headings of `by_year`; `basis` says what the numbers are."""

    basis: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row:
        """The row of that id."""
        return next(row for row in self.rows if row.id == name)


def plan_table(base: Plan) -> FinanceTable:
    """The table of the base case."""
    factors = base.outcome.factors
    payments = base.payments
    pvs = {name: float(present_value(paid[:, None], factors)[0]) for name, paid in payments.items()}
    return _table(base.model, "plan", payments, pvs)


def mean_table(run: Simulation) -> FinanceTable:
    """The table of the mean over all draws."""
    payments = {name: total for (what, name), total in run.means.items() if what == "payment"}
    pvs = {name: float(total[0]) for (what, name), total in run.means.items() if what == "pv"}
    return _table(run.model, "mean", payments, pvs)


def _table(model: Model, basis: str, payments: Mapping[str, Array], pvs: Mapping[str, float]) -> FinanceTable:
    years = range(0, model.horizon, MONTHS_A_YEAR)
    columns = ("Initial", *(f"Year {k + 1}" for k in range(len(years))))
    rows = [
        _row(line, payments[line.id], pvs[line.id])
        for flow in ("benefit", "cost")
        for line in model.lines
        if line.spec.flow == flow
    ]
    benefits = [row for row in rows if row.role == "benefit" and row.counted]
    cash = [row for row in benefits if row.detail == KINDS[0]]
    headline = [row for row in benefits if row.detail in KINDS[:2]]
    costs = [row for row in rows if row.role == "cost"]
    width = len(columns)
    totals = {
        "cash_benefits": _sum("cash_benefits", "Cash benefits", cash, width),
        "benefits": _sum("benefits", "Benefits (cash + capacity)", headline, width),
        "benefits_with_soft": _sum("benefits_with_soft", "Benefits with soft", benefits, width),
        "costs": _sum("costs", "Costs", costs, width),
    }
    nets = (
        ("cash_net", "Net, cash only", "cash_benefits"),
        ("net", "Net (headline)", "benefits"),
        ("net_with_soft", "Net with soft", "benefits_with_soft"),
    )
    differences = [_less(name, label, totals[of], totals["costs"]) for name, label, of in nets]
    return FinanceTable(basis, columns, (*rows, *totals.values(), *differences))


def _row(line: ModelLine, paid: Array, pv: float) -> Row:
    assert line.spec.flow is not None
    starts = range(1, len(paid), MONTHS_A_YEAR)
    years = [float(np.sum(paid[start : start + MONTHS_A_YEAR])) for start in starts]
    return Row(
        id=line.id,
        label=line.spec.label,
        role=line.spec.flow,
        detail=line.spec.kind or line.spec.cost_class or "",
        by_year=(float(paid[0]), *years),
        total=float(np.sum(paid)),
        present_value=pv,
        counted=line.counted,
    )


def _sum(name: str, label: str, rows: list[Row], width: int) -> Row:
    by_year = tuple(sum(row.by_year[k] for row in rows) for k in range(width))
    return Row(
        name, label, "total", "", by_year, sum(row.total for row in rows), sum(r.present_value for r in rows)
    )


def _less(name: str, label: str, plus: Row, minus: Row) -> Row:
    by_year = tuple(a - b for a, b in zip(plus.by_year, minus.by_year, strict=True))
    return Row(
        name, label, "total", "", by_year, plus.total - minus.total, plus.present_value - minus.present_value
    )
