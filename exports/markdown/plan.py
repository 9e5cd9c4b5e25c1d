"""The plan by quarter and after tax, and who answers for its benefits, in Markdown."""

from __future__ import annotations

import roi
from exports.markdown.syntax import bold, bullets, escape, table
from exports.voice.finance import finance_sentences, quarter_rows
from exports.voice.realisation import HEAD, TITLE, plan_lead, plan_note, plan_rows
from exports.voice.scales import money_scale
from roi.model import Model
from roi.observed.realisation import realisation_plan
from roi.sim.summary import Summary


def quarter_section(model: Model, summary: Summary) -> list[str]:
    """A row a quarter."""
    heads, rows = quarter_rows(summary.quarter_table, model)
    scale = money_scale(money for row in rows for money in row.money)
    cells = [[row.label, *(scale.text(money) for money in row.money)] for row in rows]
    return [
        "## Money by quarter",
        f"{scale.heading(model.currency)}, the plan, before tax and undiscounted; the start stands with month 1.",
        table(["", *heads], cells),
    ]


def after_tax_section(model: Model, summary: Summary) -> list[str]:
    """The headline after tax by year, and what the case assumes for it."""
    sentences = finance_sentences(model)
    if not sentences:
        return []
    section = ["## After tax and other rates", bullets(escape(text) for text in sentences)]
    figures = summary.after_tax_table
    if figures is None:
        return section
    scale = money_scale(v for row in figures.rows for v in (*row.by_year, row.total, row.present_value))
    cells = [
        [
            bold(escape(row.label)) if "net" in row.id else row.label,
            *(scale.text(value) for value in (*row.by_year, row.total, row.present_value)),
        ]
        for row in figures.rows
    ]
    head = ["", *figures.columns, "Total", "Present value"]
    return [*section, f"{scale.heading(model.currency)}, the plan.", table(head, cells)]


def realisation_section(run: roi.Run) -> list[str]:
    """Who answers for each benefit, how it is measured, what is expected by each review."""
    plan = realisation_plan(run)
    if not plan.benefits:
        return []
    rows = [[escape(cell) for cell in row] for row in plan_rows(plan)]
    return [
        f"## {TITLE}",
        escape(plan_lead(plan)),
        table(HEAD, rows, figures_from=len(HEAD)),
        escape(plan_note(plan)),
    ]
