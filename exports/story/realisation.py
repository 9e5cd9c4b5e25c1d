"""Who answers for each benefit, how it is measured, and what is expected by each review."""

from __future__ import annotations

from exports.story.ground import Ground
from exports.story.parts import Section, Table
from exports.voice.realisation import HEAD, TITLE, plan_lead, plan_note, plan_rows


def realisation(ground: Ground) -> Section | str:
    """The benefit realisation plan."""
    plan = ground.plan
    if not plan.benefits:
        return "The case has no benefit."
    table = Table(HEAD, tuple(plan_rows(plan)), figures_from=len(HEAD))
    return Section("realisation", TITLE, lead=plan_lead(plan), table=table, note=plan_note(plan))
