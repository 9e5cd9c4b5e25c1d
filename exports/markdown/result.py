"""A run on one or two pages of Markdown, to paste where a manager reads it."""

from __future__ import annotations

from collections.abc import Sequence

import roi
from exports.markdown.claims import claims_section
from exports.markdown.costs import cost_section
from exports.markdown.decision import decision_sections
from exports.markdown.plan import after_tax_section, quarter_section, realisation_section
from exports.markdown.syntax import (
    Markdown,
    bold,
    bullets,
    cell,
    code,
    document,
    escape,
    link,
    sentence,
    table,
)
from exports.story.contents import PLAIN_REQUEST, DocumentRequest
from exports.voice.certainty import certainty_sentences
from exports.voice.figures import figure_rows, plan_value, three_figures, why_three_figures
from exports.voice.finance import ROUNDED, settings_of_money, short_year
from exports.voice.formats import money, number, share
from exports.voice.model_facts import (
    changed_inputs,
    option_title,
    preset_title,
    provenance,
    region_title,
    sources_of,
    stated_rows,
)
from exports.voice.scales import money_scale
from exports.voice.since import Older, changes_since, figures_since
from exports.voice.today import today_table
from exports.voice.wording import grade_word, value_text, years_sentence
from roi.analysis.certainty import CertaintyEquivalent
from roi.analysis.verdict import Verdict, assess
from roi.answers import tally
from roi.case import Source
from roi.model import Model
from roi.notation import written_day
from roi.sim.cuts import CASH, HEADLINE, SOFT, Cut
from roi.sim.remarks import remarks_on
from roi.sim.summary import Summary
from roi.sim.table import Row

MOST_CHANGES = 15  # inputs listed before the rest is only counted
_SOFT_SUMS = ((True, SOFT.benefits.id), (True, SOFT.net.id))
_LAYERS = ("set", "estimate", "observed", "preset", "option", "region")  # whose changes are listed first


def result_markdown(run: roi.Run, contents: DocumentRequest = PLAIN_REQUEST) -> str:
    """What a run says, for people.

    Args:
        run: a simulated case.
        contents: what stands beside it: of its cut, with the cash cut beside.

    Returns:
        CommonMark with tables (GitHub's), ending in a line break.
    """
    cut, summary = contents.cut, run.summary()
    judged = contents.verdict or assess(run, summary, cut)
    costs = contents.alternatives.costs if contents.alternatives else None
    sections = (
        _opening(run, contents.notes),
        *decision_sections(judged, run.draws_used, today_table(run, cut)),
        _figures(run, summary, cut),
        _certainty(contents.certainty, run.model.currency),
        _money(run, summary),
        [] if costs is None else cost_section(costs),
        quarter_section(run.model, summary) if contents.by_quarter else [],
        after_tax_section(run.model, summary),
        _volumes(run),
        realisation_section(run) if contents.with_plan else [],
        _luck(run),
        _changes(run.model),
        _since(contents.older, run.model, judged),
        _gaps(run, summary),
        claims_section(contents.claims),
        _settings(run, contents.draws_asked),
    )
    blocks = [block for section in sections for block in section]
    return document(run.model.case.header.title, blocks, contents.brand)


def _opening(run: roi.Run, notes: Sequence[str]) -> list[str]:
    header = run.model.case.header
    blocks: list[str] = [escape(header.summary)] if header.summary else []
    if notes:
        blocks.append(bullets(escape(note) for note in notes))
    return blocks


