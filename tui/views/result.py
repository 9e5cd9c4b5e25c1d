"""A run in the terminal: the business case as a CFO reads it."""

from __future__ import annotations

import math
from calendar import month_name
from collections.abc import Iterable

from rich.box import ROUNDED
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cases.estimate import Settings
from exports.facts import provenance, stated_rows
from exports.figures import why_three_figures
from exports.formats import band, chance, figure, quantity, spread, table_scale
from roi import Model, Run, __version__
from roi.case import Header
from roi.sim.cuts import Cut
from roi.sim.metrics import METRICS
from roi.sim.summary import Statistics, Summary
from roi.sim.table import FinanceTable, Row
from tui.views.style import box, heading, signed

_SHOWN = (10, 50, 90)
WIDE = 110  # columns
_LABEL, _SHORTEST, _MONEY, _GAP = 22, 12, 9, 2  # columns of a label, at least, of an amount, and between
_CUT_LABEL = {"cash": "cash only", "headline": "cash + capacity", "soft": "with soft benefits"}


def show_result(console: Console, run: Run, settings: Settings, *, include_soft: bool) -> None:
    """Print the whole business case."""
    summary = run.summary()
    cut: Cut = "soft" if include_soft else "headline"
    console.print(title(run, settings))
    if summary.undefined_because:
        console.print(Text(f"Undefined: {summary.undefined_because}.", style="yellow"))
    console.print(metrics_table(run, summary, cut))
    for line in readings(run, summary, cut):
        console.print(line)
    console.print()
    console.print(
        finance_table(run.model, summary.plan_table, include_soft=include_soft, width=console.width)
    )
    if summary.fiscal_table is not None:
        console.print(
            finance_table(run.model, summary.fiscal_table, include_soft=include_soft, width=console.width)
        )
    shown = shown_table(run)
    if shown is not None:
        console.print(shown)
    for line in footnotes(run, summary):
        console.print(line)


def title(run: Run, settings: Settings) -> Panel:
    """What was run, for whom."""
    model = run.model
    header = model.case.header
    parts = [f"preset {model.preset}", f"{model.horizon} months", model.currency]
    if model.option:
        parts.insert(1, f"option {model.option}")
    lines = [Text(header.summary)] if header.summary else []
    if header.headline:
        lines.append(Text.assemble(("Claimed   ", "bold"), header.headline))
    if header.evidence:
        lines.append(Text.assemble(("Evidence  ", "bold"), header.evidence))
    if settings.prospect or settings.prepared_by:
        people = [f"for {settings.prospect}"] if settings.prospect else []
        people += [f"by {settings.prepared_by}"] if settings.prepared_by else []
        lines.append(Text(", ".join(people)))
    return Panel(
        Group(*lines),
        title=Text(header.title, style="bold"),
        subtitle=Text(" · ".join(parts)),
        box=ROUNDED,
        title_align="left",
        subtitle_align="left",
    )


