"""The benefit realisation plan in Markdown."""

from __future__ import annotations

import roi
from exports.markdown.syntax import escape, table
from exports.voice.realisation import HEAD, TITLE, plan_lead, plan_note, plan_rows
from roi.observed.realisation import realisation_plan


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