def _settings(run: roi.Run, draws_asked: int | None) -> list[str]:
    model, sampling = run.model, run.prepared.sampling
    option = (
        "as the case stands" if model.option is None else f"{escape(option_title(model))} (`{model.option}`)"
    )
    text = "" if draws_asked in (None, run.draws_used) else f" ({number(draws_asked)} asked for)"
    region = f"Region: {escape(region_title(model))} (`{model.region}`). " if model.place else ""
    settings = (
        f"Preset: {escape(preset_title(model))} (`{model.preset}`). Option: {option}. {region}"
        f"{settings_of_money(model)}",
        f"{number(run.draws_used)} draws{text}, seed {sampling.seed}, sampler {sampling.sampler}; "
        f"roi {roi.__version__}, case `{model.case.id}` {model.case.digest[:12]}.",
    )
    listed = "\n".join(f"{line}  " for line in settings).rstrip()
    return ["## How it was worked out", listed]


def _figures(run: roi.Run, summary: Summary, cut: Cut) -> list[str]:
    blocks = ["## All figures"]
    if summary.undefined_because:
        blocks.append(bold(sentence(summary.undefined_because)))
    cuts = [cut] if cut == CASH else [cut, CASH]
    rows = [
        [bold(text) if row.strong else text for text in (row.label, *row.cells)]
        for row in figure_rows(run.model, summary, cuts)
    ]
    blocks.append(table(["", *(at.heading for at in cuts)], rows))
    if not run.model.unstated:
        blocks.append(
            "± is half the 95 % interval of the sampling error, which more draws would narrow; "
            "P10 to P90 is the uncertainty of the case itself, which they would not."
        )
        why = " ".join((three_figures(run, summary, cut), why_three_figures(run, cut))).strip()
        blocks.append(escape(why))
    return blocks


def _certainty(equivalent: CertaintyEquivalent | None, currency: str) -> list[str]:
    if equivalent is None:
        return []
    return ["## Certainty equivalent", escape(" ".join(certainty_sentences(equivalent, currency)))]


def _money(run: roi.Run, summary: Summary) -> list[str]:
    model = run.model
    plan = stated_rows(summary.plan_table, model)
    means = {row.key: row for row in stated_rows(summary.mean_table, model)}
    shown = [row for row in plan if _has_money(row) or _has_money(means[row.key])]
    if summary.metrics[SOFT]["pv_benefits"] == summary.metrics[HEADLINE]["pv_benefits"]:
        shown = [row for row in shown if row.key not in _SOFT_SUMS]
    money = [
        v for row in shown for v in (*row.by_year, row.total, row.present_value, means[row.key].present_value)
    ]
    scale = money_scale(money)
    head = ["", *summary.plan_table.columns, "Total", "Present value", "Mean PV"]
    rows = [
        [
            _row_label(row),
            *(_emphasised(row, scale.text(value)) for value in (*row.by_year, row.total, row.present_value)),
            _emphasised(row, scale.text(means[row.key].present_value)),
        ]
        for row in shown
    ]
    return [
        "## Money by year",
        f"{scale.heading(model.currency)}, the plan; the last column is the mean over all draws. "
        f"Lines that are nothing in both are left out. {ROUNDED} {short_year(model.horizon)}".rstrip(),
        table(head, rows),
    ]


def _has_money(row: Row) -> bool:
    return row.role == "total" or any((*row.by_year, row.present_value))


def _row_label(row: Row) -> str:
    label = _emphasised(row, cell(row.label))
    detail = row.detail if row.counted else f"{row.detail}; an alternative, not added"
    return Markdown(f"{label} ({cell(detail)})") if detail else label


def _emphasised(row: Row, text: str) -> str:
    return bold(text) if row.role == "total" else text


def _volumes(run: roi.Run) -> list[str]:
    """Lines that a case wants seen beside the money, such as hours and full-time equivalents."""
    lines = [line for line in run.model.lines if line.spec.show]
    if not lines:
        return []
    years = range(12, run.model.horizon + 12, 12)
    head = ["Plan, last month of each year", "Unit", *(f"Year {k + 1}" for k in range(len(years)))]
    rows = []
    for line in lines:
        values = run.plan.values[line.id] / line.unit.scale
        cells = (number(float(values[min(month, run.model.horizon)])) for month in years)
        rows.append([line.spec.label, line.unit.text, *cells])
    return ["## What is behind it", table(head, rows, figures_from=2)]


