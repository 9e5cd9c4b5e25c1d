"""An update by observations: what surprised, what moved, what it comes to, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from exports.voice.update import (
    claim_sentence,
    headline_sentences,
    method_sentences,
    problem_sentences,
    surprise_sentence,
)
from exports.voice.update_tables import figures_table, inputs_table, metrics_table
from roi.observed.results import Update
from tui.views.style import VERDICT_STYLE, heading
from tui.views.track_tables import list_of, rich_table

ROOMY = 96  # columns from which a row of a table has room beside its label


def update_parts(update: Update, width: int, top: int | None = 12) -> Iterator[RenderableType]:
    """All of it, surprises first; of long tables the first `top` rows, or all."""
    diagnostics = update.diagnostics
    for sentence in problem_sentences(diagnostics):
        yield Text(sentence, style="red bold")
    if update.surprises:
        yield heading("Not expected (outside P1 to P99 of the forecast)")
        for forecast in update.surprises[:top]:
            yield Text(f"! {surprise_sentence(forecast, update)}", style="yellow")
        yield Text("")
    for sentence in headline_sentences(update):
        yield Text(sentence, style="bold")
    shown = rich_table if width >= ROOMY else list_of
    yield shown(inputs_table(update, top))
    if more := len(update.inputs[top:]) if top else 0:
        yield Text(f"{more} more moved: --top {len(update.inputs)}.", style="dim")
    yield shown(figures_table(update, top))
    if more := len(update.forecasts[top:]) if top else 0:
        yield Text(f"{more} more figures: --top {len(update.forecasts)}.", style="dim")
    if diagnostics.trusted:
        yield rich_table(metrics_table(update))
    claims = update.claims() if diagnostics.trusted else ()
    if claims:
        yield heading("The claims, on what was observed")
        for was, now in claims:
            text = claim_sentence(was.verdict, now.verdict, now.claim.text, now.why)
            yield Text(text, style=VERDICT_STYLE[now.verdict])
        yield Text("")
    for sentence in method_sentences(diagnostics):
        yield Text(sentence, style="dim")
