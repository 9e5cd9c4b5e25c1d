"""The benefit realisation plan on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from exports.voice.realisation import NOBODY, TITLE, label_of, plan_lead, plan_note, review_words
from roi.observed.realisation import realisation_plan
from roi.sim.run import Run
from roi.text import one_line


def plan_parts(run: Run) -> Iterator[RenderableType]:
    """A paragraph a benefit: who answers for it, how it is measured, what is expected by each review."""
    plan = realisation_plan(run)
    yield Text.assemble((f"\n{TITLE}", "bold"), (f"  {plan_lead(plan)}", "dim"))
    currency = plan.model.currency
    for each in plan.benefits:
        who = one_line(each.owner)
        account = f", account {one_line(each.account)}" if each.account else ""
        yield Text.assemble((label_of(each), "cyan"), ": ", who or (NOBODY, "yellow"), account)
        if each.measures:
            yield Text(f"  Measured by: {'; '.join(each.measures)}")
        reviews = "; ".join(review_words(review, currency) for review in each.reviews)
        yield Text(f"  In all by each review, P50 (P10 to P90): {reviews}")
    if plan.benefits:
        yield Text(plan_note(plan), style="dim")