def _luck(run: roi.Run) -> list[str]:
    years = years_sentence(run.model)
    if not (run.off_plan or years):
        return []
    items = [
        f"{escape(run.model.labels[name])}: {plan_value(run, name)} in the plan, "
        + (f"otherwise in {share(part)} of draws." if part else "and in every draw.")
        for name, part in run.off_plan.items()
    ]
    if years:
        items.append(f"{escape(years)} In the plan each year is at its level.")
    return ["## What the plan assumes of luck", bullets(items)]


def _changes(model: Model) -> list[str]:
    changed = sorted(changed_inputs(model), key=lambda item: _LAYERS.index(item.layer))
    if not changed:
        return ["## Inputs changed", "None: every input has the case's own value."]
    count = tally(model)
    rows = [
        [
            item.spec.label,
            code(value_text(item)),
            item.unit.text,
            grade_word(item.spec.grade),
            ", ".join(item.spec.source) or item.spec.note or "none",
            provenance(item.override) or item.layer,
        ]
        for item in changed[:MOST_CHANGES]
    ]
    blocks = [
        "## Inputs changed",
        *([f"First questions: {count.words}."] if count.total else []),
        table(["Input", "Value", "Unit", "Grade", "Source", "By"], rows, figures_from=6),
    ]
    if len(changed) > MOST_CHANGES:
        blocks.append(f"And {len(changed) - MOST_CHANGES} more.")
    sources = sources_of(model, changed)
    if sources:
        blocks += ["Their sources:", bullets(_cited(source) for source in sources)]
    return blocks


def _since(older: Older | None, model: Model, judged: Verdict) -> list[str]:
    if older is None:
        return []
    changed = changes_since(older, model)
    rows = [[escape(part) for part in (each.label, each.was, each.now, each.by)] for each in changed]
    figures = [
        [escape(part) for part in (change.label, change.was, change.now)]
        for change in figures_since(older, judged.headline)
    ]
    head = ["Input or setting", "Was", "Is", "On whose word"]
    return [
        f"## Changes since {escape(older.file)}",
        *([bullets(escape(note) for note in older.notes)] if older.notes else []),
        table(head, rows, figures_from=4) if rows else "None: inputs and settings are those of that file.",
        table(["Figure", "Was", "Is"], figures),
    ]


def _cited(source: Source) -> str:
    year = "" if source.year is None else f", {source.year}"
    seen = "read" if source.seen == "primary" else "as quoted elsewhere,"
    address = f" {link(source.url)}" if source.url else ""
    return (
        f"{escape(source.id)}: {escape(source.title)}. {escape(source.publisher)}{year}, "
        f"{seen} {written_day(source.date)}.{address}"
    )


def _soft(run: roi.Run, summary: Summary) -> list[str]:
    """What soft benefits are worth that no headline counts, where there are some."""
    rows = summary.mean_table.rows
    worth = sum(
        row.present_value for row in rows if row.role == "benefit" and row.detail == "soft" and row.counted
    )
    return [f"Soft benefits, {money(worth, run.model.currency)} in expected present value."] if worth else []


def _gaps(run: roi.Run, summary: Summary) -> list[str]:
    """What the figures leave out: cost classes, harms without a base, contradictions mended."""
    items = []
    if run.model.unstated:
        items.append(f"Cost classes that the preset does not state: {', '.join(run.model.unstated)}.")
    if summary.blank_classes:
        items.append(f"Cost classes for which the case has no line: {', '.join(summary.blank_classes)}.")
    items += _soft(run, summary)
    items += [f"Not priced: {escape(risk.text)}" for risk in run.model.risks]
    items += [escape(remark) for remark in remarks_on(run)]
    return ["## What the figures leave out", bullets(items)] if items else []
