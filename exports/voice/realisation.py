"""The benefit realisation plan in words: the same table for pages, Markdown and the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exports.voice.formats import measured
from roi.notation import grouped, written_day
from roi.observed.realisation import PlannedLine, RealisationPlan, ReviewPoint
from roi.text import one_line

TITLE = "Who answers for each benefit"
HEAD = (
    "Benefit", "Answers for it", "Account", "Measured by", "First year, P50", "All months, P50",
    "In all by each review: P50 (P10 to P90)",
)  # fmt: skip
NOBODY = "nobody yet"


def plan_rows(plan: RealisationPlan) -> Iterator[tuple[str, ...]]:
    """A row a benefit, under `HEAD`; lists inside a cell are parted by semicolons."""
    currency = plan.model.currency
    for each in plan.benefits:
        yield (
            label_of(each),
            one_line(each.owner) or NOBODY,
            one_line(each.account) or "–",
            "; ".join(each.measures) or "–",
            _money(each.first_year.p50, currency),
            _money(each.total.p50, currency),
            "; ".join(review_words(review, currency) for review in each.reviews),
        )


def label_of(each: PlannedLine) -> str:
    """Its label, and whether it is part of the NPV."""
    return each.line.spec.label if each.counts else f"{each.line.spec.label} (shown, not added)"


def review_words(review: ReviewPoint, currency: str) -> str:
    """`day 90: 12 k (3 k to 20 k)`, with the date where the start has one."""
    when = written_day(review.date) if review.date else f"day {grouped(review.day)}"
    seen = review.expected
    if seen is None:
        return f"{when}: after the horizon"
    low, middle, high = (_money(value, currency) for value in (seen.p10, seen.p50, seen.p90))
    return f"{when}: {middle} ({low} to {high})"


def plan_lead(plan: RealisationPlan) -> str:
    """How many benefits somebody answers for."""
    named = sum(bool(each.owner) for each in plan.benefits)
    count = len(plan.benefits)
    if count == 0:
        return "There is no benefit to answer for."
    if named == count:
        return "Every benefit has somebody who answers for it."
    if named == 0:
        return "Nobody answers for any benefit yet."
    return f"Somebody answers for {named} of {count} benefits."


def plan_note(plan: RealisationPlan) -> str:
    """What the figures are of."""
    return (
        f"{plan.model.currency}, undiscounted, from the start to the end of the month in which a review lies. "
        "What is expected in all is a sum of expectations, and not of these P50s."
    )


def accountability_of(plan: RealisationPlan, line: str) -> Mapping[str, str]:
    """Owner, account and reviews of a benefit, as fields that a form may repeat."""
    planned = next((each for each in plan.lines if each.line.id == line), None)
    if planned is None:
        return {"owner": "", "account": "", "reviews": ""}
    currency = plan.model.currency
    reviews = "; ".join(review_words(review, currency) for review in planned.reviews)
    return {"owner": one_line(planned.owner), "account": one_line(planned.account), "reviews": reviews}


def _money(value: float, currency: str) -> str:
    return measured(value, "money", currency).bare
