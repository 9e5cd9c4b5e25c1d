"""The JSON document of a tracked estimate as one type."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from exports.document.observed import FigureFields, RangePart, RunFields, figure_fields, run_fields
from exports.document.part import Number, Part, field
from exports.voice.track import doubt_sentences, headline_sentences
from exports.voice.update import method_sentences
from roi.observed.tracked import Measured, Request, Tracked


class BandsPart(Part):
    """Percentiles by month, from 0, the start, to the last."""

    p10: list[Number] = field("10th percentiles")
    p50: list[Number] = field("medians")
    p90: list[Number] = field("90th percentiles")


class StatisticPart(Part):
    """A statistic of the draws."""

    value: Number = field("its value; null where undefined")
    error: Number = field("its standard error, of the number of draws")


class DistributionPart(Part):
    """Net present value over all draws."""

    mean: StatisticPart = field("mean")
    p10: StatisticPart = field("10th percentile")
    p50: StatisticPart = field("median")
    p90: StatisticPart = field("90th percentile")


class NpvPart(Part):
    """Net present value of what was realised and of the forecast of the rest."""

    sold: DistributionPart = field("of the estimate before anything was observed")
    completion: DistributionPart = field("at completion: realised and forecast")
    difference: StatisticPart = field("expected at completion less expected as sold")
    realised: StatisticPart = field("the part of it in the months that were observed")
    rest: StatisticPart = field("the part of it in the other months")
    share_observed: Number = field(
        "present value of what was observed over all at completion, costs as benefits"
    )


class MeasuredPart(FigureFields):
    """A figure that was observed; all rows of it together."""

    value: float = field("of money what was paid in these months together, of all else the mean")
    error: float = field("its standard error; 0 where it is exact")
    sources: list[str] = field("where they come from")

    @model_validator(mode="before")
    @classmethod
    def _of(cls, each: Measured) -> dict[str, Any]:
        shared = figure_fields(each.months, each.hits, each.n, each.rows)
        return shared | {"value": each.value, "error": each.error, "sources": each.sources}


class VariancePart(Part):
    """Realised to date beside what was sold of the same months."""

    months: int = field("months that were observed; 0 of a line that has one value for all")
    realised: float = field("of money the sum, of all else the mean")
    error: float = field("its standard error")
    sold: dict[str, float] = field("p1, p10, p50, p90, p99 of the same as sold", of="percentiles")
    difference: float = field("realised less P50 as sold")
    place: float = field("share of the forecast below what was realised, its error included")
    outside_p10_p90: bool = field("whether it lies outside P10 to P90", of="unlikely")
    outside_p1_p99: bool = field("whether it lies outside P1 to P99", of="surprising")


class CompletionPart(Part):
    """A benefit or cost over the whole horizon, undiscounted."""

    sold: RangePart = field("as sold")
    realised: float = field("what was observed")
    rest: RangePart = field("the forecast of the other months")
    completion: RangePart = field("both together")
    npv_realised: Number = field("change of the expected NPV by the months that were observed")
    npv_rest: Number = field("change of the expected NPV by the others")


class LinePart(Part):
    """A benefit, a cost, or another line that was observed."""

    label: str = field("what people call it")
    kind: Literal["benefit", "cost", "shown line"] = field("what it is")
    unit: str = field("of every number: the currency for money, what is paid in a month")
    counts: bool = field("whether it is part of the net present value")
    owner: str = field("who answers for it; empty where nobody is named")
    account: str = field("where it is booked")
    reviews: list[int] = field("days after the start at which it is looked at")
    sold: BandsPart | None = field("as sold, by month; null where it has one value for all")
    updated: BandsPart | None = field("realised, then the forecast given all observations, by month")
    measured: list[MeasuredPart] = field("what was observed")
    actual: list[Number] = field("realised by month from 0; null where nothing was observed")
    spread: list[int] = field("months of which only the sum with others was observed")
    missing: list[int] = field("months that are due and have no figure; they keep their forecast")
    to_date: VariancePart | None = field("realised to date; null where nothing was observed")
    completion: CompletionPart | None = field("over the whole horizon; null of a line that is no money")


class CumulativePart(Part):
    """Running undiscounted net by month from 0."""

    sold: BandsPart = field("as sold")
    realised: list[Number] = field("as long as all that counts has a figure; null elsewhere")
    updated: BandsPart = field("realised and forecast together")


class RequestPart(Part):
    """What is asked for next of who answers for a line."""

    line: str = field("id of the line")
    label: str = field("what people call it")
    owner: str = field("who is asked; empty where nobody is named")
    account: str = field("where it is booked")
    months: list[int] = field("months that are due and have no figure")
    review_day: int | None = field("days after the start of the next review; null where there is none")
    review_month: int | None = field("its month")
    review_date: str | None = field("its date, where the start is known")


class TrackDocument(RunFields):
    """An estimate held against what came of it."""

    cut: str = field("the benefits that count")
    start: str | None = field("calendar month of month 1; null where months have no dates")
    horizon: int = field("in months")
    last_month: int = field("the last month that something was observed of; 0 where nothing was")
    due_month: int = field("figures are due up to this month")
    observations: int = field("rows")
    trusted: bool = field("whether the forecast takes in what was observed; else the rest is as it was sold")
    words: list[str] = field("how the update was worked out, and why it cannot be trusted")
    headline: list[str] = field("what it comes to, in sentences")
    npv: NpvPart | None = field("net present value; null where not all costs are stated")
    cumulative: CumulativePart = field("running net")
    lines: dict[str, LinePart] = field("by id: benefits, costs, then other lines that were observed")
    requests: list[RequestPart] = field("what is asked for next, what is missing first")


def track_document(tracked: Tracked) -> dict[str, Any]:
    """The document of a tracked estimate."""
    model = tracked.model
    diagnostics = tracked.diagnostics
    return TrackDocument(
        **run_fields(tracked.before), cut=str(tracked.cut), start=tracked.start, horizon=model.horizon,
        last_month=tracked.last,
        due_month=tracked.due, observations=len(tracked.observations), trusted=tracked.trusted,
        words=[*doubt_sentences(tracked), *method_sentences(diagnostics)] if diagnostics else [],
        headline=list(headline_sentences(tracked)),
        npv=NpvPart.model_validate(tracked.npv) if tracked.npv else None,
        cumulative=CumulativePart.model_validate(tracked.cumulative),
        lines={line.name: LinePart.model_validate(line) for line in tracked.lines},
        requests=[_request(each) for each in tracked.requests],
    ).model_dump(mode="json")  # fmt: skip


def _request(each: Request) -> RequestPart:
    review = each.review
    return RequestPart(
        line=each.line, label=each.label, owner=each.owner, account=each.account, months=list(each.months),
        review_day=review.day if review else None, review_month=review.month if review else None,
        review_date=review.date.isoformat() if review and review.date else None,
    )  # fmt: skip
