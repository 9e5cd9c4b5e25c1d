"""Who answers for each benefit, how it is measured, and what is expected by each review."""

from __future__ import annotations

from exports.story.ground import Ground
from exports.story.parts import Section, StoryTable
from exports.voice.realisation import HEAD, TITLE, plan_lead, plan_note, plan_rows
from exports.voice.spaces import held


def realisation(ground: Ground) -> Section | str:
    """The benefit realisation plan."""
    plan = ground.plan
    if not plan.benefits:
        return "The case has no benefit."
    rows = tuple(
        (*row[:4], *map(held, row[4:6]), *row[6:]) for row in plan_rows(plan)
    )  # first year, all months
    table = StoryTable(HEAD, rows, figures_from=len(HEAD))
    return Section("realisation", TITLE, lead=plan_lead(plan), table=table, note=plan_note(plan))
