"""The parts of the JSON document of a run, as types.

Numbers are unrounded.  A number that is infinite or undefined is null, and the `state` beside it says which.
Fields with a default are twins: absent where they would repeat what stands beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, create_model
from pydantic.json_schema import SkipJsonSchema

from exports.document.part import Day, Number, Part, field
from exports.voice.formats import State, state
from roi.sim.estimate import Statistic
from roi.sim.metrics import METRICS, MetricUnit

States = dict[str, State]
_STATE = "why a number beside it is null, by its key: never (+∞ months), unbounded (+∞) or undefined"


def _metric(name: str, kind: Any) -> Any:
    """The type and the field of a metric; what not every case has may be absent."""
    row = METRICS[name]
    text = f"{row.label}: {row.meaning}"
    if not row.finance:
        return kind, field(text)
    text += "; absent where [finance] of the case does not ask for it"
    nothing: Any = Annotated[None, SkipJsonSchema()]  # type: ignore[type-arg]
    return kind | nothing, Field(default=None, description=text, json_schema_extra=_without_default)


def _twin(cut: str) -> Any:
    text = f"the same {cut}; absent where it does not differ"
    return Field(default=None, description=text, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


_CASH = "counting cash benefits only"
_HEADLINE = "counting cash and capacity benefits"
_SOFT = "counting soft benefits too"


if TYPE_CHECKING:
    _Numbers = Part
else:
    _Numbers = create_model("_Numbers", __base__=Part, **{name: _metric(name, Number) for name in METRICS})


class Figures(_Numbers):
    """Every metric of the base case.  Money in `currency`, shares as fractions, time in months."""

    state: States = field(_STATE)


class Base(Figures):
    """The base case, called the plan: every input at its likely value."""

    cash: Figures | SkipJsonSchema[None] = _twin(_CASH)
    headline: Figures | SkipJsonSchema[None] = _twin(_HEADLINE)
    with_soft: Figures | SkipJsonSchema[None] = _twin(_SOFT)


class Spread(Part):
    """Mean, standard deviation and percentiles; percentiles ascend and are order statistics."""

    mean: Number = field("arithmetic mean; undefined once a draw is undefined or infinite, and for irr")
    sd: Number = field("standard deviation, under the same conditions")
    p5: Number = field("5 % of the defined draws are at or below; withheld above 1 % undefined draws")
    p10: Number = field("10 % of the defined draws are at or below")
    p25: Number = field("25 % of the defined draws are at or below")
    p50: Number = field("the median")
    p75: Number = field("75 % of the defined draws are at or below")
    p90: Number = field("90 % of the defined draws are at or below")
    p95: Number = field("95 % of the defined draws are at or below")
    state: States = field(_STATE)


class Shares(Part):
    """Draws that have no number."""

    undefined: float = field("share of draws in which the metric is undefined")
    infinite: float = field("share of draws in which it is infinite: never paid back, or an unbounded irr")


class Statistics(Spread):
    """A metric in one cut of the benefits, over all draws."""

    base: Number = field("the value of the base case")
    error: Spread = field(
        "standard error of each statistic; a screen's ± is 2.131 × error, half a 95 % interval (Student's t, 16 "
        "replicates)"
    )
    shares: Shares = field("draws without a number")


class Metric(Statistics):
    """A metric over all draws."""

    label: str = field("what people call it")
    meaning: str = field("its definition")
    unit: str = field("currency code, month, or 1 for a plain number: a share of 0.25 is 25 %")
    high_is_good: bool = field("whether more is better; percentiles ascend either way")
    cash: Statistics | SkipJsonSchema[None] = _twin(_CASH)
    headline: Statistics | SkipJsonSchema[None] = _twin(_HEADLINE)
    with_soft: Statistics | SkipJsonSchema[None] = _twin(_SOFT)


if TYPE_CHECKING:
    _Metrics = Part
else:
    _Metrics = create_model("_Metrics", __base__=Part, **{name: _metric(name, Metric) for name in METRICS})


class Metrics(_Metrics):
    """Every metric over all draws."""


class Estimated(Part):
    """A statistic with its standard error."""

    value: Number = field("the statistic")
    error: Number = field(
        "its standard error; a screen's ± is 2.131 × error, half a 95 % interval (Student's t, 16 replicates); for "
        "a probability of 0 or 1 no standard error but the distance of the 95 % bound, 3 / draws"
    )
    state: State | None = field("why the value is null; null where it is a number")


def estimated(estimate: Statistic | Estimated, unit: MetricUnit = "ratio") -> Estimated:
    """A statistic with its standard error."""
    if isinstance(estimate, Estimated):
        return estimate
    return Estimated(value=estimate.value, error=estimate.error, state=state(estimate.value, unit))


Estimate = Annotated[Estimated, BeforeValidator(estimated)]
Months = Annotated[Estimated, BeforeValidator(lambda estimate: estimated(estimate, "months"))]


class EstimatedInCuts(Estimated):
    """A statistic with its standard error, in the cut of the document and in others."""

    cash: Estimated | SkipJsonSchema[None] = _twin(_CASH)
    headline: Estimated | SkipJsonSchema[None] = _twin(_HEADLINE)
    with_soft: Estimated | SkipJsonSchema[None] = _twin(_SOFT)


class Probability(Part):
    """Shares of all draws."""

    npv_positive: EstimatedInCuts = field("net present value above 0")
    payback_within_12: EstimatedInCuts = field("paid back within 12 months")
    payback_within_24: EstimatedInCuts = field("paid back within 24 months")
    payback_within_horizon: EstimatedInCuts = field("paid back within the horizon")


class Line(Part):
    """A line of the case by year.  Lines of cost classes that are not stated are left out."""

    id: str = field("id in the case file")
    label: str = field("what people call it")
    unit: str = field("the declared unit")
    flow: Literal["benefit", "cost"] | None = field("whether it is money; null for an intermediate line")
    kind: Literal["cash", "capacity", "soft"] | None = field("of a benefit")
    cost_class: str | None = Field(serialization_alias="class", description="of a cost")
    counted: bool = field("whether it is added up: alternatives and intermediate lines are not")
    by_year_is: Literal["sum of payments", "mean of the months"] = field("what the numbers of a year are")
    by_year_unit: str = field("their unit: the currency for payments, else the declared unit")
    plan: list[Number] = field("month 0, then year by year, of the base case; columns as in `table`")
    mean: list[Number] = field("the same of the mean over all draws")
    state: States = field("`plan` or `mean` where some of its numbers are null")


class Row(Part):
    """A line of money, or a sum of lines."""

    id: str = field("id of the line or sum")
    label: str = field("what people call it")
    role: Literal["benefit", "cost", "total"] = field("what it is")
    detail: str = field("kind of a benefit, class of a cost, empty for a sum")
    counted: bool = field("whether it is part of the sums")
    by_year: list[float] = field("money by column")
    total: float = field("sum over the columns")
    present_value: float = field("discounted sum over the months")


class Table(Part):
    """A finance table.  Costs and nets are left out where a cost class is not stated."""

    basis: Literal["plan", "mean"] = field("the base case, or the mean over all draws")
    columns: list[str] = field("headings of `by_year`: Initial is month 0; the last year may be short")
    rows: list[Row] = field("benefits, costs, sums, nets")


class Tables(Part):
    """The same table on two bases."""

    plan: Table = field("of the base case")
    mean: Table = field("of the mean over all draws; its net is the mean net present value")
    fiscal: Table | None = field("the base case by fiscal year; null where the case has no start")
    quarters: Table = field("the base case by quarter, the start with month 1")
    after_tax: Table | None = field(
        "the headline's net before and after tax and in prices of the start, by year; null where [finance] of the "
        "case asks for none. Taxable income is no flow of money"
    )


class Fan(Part):
    """Percentiles of the running undiscounted net: one number a month, the first of month 0."""

    draws: int = field("draws it is read from")
    p5: list[float] = field("5th percentile by month")
    p10: list[float] = field("10th percentile by month")
    p25: list[float] = field("25th percentile by month")
    p50: list[float] = field("median by month")
    p75: list[float] = field("75th percentile by month")
    p90: list[float] = field("90th percentile by month")
    p95: list[float] = field("95th percentile by month")


class Fans(Part):
    """The cumulative cash flow, in two cuts."""

    cash: Fan = field(_CASH)
    headline: Fan = field(_HEADLINE)


class Chance(Part):
    """A line of luck, and what the plan assumes of it."""

    id: str = field("id of the line")
    label: str = field("what people call it")
    unit: str = field("the declared unit")
    plan: Number = field("its value in the base case")
    off_plan: float = field("share of draws in which it differs from the plan")


class Correlation(Part):
    """A stated Spearman rank correlation."""

    between: list[str] = Field(min_length=2, max_length=2, description="ids of the two inputs")
    asked: float = field("as stated in the case")
    used: float = field("as sampled")
    repaired: bool = field("whether it contradicted others and was moved")
    active: bool = field("whether both inputs vary in this run")


class Answers(Part):
    """Numbers of first questions by who answers them."""

    prospect: int = field("answered by the prospect")
    seller: int = field("set by the seller")
    evidence: int = field("left to the evidence of the case")


class Override(Part):
    """An input that does not have the case's own value."""

    id: str = field("id of the input")
    label: str = field("what people call it")
    value: str = field("the text of the value: a number or a distribution, perhaps with a unit of its own")
    unit: str = field("the declared unit")
    likely: Number = field("likely value in the declared unit")
    grade: str = field("on whose word")
    source: list[str] = field("ids of `sources`, or words for a source")
    layer: str = field("where it comes from: region, option, preset, observed, estimate or set")
    who: Literal["prospect", "seller", "evidence"] = field("who says so: an answer, or published evidence")
    by: str = field("the person's name; empty where it is not known")
    date: str = field("when it was said, ISO 8601; empty where it is not known")
    typed: str = field("the words as they were typed; empty where they are the value")
    note: str = field("remark of whoever changed it")
    told: Literal["learnt", "set", ""] = field(
        "of an answer: learnt (it moves what it is correlated with) or set (it moves nothing else)"
    )
    product: str = field("what the value belongs to; empty where it is the deployment as such")
    replaced: str = field("the option's or the preset's own value that an answer took the place of")


class Source(Part):
    """A source of a changed input."""

    id: str = field("id in the case file")
    title: str = field("title")
    publisher: str = field("who published it")
    year: int | None = field("year of publication; null where it is not known")
    url: str = field("address; empty where it was not recorded")
    read: Day = field("date on which it was read, ISO 8601", of="date")
    seen: Literal["primary", "quoted"] = field("whether it was read itself or as quoted elsewhere")


class Risk(Part):
    """A harm with evidence and no base to price it on: listed, worth nothing in the figures."""

    text: str = field("what may happen")
    source: list[str] = field("ids of sources in the case file")
