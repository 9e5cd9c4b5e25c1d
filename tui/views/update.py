"""An update by observations: what surprised, what moved, what it comes to, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exports.voice.track_tables import TrackTable
from exports.voice.update import (
    claim_sentence,
    headline_sentences,
    method_sentences,
    problem_sentences,
    surprise_sentence,
)
from exports.voice.update_tables import figures_table, inputs_table, metrics_table
from roi.observed.results import Update
from tui.views.style import VERDICT_STYLE, box, heading

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
    shown = _table if width >= ROOMY else _list
    yield shown(inputs_table(update, top), aside=True)
    if more := len(update.inputs[top:]) if top else 0:
        yield Text(f"{more} more moved: --top {len(update.inputs)}.", style="dim")
    yield shown(figures_table(update, top))
    if more := len(update.forecasts[top:]) if top else 0:
        yield Text(f"{more} more figures: --top {len(update.forecasts)}.", style="dim")
    if diagnostics.trusted:
        yield _table(metrics_table(update), pairs=True)
    claims = update.claims() if diagnostics.trusted else ()
    if claims:
        yield heading("The claims, on what was observed")
        for was, now in claims:
            text = claim_sentence(was.verdict, now.verdict, now.claim.text, now.why)
            yield Text(text, style=VERDICT_STYLE[now.verdict])
        yield Text("")
    for sentence in method_sentences(diagnostics):
        yield Text(sentence, style="dim")


def _table(content: TrackTable, *, aside: bool = False, pairs: bool = False) -> RenderableType:
    """A table; `aside`: its last column is of words; `pairs`: every other row is of before."""
    table = Table(title=content.title, title_justify="left", title_style="bold", box=box(), pad_edge=False)
    table.add_column(content.heads[0], ratio=2, overflow="fold")
    for head in content.heads[1:-1] if aside else content.heads[1:]:
        table.add_column(head, justify="right")
    if aside:
        table.add_column(content.heads[-1], ratio=1, overflow="fold")
    for number, row in enumerate(content.rows):
        style = "dim" if pairs and number % 2 == 0 else ""
        cells = [Text(cell, style=style) for cell in row.cells]
        if row.mark:
            cells[-2].stylize("yellow")
        table.add_row(*cells)
    return table


def _list(content: TrackTable, **_: bool) -> RenderableType:
    """The same where a table has no room: the label, and beneath it the cells behind their headings."""
    lines: list[RenderableType] = [Text(content.title, style="bold")]
    for row in content.rows:
        cells = [cell for cell in zip(content.heads[1:], row.cells[1:], strict=True) if cell[1]]
        style = "yellow" if row.mark else ""
        lines.append(Text(row.cells[0], style="cyan"))
        parts = [Text.assemble((f"{head} ", "dim"), (cell, style)) for head, cell in cells]
        lines.append(Padding(Text("; ").join(parts), (0, 0, 0, 2)))
    return Group(*lines, Text(""))
