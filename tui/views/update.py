"""An update by observations: what surprised, what moved, what it comes to, how far it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.formats import figure, number, with_unit
from exports.voice.update import (
    change_by,
    claim_sentence,
    figure_name,
    gone_text,
    headline_sentences,
    method_sentences,
    observed_text,
    place_text,
    problem_sentences,
    surprise_sentence,
)
from roi.observed.results import InputChange, Spread, Update
from roi.sim.metrics import METRICS
from roi.sim.summary import Statistics
from tui.views.style import VERDICT_STYLE, box, heading

_SHOWN = ("npv", "roi", "irr", "bcr", "payback_months", "pv_benefits", "pv_costs", "first_year_net")
NOT_SHOWN = "not to be trusted"


def update_parts(update: Update, top: int = 12) -> Iterator[RenderableType]:
    """All of it, surprises first."""
    found = update.diagnostics
    for sentence in problem_sentences(found):
        yield Text(sentence, style="red bold")
    if update.surprises:
        yield heading("Not expected (outside P1 to P99 of the forecast)")
        for forecast in update.surprises[:top]:
            yield Text(f"! {surprise_sentence(forecast, update)}", style="yellow")
        yield Text("")
    for sentence in headline_sentences(update):
        yield Text(sentence, style="bold")
    yield inputs_table(update, top)
    if len(update.inputs) > top:
        yield Text(f"{len(update.inputs) - top} more moved: --top {len(update.inputs)}.", style="dim")
    yield figures_table(update, top)
    if len(update.forecasts) > top:
        yield Text(f"{len(update.forecasts) - top} more figures: --top {len(update.forecasts)}.", style="dim")
    if found.trusted:
        yield metrics_table(update)
    claims = update.claims() if found.trusted else ()
    if claims:
        yield heading("The claims, on what was observed")
        for was, now in claims:
            text = claim_sentence(was.verdict, now.verdict, now.claim.text, now.why)
            yield Text(text, style=VERDICT_STYLE[now.verdict])
        yield Text("")
    for sentence in method_sentences(found):
        yield Text(sentence, style="dim")


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box(), pad_edge=False)
    table.add_column(heads[0], ratio=2, overflow="fold")
    for head in heads[1:-1]:
        table.add_column(head, justify="right")
    table.add_column(heads[-1], ratio=1, overflow="fold")
    return table


def inputs_table(update: Update, top: int) -> Table:
    """Each input before and after, and what did it."""
    table = _table("Inputs: P10 – P50 – P90", "", "Before", "After", "Spread gone", "Told most by")
    model, trusted = update.before.model, update.diagnostics.trusted
    for change in update.inputs[:top]:
        item = model.input(change.name)
        table.add_row(
            f"{item.spec.label}, {item.unit.text}" if item.unit.text != "–" else item.spec.label,
            _band(change.before),
            _after(change) if trusted else NOT_SHOWN,
            gone_text(change) if trusted else "",
            change_by(change, update),
        )
    return table


def _after(change: InputChange) -> str:
    return number(change.after.p50) if change.after.sd == 0 else _band(change.after)


def _band(spread: Spread) -> str:
    return " – ".join(number(_short(value)) for value in (spread.p10, spread.p50, spread.p90))


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def figures_table(update: Update, top: int) -> Table:
    """What was observed beside what was forecast."""
    table = _table("Observed", "", "Observed", "Forecast P10 – P50 – P90", "Lies at", "Now P50")
    for each in update.forecasts[:top]:
        now = with_unit(number(_short(each.after.p50)), "") if update.diagnostics.trusted else NOT_SHOWN
        table.add_row(
            figure_name(each.datum.response, update),
            observed_text(each.datum),
            " – ".join(number(_short(value)) for value in (each.p10, each.p50, each.p90)),
            Text(place_text(each), style="yellow" if each.surprising else ""),
            now,
        )
    return table


def metrics_table(update: Update) -> Table:
    """The metrics before and after."""
    table = _table("Business case (cash + capacity)", "", "Mean", "P10", "P50", "P90", "")
    currency, unstated = update.model.currency, update.model.unstated
    for name in _SHOWN:
        row = METRICS[name]
        if row.needs_costs and unstated:
            continue
        was, now = update.metrics[name]
        for label, each, style in ((row.label, was, "dim"), ("  now", now, "")):
            cells = (
                "–" if math.isnan(value) else figure(value, row.unit, currency)
                for value in _values(each, row.has_mean)
            )
            table.add_row(Text(label), *(Text(cell, style=style) for cell in cells), "")
    return table


def _values(row: Statistics, has_mean: bool) -> list[float]:
    mean = row.mean.value if has_mean else float("nan")
    return [mean, *(row.percentiles[p].value for p in (10, 50, 90))]