def metrics_table(run: Run, summary: Summary, cut: Cut) -> Table:
    """Plan, mean and percentiles of each metric, the cash cut below each figure it changes."""
    currency = run.model.currency
    text = f"Business case ({_CUT_LABEL[cut]}), {currency}"
    table = Table(box=box(), title=heading(text), title_justify="left", padding=(0, 1, 0, 0))
    table.add_column("", min_width=_LABEL)
    for column in ("Plan", "Mean", *(f"P{p}" for p in _SHOWN), "P50 ±"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, row in METRICS.items():
        if row.needs_costs and run.model.unstated:
            continue  # said once above the table, not in every cell
        headline, cash = summary.metrics[cut][name], summary.metrics["cash"][name]
        label = (
            row.label + (", months" if row.unit == "months" else "") + (" (cash)" if row.cash_only else "")
        )
        table.add_row(label, *_cells(headline, row.unit, currency))
        if name in ("npv", "roi", "irr", "payback_months") and cash != headline:
            table.add_row(Text("  cash only", style="dim"), *_cells(cash, row.unit, currency))
    return table


def _cells(found: Statistics, unit: str, currency: str) -> list[Text]:
    values = [found.base, found.mean.value, *(found.percentiles[p].value for p in _SHOWN)]
    cells = [signed(_bare(figure(value, unit, currency), currency), value) for value in values]  # type: ignore[arg-type]
    if math.isnan(found.mean.value) and not math.isnan(found.base):
        cells[1] = Text("–", style="dim")  # months that may be `never`, and IRR, have no mean
    _, plus_minus, error = band(found.percentiles[50], unit, currency).partition(" ± ")  # type: ignore[arg-type]
    cells.append(Text(_bare(error, currency) if plus_minus else "–", style="dim"))
    return cells


def _bare(text: str, currency: str) -> str:
    """The figure without the unit that stands in the heading or the label."""
    return text.removeprefix(f"{currency} ").removesuffix(" months")


def readings(run: Run, summary: Summary, cut: Cut) -> Iterable[Text]:
    """Probabilities and the sentence on plan, mean and median."""
    if run.model.unstated:
        return
    odds, cash = summary.probability[cut], summary.probability["cash"]
    horizon = run.model.horizon
    yield Text.assemble(
        ("Chance of NPV above zero ", "bold"), chance(odds["npv_positive"]),
        f"; cash only {chance(cash['npv_positive'])}",
    )  # fmt: skip
    within = [("12 months", "payback_within_12"), ("24", "payback_within_24")]
    within = [pair for pair in within if int(pair[0].split()[0]) < horizon]
    paid = ", ".join(f"{text}: {chance(odds[name])}" for text, name in within)
    last = chance(odds["payback_within_horizon"])
    yield Text.assemble(("Chance of payback within ", "bold"), f"{paid}; {horizon}: {last}")
    npv = summary.metrics[cut]["npv"]
    currency = run.model.currency
    low, high = npv.percentiles[10].value, npv.percentiles[90].value
    yield Text.assemble(
        ("NPV ", "bold"), f"eight in ten draws lie from {spread(low, high, 'money', currency)}; "
        f"the worst tenth averages {band(summary.shortfall[cut], 'money', currency)}",
    )  # fmt: skip
    yield Text(three_figures(run, summary, cut))


def three_figures(run: Run, summary: Summary, cut: Cut) -> str:
    """Plan, mean and median, and why they differ."""
    npv, currency = summary.metrics[cut]["npv"], run.model.currency
    values = (("plan", npv.base), ("mean", npv.mean.value), ("P50", npv.percentiles[50].value))
    told = ", ".join(f"{name} {figure(value, 'money', currency)}" for name, value in values)
    return f"Three different numbers: {told}. {why_three_figures(run)}"


def _fiscal(header: Header) -> str:
    begins = "" if header.fiscal_month == 1 else f" from {month_name[header.fiscal_month]}"
    return f"fiscal year{begins}, month 1 is {header.start}"


def finance_table(model: Model, found: FinanceTable, *, include_soft: bool, width: int = WIDE) -> Table:
    """Initial / Year 1 … / Total / Present value of the plan; years that do not fit are summed as Later."""
    scale = table_scale(value for row in stated_rows(found, model) for value in (*row.by_year, row.total))
    years = "year" if found.columns[0] == "Initial" else _fiscal(model.case.header)
    title_text = f"Plan by {years}, {scale.heading(model.currency)}"
    table = Table(box=box(), title=heading(title_text), title_justify="left", padding=(0, 1, 0, 0))
    shown = min(len(found.columns), max(2, (width - _LABEL - 2 * _MONEY) // _MONEY))
    folded = len(found.columns) > shown
    # Where two columns and their totals leave no such room, labels take more lines: figures are never cut.
    table.add_column("", min_width=min(_LABEL, max(_SHORTEST, width - (shown + 2) * (_MONEY + _GAP))))
    columns = [*found.columns[: shown - folded], *(["Later"] if folded else [])]
    for column in (*columns, "Total", "PV"):
        table.add_column(column, justify="right", no_wrap=True)
    hidden = {(True, "net_with_soft"), (True, "benefits_with_soft")} if not include_soft else set()
    previous = ""
    for row in stated_rows(found, model):
        if row.key in hidden or (row.detail == "soft" and not include_soft and not row.total):
            continue
        section = "net" if row.role == "total" and "net" in row.id.split("_") else row.role
        if previous and section != previous:
            table.add_section()
        previous = section
        kept = row.by_year[: shown - folded]
        later = [sum(row.by_year[shown - folded :])] if folded else []
        values = (*kept, *later, row.total, row.present_value)
        cells = [signed(scale.text(value), value) for value in values]
        table.add_row(_row_label(row), *cells, style="bold" if row.role == "total" else "")
    return table


def _row_label(row: Row) -> Text:
    label = Text(row.label)
    if row.detail:
        label.append(f"  {row.detail}", style="dim")
    if not row.counted:
        label.append("  alternative, not added", style="dim italic")
    return label


def shown_table(run: Run) -> Table | None:
    """Intermediate figures worth showing beside the money, mean over draws and months of a year."""
    model = run.model
    lines = [line for line in model.lines if line.spec.show]
    if not lines:
        return None
    table = Table(box=box(), title=heading("Behind the money, mean over draws"), title_justify="left")
    table.add_column("")
    starts = range(1, model.horizon + 1, 12)
    for year in range(len(starts)):
        table.add_column(f"Year {year + 1}", justify="right", no_wrap=True)
    for line in lines:
        values = run.means["value", line.id] / line.unit.scale
        cells = [quantity(_rounded(float(values[s : s + 12].mean())), line.unit.text) for s in starts]
        table.add_row(line.spec.label, *cells)
    return table


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def footnotes(run: Run, summary: Summary) -> Iterable[Text]:
    """Changes, blanks, risks not priced, repairs, and how it was made."""
    model = run.model
    for item in model.inputs:
        if item.layer == "preset" and item.spec.grade == "implied":
            shown = quantity(_rounded(item.shown(item.likely)), item.unit.text)
            note = f": {item.spec.note}" if item.spec.note else ""
            yield Text(f"It had to assume {item.spec.label} = {shown} (implied){note}", style="magenta")
        if item.layer in ("estimate", "set", "option"):
            source = f", {'; '.join(item.spec.source)}" if item.spec.source else ""
            said = "; ".join(part for part in (provenance(item.override), item.spec.note) if part)
            note = f". {said}" if said else ""
            yield Text(
                f"Changed: {item.spec.label} = {item.spec.value} ({item.spec.grade}{source}){note}",
                style="cyan",
            )
    if summary.blank_classes:
        yield Text(f"No cost of these classes: {', '.join(summary.blank_classes)}.", style="yellow")
    for repair in run.repairs:
        yield Text(
            f"Contradictory correlation {repair.a} – {repair.b}: {repair.asked:+.2f} asked, "
            f"{repair.used:+.2f} used.",
            style="yellow",
        )
    for risk in model.case.risks:
        yield Text(f"Not priced: {risk.text}", style="dim")
    weak = sum(item.spec.grade in ("judgement", "vendor", "implied", "seller") for item in model.inputs)
    sampling = run.prepared.sampling
    engine = "" if run.engine == "arrays" else f", {run.engine} engine"
    yield Text(
        f"{weak} of {len(model.inputs)} inputs rest on judgement, a vendor or the seller. "
        f"{run.draws_used:,} draws ({sampling.sampler}, seed {sampling.seed}{engine}); ± is half the 95 % interval "
        f"of the sampling error; roi {__version__}.",
        style="dim",
    )
