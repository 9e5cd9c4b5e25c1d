"""What losing draws have in common, one sentence each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice import wording
from exports.voice.formats import chance
from roi import Run
from roi.analysis.loss_profile import Losing, LosingDifference, Luck
from tui.views.inputs import two_sided
from tui.views.json_values import input_fields, picked
from tui.views.style import heading

_SIDE = 6


def losing_parts(run: Run, losing: Losing, top: int) -> Iterator[RenderableType]:
    """How many draws lose, then what is different in them."""
    currency = run.model.currency
    line = Text(wording.losers(losing, run.draws_used, currency))
    if losing.alike:
        yield line
        return
    line.stylize("bold", 0, len(chance(losing.share)))
    yield line
    table = Table(
        box=None, title=heading("In losing draws"), title_justify="left", show_header=False,
        padding=(0, 1, 0, 0),
    )  # fmt: skip
    table.add_column(width=2 * _SIDE)
    table.add_column(ratio=1)
    shown: list[tuple[float, Text]] = [(d.size.value, sentence(d)) for d in losing.inputs[:top]]
    shown += [(luck.size.value, luck_sentence(luck)) for luck in losing.luck]
    sizes = [abs(size) for size, _ in shown if math.isfinite(size)]
    most = max(sizes, default=1.0)
    for size, text in sorted(shown, key=lambda row: -abs(row[0]) if math.isfinite(row[0]) else 0.0):
        table.add_row(two_sided(min(size, 0.0), max(size, 0.0), most, _SIDE, False), text)
    yield table
    for text in endings(losing, currency):
        yield text
    yield (
        Text(
            "sd: the difference of the means in standard deviations; bars to the right: higher or more often "
            f"in losing draws. {run.draws_used:,} draws.",
            style="dim",
        )
    )


def sentence(difference: LosingDifference) -> Text:
    """`Fall in calls: lower, 7.66 at the median against 15.2 % in the other draws.`"""
    return Text.assemble(
        (difference.item.spec.label, "bold"), f": {wording.difference(difference)}",
        (f"  {wording.deviations(difference.size.value)}", "dim"),
    )  # fmt: skip


def luck_sentence(event: Luck) -> Text:
    """`Abandoned (luck): not as planned in 42.5 % of losing draws, in 0 % of the others.`"""
    return Text.assemble(
        (event.line.spec.label, "bold"), (" (luck)", "dim"), f": {wording.luck(event)}",
        (f"  {wording.deviations(event.size.value)}", "dim"),
    )  # fmt: skip


def endings(losing: Losing, currency: str) -> Iterable[Text]:
    """Where bad luck stops the costs, losing draws that had it lose less."""
    for label, ending in wording.endings(losing, currency):
        yield Text.assemble((label, "bold"), f": {ending}")


def losing_document(run: Run, losing: Losing) -> dict[str, object]:
    """`roi losing --json`.

    `share` of draws with an NPV below 0 (where it is 0 or 1 its `error` is the distance of the 95 % bound, and
    there is nothing to compare), their `mean_npv`; `inputs`, the largest difference first, with
    `difference` (of means, in pooled standard deviations, {value, error}) and medians in `losing` and
    `other` draws in the input's `unit`; `luck`: for each line of luck the shares of losing and other draws
    in which it is not as planned, mean NPV with and without, and `cheaper_ending`: whether losing draws in
    which it happens lose less than the other losing draws.
    """
    return {
        "case": run.model.case.id,
        "currency": run.model.currency,
        "draws": run.draws_used,
        "share": losing.share,
        "mean_npv": losing.mean,
        "inputs": [
            input_fields(each.item) | {"difference": each.size, "losing": each.losing, "other": each.other}
            for each in losing.inputs
        ],
        "luck": [_luck_document(luck) for luck in losing.luck],
    }


def _luck_document(event: Luck) -> Mapping[str, object]:
    return {
        "line": event.line.id,
        "label": event.line.spec.label,
        "difference": event.size,
        **picked(event, "losing", "other", "npv_with", "npv_without", "loss_with", "loss_without"),
        "cheaper_ending": event.cheaper_ending,
    }
