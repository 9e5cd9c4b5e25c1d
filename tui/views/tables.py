"""The tables of a run: metrics, money by year, what is behind it."""

from __future__ import annotations

import math
from calendar import month_name

from rich.table import Table
from rich.text import Text

from exports.voice.finance import terms_of
from exports.voice.formats import measured, number, quantity
from exports.voice.model_facts import stated_rows
from exports.voice.scales import Scale, money_scale
from exports.voice.wording import rounded
from roi import Model, Run
from roi.case import Header
from roi.sim.cuts import CASH, SOFT, Cut
from roi.sim.metrics import METRICS, MetricUnit
from roi.sim.summary import Statistics, Summary
from roi.sim.table import FinanceTable, Row
from tui.views.column_widths import Column, fitted, years_that_fit
from tui.views.style import signed

_SHOWN = (10, 50, 90)
WIDE = 110  # columns
_RANKS = {"Mean": 0, "P50": 1, "P10": 2, "P90": 2, "Plan": 3, "P50 ±": 4}  # the highest goes first
_WITH_CASH = ("npv", "roi", "irr", "payback_months")


def metrics_table(run: Run, summary: Summary, cut: Cut, width: int = WIDE) -> Table:
    """Mean and percentiles of each metric, and the plan; the cash cut below each figure it changes."""
    currency = run.model.currency
    rows: list[tuple[Text, Statistics, MetricUnit]] = []
    for name, estimate in summary.metrics[cut].items():
        row = METRICS[name]
        if row.needs_costs and run.model.unstated:
            continue  # said once above the table, not in every cell
        cash = summary.metrics[CASH][name]
        label = f"{row.label}{', months' if row.unit == 'months' else ''}{' (cash)' if row.cash_only else ''}"
        rows.append((Text(label), estimate, row.unit))
        if name in _WITH_CASH and cash != estimate:
            rows.append((Text("  cash only", style="dim"), cash, row.unit))
    scale = money_scale(value for _, estimate, unit in rows if unit == "money" for value in _values(estimate))
    cells = [_cells(estimate, unit, scale, currency) for _, estimate, unit in rows]
    columns = [Column(head, [row[k] for row in cells], rank) for k, (head, rank) in enumerate(_columns())]
    title = f"Business case ({cut.label}), {scale.heading(currency)}, {terms_of(run.model)}"
    return fitted(title, [label for label, _, _ in rows], columns, width)


def _columns() -> list[tuple[str, int]]:
    heads = ("Mean", *(f"P{p}" for p in _SHOWN), "P50 ±", "Plan")
    return [(head, _RANKS[head]) for head in heads]


def _values(statistics: Statistics) -> list[float]:
    return [statistics.mean.value, *(statistics.percentiles[p].value for p in _SHOWN), statistics.base]


def _cells(statistics: Statistics, unit: MetricUnit, scale: Scale, currency: str) -> list[Text]:
    *values, base = _values(statistics)
    cells = [_cell(value, unit, scale, currency) for value in values]
    if math.isnan(statistics.mean.value) and not math.isnan(base):
        cells[0] = Text("–", style="dim")  # months that may be `never`, and IRR, have no mean
    return [*cells, _error(statistics, unit, scale, currency), _cell(base, unit, scale, currency)]


def _cell(value: float, unit: MetricUnit, scale: Scale, currency: str) -> Text:
    if unit == "money" and math.isfinite(value):
        return signed(scale.text(value), value)
    shown = measured(value, unit, currency)
    return signed(shown.bare if shown.unit == "months" else shown.value, value)


def _error(statistics: Statistics, unit: MetricUnit, scale: Scale, currency: str) -> Text:
    """Half of the 95 % interval of P50."""
    middle = statistics.percentiles[50]
    if statistics.percentiles[5].value == statistics.percentiles[95].value:
        return Text("–", style="dim")
    if unit == "money" and math.isfinite(middle.half_width) and middle.half_width:
        return Text(scale.text(middle.half_width), style="dim")
    return Text(measured(middle, unit, currency).half or "–", style="dim")


def finance_table(
    model: Model, figures: FinanceTable, *, include_soft: bool, width: int = WIDE, title: str = ""
) -> Table:
    """Initial / Year 1 … / Total / Present value of the plan; years that do not fit are summed as Later."""
    hidden = {(True, SOFT.net.id), (True, SOFT.benefits.id)} if not include_soft else set()
    rows = [
        row
        for row in stated_rows(figures, model)
        if row.key not in hidden and not (row.detail == "soft" and not include_soft and not row.total)
    ]
    scale = money_scale(value for row in rows for value in (*row.by_year, row.total))
    years = "year" if figures.columns[0] == "Initial" else _fiscal(model.case.header)
    title = f"{title or f'Plan by {years}'}, {scale.heading(model.currency)}"
    amounts = [(row.by_year, row.total, row.present_value) for row in rows]
    columns = years_that_fit(figures.columns, amounts, width, lambda value: signed(scale.text(value), value))
    parts = ["net" if row.role == "total" and "net" in row.id.split("_") else row.role for row in rows]
    return fitted(
        title,
        [_row_label(row) for row in rows],
        columns,
        width,
        styles=["bold" if row.role == "total" else "" for row in rows],
        sections=[k for k in range(len(parts) - 1) if parts[k] != parts[k + 1]],
    )


def _fiscal(header: Header) -> str:
    begins = "" if header.fiscal_month == 1 else f" from {month_name[header.fiscal_month]}"
    return f"fiscal year{begins}, month 1 is {header.start}"


def _row_label(row: Row) -> Text:
    label = Text(row.label)
    if row.detail:
        label.append(f"  {row.detail}", style="dim")
    if not row.counted:
        label.append("  alternative, not added", style="dim italic")
    return label


def shown_table(run: Run, width: int = WIDE) -> Table | None:
    """Intermediate figures worth showing beside the money, mean over draws and months of a year.

    Where there is no room for every year, the first ones and the last are shown.
    """
    lines = [line for line in run.model.lines if line.spec.show]
    if not lines:
        return None
    starts = range(1, run.model.horizon + 1, 12)
    labels = [Text.assemble(line.spec.label, (_unit(line.unit.text), "dim")) for line in lines]
    means = [run.means["value", line.id] / line.unit.scale for line in lines]
    columns = [
        Column(
            f"Year {year}",
            [Text(number(rounded(float(values[start : start + 12].mean())))) for values in means],
            rank=0 if year in (1, len(starts)) else year,
        )
        for year, start in enumerate(starts, 1)
    ]
    return fitted("Behind the money, mean over draws", labels, columns, width)


def _unit(unit: str) -> str:
    return "" if quantity(1, unit) == "1" else f"  {unit}"
