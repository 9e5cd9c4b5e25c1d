"""A run on one or two pages of Markdown, to paste where a manager reads it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import roi
from exports.document import Claims
from exports.facts import changed_inputs, option_title, preset_title, sources_of, stated_rows
from exports.formats import (
    band,
    chance,
    figure,
    number,
    quantity,
    share,
    spread,
    table_scale,
)
from roi.case import DISCOUNT_RATE, Source
from roi.model import Model
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.metrics import METRICS
from roi.sim.summary import Statistics, Summary
from roi.sim.table import Row

CUT_LABELS: dict[Cut, str] = {
    "cash": "Cash only",
    "headline": "Headline (cash + capacity)",
    "soft": "With soft benefits",
}
MOST_CHANGES = 15  # inputs listed before the rest is only counted
_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|"} | {"\n": " ", "\r": " "})

Cells = Sequence[str]


def result_markdown(
    run: roi.Run, *, claims: Claims = (), notes: Sequence[str] = (), cut: Cut = HEADLINE
) -> str:
    """What a run says, for people.

    Args:
        run: a simulated case.
        claims: audited claims, each with the keys of `exports.parts.Claim`.
        notes: remarks to show under the title.
        cut: which benefits count; the cash cut stands beside it.

    Returns:
        CommonMark with tables (GitHub's), ending in a line break.
    """
    summary = run.summary()
    sections = (
        _title(run, notes),
        _figures(run, summary, cut),
        _money(run, summary),
        _volumes(run),
        _luck(run),
        _changes(run.model),
        _gaps(run, summary),
        _claims(claims),
    )
    return "\n\n".join(block for section in sections for block in section) + "\n"


def escape(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return text.translate(_SPECIAL)


def _table(head: Cells, rows: Iterable[Cells], figures_from: int = 1) -> str:
    """A table whose columns from `figures_from` on are set flush right; cells are Markdown."""
    rule = ["---" if column < figures_from else "---:" for column in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _title(run: roi.Run, notes: Sequence[str]) -> list[str]:
    model, sampling = run.model, run.prepared.sampling
    header = model.case.header
    option = "as the case stands" if model.option is None else f"{option_title(model)} (`{model.option}`)"
    rate = model.input(DISCOUNT_RATE)
    settings = (
        f"Preset: {escape(preset_title(model))} (`{model.preset}`). Option: {option}. "
        f"{model.horizon} months; money in {model.currency}, "
        f"discounted at {quantity(rate.shown(rate.likely), rate.unit.text)} ({header.discounting}).",
        f"{run.draws_used:,} draws, seed {sampling.seed}, sampler {sampling.sampler}; "
        f"roi {roi.__version__}, case `{model.case.id}` {model.case.digest[:12]}.",
    )
    found = [f"# {escape(header.title)}"]
    if header.summary:
        found.append(escape(header.summary))
    found.append("\n".join(f"{line}  " for line in settings).rstrip())
    if notes:
        found.append(_bullets(escape(note) for note in notes))
    return found


def _figures(run: roi.Run, summary: Summary, cut: Cut) -> list[str]:
    found = ["## Result"]
    if summary.undefined_because:
        found.append(f"**{_sentence(escape(summary.undefined_because))}**")
    cuts: list[Cut] = [cut] if cut == "cash" else [cut, "cash"]
    rows = _rows_of_cuts(run.model, summary, cuts)
    found.append(_table(["", *(CUT_LABELS[at] for at in cuts)], rows))
    if not run.model.unstated:
        found.append(
            "± is half the 95 % interval of the sampling error, which more draws would narrow; "
            "P10 to P90 is the uncertainty of the case itself, which they would not."
        )
        found.append(_why_three(run))
    return found


def _rows_of_cuts(model: Model, summary: Summary, cuts: Sequence[Cut]) -> list[Cells]:
    """Every figure, a cell a cut; what is the same in all cuts by definition is shown once."""

    def row(label: str, texts: Sequence[str], once: bool = False) -> Cells:
        return [label, *texts] if not once else [label, texts[0], *([""] * (len(texts) - 1))]

    def metric(name: str) -> list[Statistics]:
        return [summary.metrics[at][name] for at in cuts]

    def odds(name: str) -> list[str]:
        return [chance(summary.probability[at][name]) for at in cuts]

    money = model.currency
    npv = metric("npv")
    rows = [
        row("**NPV, plan**", [f"**{figure(found.base, 'money', money)}**" for found in npv]),
        row("**NPV, mean**", [f"**{band(found.mean, 'money', money)}**" for found in npv]),
        row("**NPV, P50**", [f"**{band(found.percentiles[50], 'money', money)}**" for found in npv]),
        row("NPV, P10 to P90", [_range(found, "npv", money) for found in npv]),
        row("Chance of NPV > 0", odds("npv_positive")),
        row("Mean NPV of the worst tenth", [band(summary.shortfall[at], "money", money) for at in cuts]),
    ]
    for name in ("roi", "irr", "payback_months"):
        rows.append(row(f"{_label(name)}, plan", [_figure(found, name, money) for found in metric(name)]))
        rows.append(row(f"{_label(name)}, P50 (P10 to P90)", [_middle(f, name, money) for f in metric(name)]))
    within = [f"within {months} months" for months in (24, model.horizon)]
    rows.append(row(f"Chance of payback {within[0]}", odds("payback_within_24")))
    if model.horizon != 24:
        rows.append(row(f"Chance of payback {within[1]}", odds("payback_within_horizon")))
    for name in ("peak_funding", "first_year_net", "pv_costs"):
        note = ", cash cut" if METRICS[name].cash_only else ""
        label = f"{_label(name)}{note}, P50 (P10 to P90)"
        rows.append(row(label, [_middle(found, name, money) for found in metric(name)], once=True))
    rows.append(
        row("Cost of a month's delay, mean", [band(f.mean, "money", money) for f in metric("delay_cost")])
    )
    return rows


def _label(name: str) -> str:
    return {"roi": "ROI", "irr": "IRR"}.get(name, METRICS[name].label)


def _figure(found: Statistics, name: str, currency: str) -> str:
    return figure(found.base, METRICS[name].unit, currency)


def _middle(found: Statistics, name: str, currency: str) -> str:
    """`P50 ± band (P10 to P90)`, or why there is none."""
    if found.undefined == 1:
        return "undefined"
    if math.isnan(found.percentiles[50].value):
        return f"withheld: undefined in {share(found.undefined)} of draws"
    middle = band(found.percentiles[50], METRICS[name].unit, currency)
    return f"{middle} ({_range(found, name, currency)})"


def _range(found: Statistics, name: str, currency: str) -> str:
    return spread(found.percentiles[10].value, found.percentiles[90].value, METRICS[name].unit, currency)


def _why_three(run: roi.Run) -> str:
    luck = _assumed(run)
    assumes = f" and assumes that {luck}" if luck else ""
    return (
        f"**Why three figures.** The plan takes every input at its likely value{assumes}; the mean averages all "
        "draws, in which ranges are lopsided, factors multiply and luck turns; P50 is the draw that half of "
        "the others stay below. They differ because the result of average inputs is not the average result "
        "(the flaw of averages)."
    )


def _assumed(run: roi.Run) -> str:
    """What the plan takes of luck, in half a sentence."""
    off = [name for name, part in run.off_plan.items() if part > 0]
    return " and ".join(f"“{escape(run.model.labels[name])}” is {_plan_value(run, name)}" for name in off)


def _plan_value(run: roi.Run, name: str) -> str:
    line = run.model.line(name)
    return quantity(float(run.plan.values[name][-1]) / line.unit.scale, line.unit.text)


def _money(run: roi.Run, summary: Summary) -> list[str]:
    model = run.model
    plan = stated_rows(summary.plan_table, model)
    means = {row.id: row for row in stated_rows(summary.mean_table, model)}
    shown = [row for row in plan if not _empty(row) or not _empty(means[row.id])]
    money = [
        v for row in shown for v in (*row.by_year, row.total, row.present_value, means[row.id].present_value)
    ]
    scale = table_scale(money)
    head = ["", *summary.plan_table.columns, "Total", "Present value", "Mean PV"]
    rows = [
        [
            _row_label(row),
            *(_emphasised(row, scale.text(value)) for value in (*row.by_year, row.total, row.present_value)),
            _emphasised(row, scale.text(means[row.id].present_value)),
        ]
        for row in shown
    ]
    return [
        "## Money by year",
        f"{scale.heading(model.currency)}, the plan; the last column is the mean over all draws. "
        "Lines that are nothing in both are left out.",
        _table(head, rows),
    ]


def _empty(row: Row) -> bool:
    return row.role != "total" and not any((*row.by_year, row.present_value))


def _row_label(row: Row) -> str:
    label = _emphasised(row, escape(row.label))
    detail = row.detail if row.counted else f"{row.detail}; an alternative, not added"
    return f"{label} ({detail})" if detail else label


def _emphasised(row: Row, text: str) -> str:
    return f"**{text}**" if row.role == "total" else text


def _volumes(run: roi.Run) -> list[str]:
    """Lines that a case wants seen beside the money, such as hours and full-time equivalents."""
    lines = [line for line in run.model.lines if line.spec.show]
    if not lines:
        return []
    years = range(12, run.model.horizon + 12, 12)
    head = ["Plan, last month of the year", *(f"Year {k + 1}" for k in range(len(years))), "unit"]
    rows = []
    for line in lines:
        values = run.plan.values[line.id] / line.unit.scale
        cells = (number(float(values[min(month, run.model.horizon)])) for month in years)
        rows.append([escape(line.spec.label), *cells, escape(line.unit.text)])
    return ["## What is behind it", _table(head, rows)]


def _luck(run: roi.Run) -> list[str]:
    if not run.off_plan:
        return []
    items = (
        f"{escape(run.model.labels[name])}: {_plan_value(run, name)} in the plan, "
        + (f"otherwise in {share(part)} of draws." if part else "and in every draw.")
        for name, part in run.off_plan.items()
    )
    return ["## What the plan assumes of luck", _bullets(items)]


def _changes(model: Model) -> list[str]:
    changed = changed_inputs(model)
    if not changed:
        return ["## Inputs changed", "None: every input has the case's own value."]
    rows = [
        [
            escape(item.spec.label),
            f"`{item.spec.value.replace('|', '/')}`",
            escape(item.unit.text),
            item.spec.grade,
            escape(", ".join(item.spec.source)) or "none",
            item.layer,
        ]
        for item in changed[:MOST_CHANGES]
    ]
    found = ["## Inputs changed", _table(["Input", "Value", "Unit", "Grade", "Source", "By"], rows, 6)]
    if len(changed) > MOST_CHANGES:
        found.append(f"And {len(changed) - MOST_CHANGES} more.")
    sources = sources_of(model, changed)
    if sources:
        found += ["Their sources:", _bullets(_cited(source) for source in sources)]
    return found


def _cited(source: Source) -> str:
    year = "" if source.year is None else f", {source.year}"
    seen = "read" if source.seen == "primary" else "as quoted elsewhere,"
    address = f" <{source.url}>" if source.url else ""
    return (
        f"{escape(source.id)}: {escape(source.title)}. {escape(source.publisher)}{year}, "
        f"{seen} {source.date.isoformat()}.{address}"
    )


def _gaps(run: roi.Run, summary: Summary) -> list[str]:
    """What the figures leave out: cost classes, harms without a base, contradictions mended."""
    items = []
    if run.model.unstated:
        items.append(f"Cost classes that the preset does not state: {', '.join(run.model.unstated)}.")
    if summary.blank_classes:
        items.append(f"Cost classes for which the case has no line: {', '.join(summary.blank_classes)}.")
    items += [f"Not priced: {escape(risk.text)}" for risk in run.model.case.risks]
    items += [
        f"The correlations of the case contradict each other: {escape(repair.a)} with {escape(repair.b)} was "
        f"moved from {number(repair.asked)} to {number(repair.used)}."
        for repair in run.repairs
    ]
    return ["## What the figures leave out", _bullets(items)] if items else []


def _claims(claims: Claims) -> list[str]:
    if not claims:
        return []
    rows = []
    for claim in claims:
        unit = str(claim["unit"])
        figures = [_claimed(claim[key], unit) for key in ("stated", "computed")]
        why = escape(str(claim["why"]))
        rows.append([escape(str(claim["text"])), *figures, f"**{claim['verdict']}.** {why}"])
    return ["## Published figures, audited", _table(["Claim", "Stated", "Computed", "Verdict"], rows, 4)]


def _claimed(value: object, unit: str) -> str:
    return escape(quantity(value, unit)) if isinstance(value, (int, float)) else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
