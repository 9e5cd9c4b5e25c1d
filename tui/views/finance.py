"""The plan by quarter and after tax, and what the case assumes for it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.finance import finance_sentences, quarter_rows
from exports.voice.scales import money_scale
from roi import Run
from roi.sim.summary import Summary
from tui.views.column_widths import Column, fitted
from tui.views.style import signed
from tui.views.tables import WIDE, finance_table

_RANKS = {
    "Net": 0,
    "Running net": 1,
    "Benefits": 2,
    "Costs": 2,
}  # the highest goes first where there is no room


def quarter_table(run: Run, summary: Summary, width: int = WIDE) -> Table:
    """A row a quarter: benefits, costs, nets, and the running net at its end."""
    heads, rows = quarter_rows(summary.quarter_table, run.model)
    scale = money_scale(money for row in rows for money in row.money)
    columns = [
        Column(head, [signed(scale.text(row.money[k]), row.money[k]) for row in rows], _RANKS.get(head, 3))
        for k, head in enumerate(heads)
    ]
    title = f"Plan by quarter, {scale.heading(run.model.currency)}, before tax"
    return fitted(title, [Text(row.label) for row in rows], columns, width)


def after_tax_parts(run: Run, summary: Summary, width: int = WIDE) -> Iterator[RenderableType]:
    """The plan after tax by year and what `[finance]` assumes; nothing where the case has none."""
    if summary.after_tax_table is not None:
        yield finance_table(
            run.model,
            summary.after_tax_table,
            include_soft=False,
            width=width,
            title="Plan after tax by year",
        )
    for sentence in finance_sentences(run.model):
        yield Text(sentence, style="dim")
