"""The JSON document of an update by observations as one type."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from exports.document.claims import Claim
from exports.document.observed import FigureFields, RunFields, figure_fields, run_fields
from exports.document.part import Day, Number, Part, field
from exports.voice.update import (
    headline_sentences,
    method_sentences,
    problem_sentences,
    surprise_sentence,
)
from roi.observed.results import Forecast, InputChange, PosteriorSpread, Update
from roi.sim.summary import Statistics


class SpreadPart(Part):
    """Mean, standard deviation and percentiles; null where undefined or not to be trusted."""

    mean: Number = field("mean")
    sd: Number = field("standard deviation")
    p10: Number = field("10th percentile")
    p50: Number = field("median")
    p90: Number = field("90th percentile")


class ShareOfPart(Part):
    """What one observed figure tells of an input."""

    name: str = field("id of the input or line that was observed")
    first_month: int | None = field("its first month; null where it has none")
    last_month: int | None = field("its last month")
    share: float = field("share of the variance of the input's normal score that it would take away alone")


class InputPart(Part):
    """An input before and after, in its declared unit."""

    label: str = field("what people call it")
    unit: str = field("its declared unit")
    before: SpreadPart = field("before the observations")
    after: SpreadPart = field("given the observations")
    likely_before: float = field("value of the base case before")
    likely_after: Number = field("value of the base case after")
    spread_gone: Number = field("share of the standard deviation that is gone; below 0 where it is wider")
    settled: bool = field("whether it is luck that decides nothing any more")
    by: list[ShareOfPart] = field("what tells most of it, the strongest first")
    value: str = field(
        "its value in the updated estimate, a text of the case language; empty where not to be trusted"
    )
    grade: str = field("its grade in the updated estimate")


class MetricPart(Part):
    """A metric over all draws, cash and capacity benefits counted."""

    before: SpreadPart = field("before the observations")
    after: SpreadPart = field("given the observations")


class FigurePart(FigureFields):
    """A figure that was observed; all rows of it together."""

    name: str = field("id of the input or line")
    label: str = field("what people call it")
    unit: str = field("of every number here")
    value: float = field("what was observed")
    error: Number = field("its standard error; 0 where it is exact, null for trials")
    forecast: dict[str, float] = field("p1, p10, p50, p90, p99 of what was forecast")
    place: float = field("share of the forecast below what was observed, its error included")
    surprising: bool = field("whether it lies outside P1 to P99")
    after: SpreadPart = field("the figure in the updated estimate")
    sentence: str = field("in words, where it is surprising; else empty")


class RowPart(Part):
    """An observation as it was given."""

    name: str = field("id of the input or line")
    grade: str = field("measured, or customer where no source is named")
    source: str = field("where it comes from")
    by: str = field("who took it down")
    date: Day | None = field("when it was measured")
    note: str = field("a remark")


class DiagnosticsPart(Part):
    """How far the answer can be trusted."""

    method: Literal["exact", "importance", "tempered", "ridge", "cloud"] = field(
        "without draws; weights of the estimate's own draws; weights after tempering, of a mixture or along a "
        "ridge; the tempered cloud itself"
    )
    pareto_k: Number = field(
        "tail of the raw weights; above 0.7 not to be trusted; null where there is none", of="k"
    )
    effective_draws: Number = field("effective sample size; null where no draws were needed", of="ess")
    error: float = field("largest standard error of a mean of normal scores over its spread")
    steps: int = field("steps of tempering")
    accepted: float = field("share of its moves that were accepted")
    reached: float = field("power of the likelihood that was reached, 1 of all of it")
    errors_widened: float = field(
        "by how much stated errors were widened: the lines cannot follow all of it", of="widened"
    )
    stored: float = field("largest difference of the stored laws from the draws, over the forecast's spread")
    exact_within: float = field(
        "standard deviations of the forecast that draws come to exact figures; 0 without one"
    )
    drawn_anew: list[str] = field("inputs whose level is updated, and the luck of whose years is drawn anew")
    trusted: bool = field("whether the percentiles afterwards may be used")
    problems: list[str] = field("why not, and by how much")
    words: list[str] = field("all of it in sentences")


class ClaimPart(Part):
    """A published figure on the evidence before and after."""

    before: Claim = field("as audited before")
    after: Claim = field("as audited on the updated inputs")


class UpdateDocument(RunFields):
    """An estimate updated by observations."""

    made_up: int = field("rows that are of an example and were never measured")
    headline: list[str] = field("what it comes to, in sentences; what is made up first")
    surprises: list[str] = field("observations outside P1 to P99 of the forecast, the least expected first")
    figures: list[FigurePart] = field("everything that was observed, surprises first")
    inputs: dict[str, InputPart] = field("inputs that moved, by id, the most informed first")
    correlations: dict[str, float] = field("rank correlations after the update, by `a, b`")
    metrics: dict[str, MetricPart] = field("every metric, by name")
    claims: list[ClaimPart] = field("claims of which the observations change something")
    rows: list[RowPart] = field("every observation")
    diagnostics: DiagnosticsPart = field("how far it can be trusted")


def update_document(update: Update) -> dict[str, Any]:
    """The document of an update."""
    trusted = update.diagnostics.trusted
    return UpdateDocument(
        **run_fields(update.before),
        made_up=sum(row.made_up for row in update.observations),
        headline=list(headline_sentences(update)),
        surprises=[surprise_sentence(each, update) for each in update.surprises],
        figures=[_figure(each, update) for each in update.forecasts],
        inputs={change.name: _input(change, update) for change in update.inputs},
        correlations={", ".join(pair.between): pair.rank for pair in update.updated.correlations if trusted},
        metrics={
            name: MetricPart(before=_statistics(was, True), after=_statistics(now, trusted))
            for name, (was, now) in update.metrics.items()
        },
        claims=[ClaimPart.model_validate({"before": was, "after": now}) for was, now in update.claims()],
        rows=[RowPart.model_validate(row) for row in update.observations],
        diagnostics=_diagnostics(update),
    ).model_dump(mode="json")  # fmt: skip


def _spread(spread: PosteriorSpread, shown: bool = True) -> SpreadPart:
    names = ("mean", "sd", "p10", "p50", "p90")
    return SpreadPart(**{name: getattr(spread, name) if shown else None for name in names})


def _statistics(row: Statistics, shown: bool) -> SpreadPart:
    p10, p50, p90 = (row.percentiles[p].value for p in (10, 50, 90))
    return _spread(PosteriorSpread(row.mean.value, row.sd.value, p10, p50, p90), shown)


def _input(change: InputChange, update: Update) -> InputPart:
    item, trusted = update.before.model.input(change.name), update.diagnostics.trusted
    return InputPart(
        label=item.spec.label, unit=item.unit.text, before=_spread(change.before),
        after=_spread(change.after, trusted),
        likely_before=change.likely_before, likely_after=change.likely_after if trusted else None,
        spread_gone=change.gone if trusted else None, settled=change.settled,
        by=[
            ShareOfPart(
                name=datum.response.name, first_month=_month(datum.response.months, 0),
                last_month=_month(datum.response.months, 1), share=share,
            )
            for datum, share in change.by
        ],
        value=change.value if trusted else "", grade=update.model.input(change.name).spec.grade,
    )  # fmt: skip


def _month(months: tuple[int, int] | None, end: int) -> int | None:
    return None if months is None else months[end]


def _figure(each: Forecast, update: Update) -> FigurePart:
    datum = each.datum
    response, trials = datum.response, datum.n > 0
    return FigurePart(
        name=response.name, label=update.model.labels[response.name], unit=response.unit,
        **figure_fields(response.months, datum.hits, datum.n, len(datum.rows)),
        value=datum.value / response.scale, error=None if trials else datum.error / response.scale,
        forecast={"p1": each.p1, "p10": each.p10, "p50": each.p50, "p90": each.p90, "p99": each.p99},
        place=each.place, surprising=each.surprising, after=_spread(each.after, update.diagnostics.trusted),
        sentence=surprise_sentence(each, update) if each.surprising else "",
    )  # fmt: skip


def _diagnostics(update: Update) -> DiagnosticsPart:
    diagnostics = update.diagnostics
    return DiagnosticsPart(
        **asdict(diagnostics), trusted=diagnostics.trusted, problems=list(diagnostics.problems),
        words=[*method_sentences(diagnostics), *problem_sentences(diagnostics)],
    )  # fmt: skip
