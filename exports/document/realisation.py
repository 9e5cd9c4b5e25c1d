"""The benefit realisation plan as a part of the JSON document of a run."""

from __future__ import annotations

from pydantic import AliasPath

from exports.document.observed import RangePart
from exports.document.part import Day, Part, field
from roi.observed.realisation import RealisationPlan


class ReviewPart(Part):
    """A day on which a benefit is looked at."""

    day: int = field("days after the start")
    month: int = field("the month that it lies in")
    date: Day | None = field("its date, where the start is known")
    expected: RangePart | None = field("of all months up to that one; null where it lies after the horizon")


class PlannedBenefit(Part):
    """A benefit, who answers for it, and what it is expected to come to; undiscounted, in the currency."""

    id: str = field("id of the line", of=AliasPath("line", "id"))
    label: str = field("what people call it", of=AliasPath("line", "spec", "label"))
    counts: bool = field("whether it is part of the headline net present value")
    owner: str = field("who answers for it; empty where nobody is named")
    account: str = field("where it is booked; empty where none is named")
    measures: list[str] = field("what can be measured of it, what moves it most first")
    first_year: RangePart = field("of months 0 to 12")
    total: RangePart = field("of all months")
    reviews: list[ReviewPart] = field("days on which it is looked at")


def realisation_parts(plan: RealisationPlan) -> list[PlannedBenefit]:
    """Every benefit of a plan."""
    return [PlannedBenefit.model_validate(each) for each in plan.benefits]
