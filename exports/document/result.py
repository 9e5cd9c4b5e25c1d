"""A run as a JSON document: every number unrounded, every gap named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import roi
from exports.document import measures, parts
from exports.document.claims import Claim
from exports.document.learning import Aside, Moved, aside_parts, moved_parts
from exports.document.part import Part, field
from exports.document.realisation import PlannedBenefit, realisation_parts
from exports.document.verdict import (
    CertaintyEquivalentPart,
    HeadlineFigures,
    TodayPart,
    VerdictPart,
    certainty_part,
    headline_part,
    today_part,
    verdict_part,
)
from exports.story.contents import PLAIN_REQUEST, DocumentRequest
from exports.voice.formats import State, state
from exports.voice.learning import learnt_or_set
from exports.voice.model_facts import (
    by_year,
    changed_inputs,
    option_title,
    preset_title,
    sources_of,
    stated_rows,
)
from exports.voice.origin import origin_of
from exports.voice.today import today_table
from roi.analysis.verdict import assess
from roi.answers import tally
from roi.model import Model, ModelInput, ModelLine
from roi.observed.realisation import realisation_plan
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.summary import Fan, Summary
from roi.sim.table import FinanceTable

SCHEMA_VERSION: Literal[2] = 2


class Result(Part):
    """A run of a business case: settings, base case, simulated metrics, tables, audited claims."""

    schema_version: Literal[2] = field("version of this schema")
    version: str = field("version of roi that made it")
    case: str = field("id of the case")
    title: str = field("title of the case")
    digest: str = field("SHA-256 of the content of the case")
    preset: str = field("named overrides; `evidence` has none")
    preset_title: str = field("what people call the preset")
    option: str | None = field("way to deploy; null is the case as it stands")
    option_title: str = field("what people call the option; empty without one")
    region: str | None = field("where it is deployed; null where the case is of no region")
    cut: Literal["cash", "headline", "with_soft"] = field(
        "which benefits count in the figures that have no cut of their own: cash, cash + capacity (headline), "
        "or soft ones too"
    )
    currency: str = field("ISO 4217 code of all money")
    draws: int = field("draws used: 16 replicates of equally many")
    draws_asked: int | None = field("draws asked for, before rounding up; null where not told")
    seed: int = field("the same seed gives the same numbers")
    sampler: str = field("sobol, lhs or random")
    horizon_months: int = field("months after the start")
    discounting: Literal["month-end", "year-end"] = field("when a flow is discounted")
    notes: list[str] = field("remarks, such as what has changed in the case since an estimate was saved")
    verdict: VerdictPart = field("what the estimate says to do")
    headline: HeadlineFigures = field("the first figures: of the draws, the plan below them")
    today: TodayPart | None = field("what is spent today and with it; null where not all costs are stated")
    answers: parts.Answers = field("who answers the case's first questions")
    overrides: list[parts.Override] = field("inputs that do not have the case's own value")
    moved: list[Moved] = field("inputs that answers to correlated facts have moved")
    aside: list[Aside] = field("answers that belong to another product than the one deployed")
    sources: list[parts.Source] = field("sources of `overrides`")
    base: parts.Base = field("metrics of the base case")
    metrics: parts.Metrics = field("metrics over all draws")
    probability: parts.Probability = field("probabilities over all draws")
    expected_shortfall: parts.EstimatedInCuts = field("mean net present value of the worst tenth of draws")
    certainty_equivalent: CertaintyEquivalentPart | None = field(
        "the sum for sure that is worth as much to somebody who dislikes risk; null without a risk tolerance"
    )
    realisation: list[PlannedBenefit] | None = field(
        "the benefit realisation plan: who answers for each benefit; null where it was not asked for"
    )
    lines: list[parts.Line] = field("every line by year, in the order in which they are worked out")
    table: parts.Tables = field("money by line and year")
    fan: parts.Fans | None = field("running undiscounted net by month; null where a cost class is not stated")
    chance: list[parts.Chance] = field("what the plan assumes of luck")
    correlations: list[parts.Correlation] = field("rank correlations between inputs")
    undefined_because: str = field(
        "why there is no net present value, ROI, IRR or payback; empty where there is"
    )
    remarks: list[str] = field("what a reader of the figures must know of them, in sentences")
    blank_cost_classes: list[str] = field("cost classes for which the case has no line")
    unstated_cost_classes: list[str] = field("cost classes that the preset does not state")
    risks: list[parts.Risk] = field("harms that are not priced")
    claims: list[Claim] = field("published figures, audited; empty where no audit was asked for")


def result_document(run: roi.Run, contents: DocumentRequest = PLAIN_REQUEST) -> dict[str, object]:
    """The documented JSON document of a run.

    Args:
        run: a simulated case.
        contents: what stands beside it; its cut counts in the figures, other cuts stand beside where they differ.

    Returns:
        Plain dicts, lists, strings and finite numbers: `json.dumps(…, allow_nan=False)` takes it, and
        `Result` describes it.
    """
    cut, model, summary = contents.cut, run.model, run.summary()
    verdict = contents.verdict or assess(run, summary, cut)
    overrides = changed_inputs(model)
    result = Result(
        **_settings(run),
        cut=cut.key,
        draws_asked=contents.draws_asked,
        notes=list(contents.notes),
        verdict=verdict_part(verdict, run.draws_used),
        headline=headline_part(verdict.headline),
        today=today_part(today_table(run, cut)),
        answers=parts.Answers.model_validate(tally(model)),
        overrides=[_override(model, item) for item in overrides],
        moved=moved_parts(model),
        aside=aside_parts(model),
        sources=[parts.Source.model_validate(source) for source in sources_of(model, overrides)],
        base=measures.base(summary, cut),
        metrics=measures.metrics(summary, cut, model.currency),
        probability=measures.probability(summary, cut),
        expected_shortfall=measures.expected_shortfall(summary, cut),
        certainty_equivalent=certainty_part(contents.certainty, model.currency) if contents.certainty else None,
        realisation=realisation_parts(realisation_plan(run)) if contents.with_plan else None,
        lines=[_line(run, line) for line in model.lines if line.spec.cost_class not in model.unstated],
        table=_tables(summary, model),
        fan=_fans(summary, model),
        chance=[_chance(run, name, off) for name, off in run.off_plan.items()],
        correlations=_correlations(run),
        undefined_because=summary.undefined_because,
        remarks=list(summary.remarks),
        blank_cost_classes=list(summary.blank_classes),
        unstated_cost_classes=list(model.unstated),
        risks=[parts.Risk.model_validate(risk) for risk in model.risks],
        claims=[Claim.model_validate(finding) for finding in contents.claims],
    )  # fmt: skip
    return result.model_dump(by_alias=True, exclude_unset=True)


def _settings(run: roi.Run) -> dict[str, Any]:
    """What was run."""
    model = run.model
    return origin_of(run) | {
        "schema_version": SCHEMA_VERSION,
        "preset_title": preset_title(model),
        "option": model.option,
        "option_title": option_title(model),
        "region": model.region,
        "discounting": model.case.header.discounting,
    }


def _line(run: roi.Run, line: ModelLine) -> parts.Line:
    money = line.spec.flow is not None
    if money:
        plan, mean = run.plan.payments[line.id], run.means["payment", line.id]
    else:
        plan = run.plan.values[line.id] / line.unit.scale
        mean = run.means["value", line.id] / line.unit.scale
    years = {"plan": by_year(plan, summed=money), "mean": by_year(mean, summed=money)}
    return parts.Line(
        id=line.id,
        label=line.spec.label,
        unit=line.unit.text,
        flow=line.spec.flow,
        kind=line.spec.kind,
        cost_class=line.spec.cost_class,
        counted=line.counted,
        by_year_is="sum of payments" if money else "mean of the months",
        by_year_unit=run.model.currency if money else line.unit.text,
        plan=list(years["plan"]),
        mean=list(years["mean"]),
        state={
            key: no_number for key, values in years.items() if (no_number := _first_state(values)) is not None
        },
    )


def _first_state(values: Sequence[float]) -> State | None:
    return next((no_number for value in values if (no_number := state(value, "ratio")) is not None), None)


def _tables(summary: Summary, model: Model) -> parts.Tables:
    return parts.Tables(
        plan=_table(summary.plan_table, model),
        mean=_table(summary.mean_table, model),
        fiscal=None if summary.fiscal_table is None else _table(summary.fiscal_table, model),
        quarters=_table(summary.quarter_table, model),
        after_tax=None if summary.after_tax_table is None else _table(summary.after_tax_table, model),
    )


def _table(table: FinanceTable, model: Model) -> parts.Table:
    rows = stated_rows(table, model)
    return parts.Table.model_validate({"basis": table.basis, "columns": table.columns, "rows": rows})


def _fans(summary: Summary, model: Model) -> parts.Fans | None:
    if model.unstated:
        return None
    return parts.Fans(cash=_fan(summary.fans[CASH]), headline=_fan(summary.fans[HEADLINE]))


def _fan(fan: Fan) -> parts.Fan:
    return parts.Fan(draws=fan.draws, **{f"p{at}": rows.tolist() for at, rows in fan.percentiles.items()})


def _chance(run: roi.Run, name: str, off_plan: float) -> parts.Chance:
    line = run.model.line(name)
    value = float(run.plan.values[name][-1]) / line.unit.scale
    return parts.Chance(id=name, label=line.spec.label, unit=line.unit.text, plan=value, off_plan=off_plan)


def _correlations(run: roi.Run) -> list[parts.Correlation]:
    moved = {frozenset((repair.a, repair.b)): repair.used for repair in run.repairs}
    varying = {item.id for item in run.model.inputs if not item.constant}
    return [
        parts.Correlation(
            between=list(pair.between),
            asked=pair.rank,
            used=moved.get(frozenset(pair.between), pair.rank),
            repaired=frozenset(pair.between) in moved,
            active=varying.issuperset(pair.between),
        )
        for pair in run.model.correlations
    ]


def _override(model: Model, item: ModelInput) -> parts.Override:
    spec, override = item.spec, item.override
    return parts.Override(
        id=item.id,
        label=spec.label,
        value=spec.value,
        unit=item.unit.text,
        likely=item.shown(item.likely),
        grade=spec.grade,
        source=list(spec.source),
        layer=item.layer,
        who=(override and override.who) or "evidence",
        by=override.by if override else "",
        date=f"{override.date}" if override and override.date else "",
        typed=override.typed if override else "",
        note=spec.note,
        told=learnt_or_set(model, item),
        product=spec.product,
        replaced=item.replaced.value if item.replaced else "",
    )
