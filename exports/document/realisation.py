"""The benefit realisation plan as a part of the JSON document of a run."""

from __future__ import annotations

from exports.document.observed import RangePart, range_part
from exports.document.parts import Part, field
from roi.observed.realisation import PlannedLine, RealisationPlan


class ReviewPart(Part):
    """A day on which a benefit is looked at."""

    day: int = field("days after the start")
    month: int = field("the month that it lies in")
    date: str | None = field("its date, where the start is known")
    expected: RangePart | None = field("of all months up to that one; null where it lies after the horizon")


class PlannedBenefit(Part):
    """A benefit, who answers for it, and what it is expected to come to; undiscounted, in the currency."""

    id: str = field("id of the line")
    label: str = field("what people call it")
    counts: bool = field("whether it is part of the headline net present value")
    owner: str = field("who answers for it; empty where nobody is named")
    account: str = field("where it is booked; empty where none is named")
    measures: list[str] = field("what can be measured of it, what moves it most first")
    first_year: RangePart = field("of months 0 to 12")
    total: RangePart = field("of all months")
    reviews: list[ReviewPart] = field("days on which it is looked at")


def realisation_parts(plan: RealisationPlan) -> list[PlannedBenefit]:
    """Every benefit of a plan."""
    return [_benefit(each) for each in plan.benefits]


def _benefit(each: PlannedLine) -> PlannedBenefit:
    return PlannedBenefit(
        id=each.line.id, label=each.line.spec.label, counts=each.counts, owner=each.owner, account=each.account,
        measures=list(each.measures), first_year=range_part(each.first_year), total=range_part(each.total),
        reviews=[
            ReviewPart(
                day=review.day, month=review.month, date=review.date.isoformat() if review.date else None,
                expected=None if review.expected is None else range_part(review.expected),
            )
            for review in each.reviews
        ],
    )  # fmt: skip
