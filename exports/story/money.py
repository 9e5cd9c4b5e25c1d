"""Sections of money: when it is back, what it costs."""

from __future__ import annotations

import math
from collections.abc import Iterable

from exports.story import pictures
from exports.story.ground import Ground
from exports.story.parts import Fact, Section, StoryTable, Why
from exports.story.whys import feeding, of_line, of_metric, strongest
from exports.voice.figures import waiting
from exports.voice.formats import FigureSpan, measured, measured_chance
from roi.model import ModelLine
from roi.sim.cuts import CASH
from roi.sim.table import Row
from roi.text import counted

MOST_ROWS = 6  # of a table that is read across a room
_NEGLIGIBLE = 0.01  # of the largest cost; smaller ones are summed up
_NO_COSTS = "Not all costs are stated."


def when(ground: Ground) -> Section | str:
    """When the money is back, what is out so far, and what waiting costs."""
    if ground.model.unstated:
        return f"{_NO_COSTS} Nothing can be said to pay back."
    summary, over = ground.summary, counted(ground.model.horizon, "month")
    metrics, currency = summary.metrics[ground.cut], ground.currency
    within = measured_chance(summary.probability[ground.cut]["payback_within_horizon"])
    payback = metrics["payback_months"].percentiles[50].value
    middle = measured(payback, "months").value if math.isfinite(payback) else "never"
    behind = (of_metric(ground, "payback_months"), *strongest(ground))
    facts = [Fact("payback.within_horizon", f"Back within {over}", within, why=behind)]
    text = []
    if "delay_cost" in metrics:
        delay = metrics["delay_cost"].mean
        figure = measured(delay, "money", currency)
        facts.append(
            Fact(
                "delay_cost.expected",
                "Cost of a month's waiting" + (" (below 0: it saves)" if delay.value < 0 else ""),
                figure,
                why=(of_metric(ground, "delay_cost"),),
            )
        )
        text.append(waiting(metrics["delay_cost"], currency))
    return Section(
        "when",
        "When it pays back",
        lead=f"Back in the middle draw (P50): {middle}; within {over} in {within.value} of draws.",
        facts=tuple(facts),
        text=tuple(text),
        table=_running(ground),
        chart=pictures.fan(ground),
        note=f"Running sum of money in and out, {currency}, not discounted. Counted: {ground.cut.label}.",
    )


def _running(ground: Ground) -> StoryTable | None:
    horizon, fan = ground.model.horizon, ground.summary.fans.get(ground.cut)
    if fan is None:
        return None
    at = [*range(12, horizon, 12), horizon]
    if len(at) > MOST_ROWS - 1:
        at = [*at[: MOST_ROWS - 2], at[-1]]
    rows = tuple(
        (
            f"After {counted(month, 'month')}",
            *(_bare(float(fan.percentiles[p][month]), ground) for p in (10, 50, 90)),
        )
        for month in at
    )
    return StoryTable(("Out and in so far", "P10", "P50", "P90"), rows)


def costs(ground: Ground) -> Section | str:
    """What it costs over the horizon, the dearest first, and how much money is needed on the way."""
    if ground.model.unstated:
        return f"{_NO_COSTS} Unknown: {', '.join(ground.model.unstated)}."
    model, summary, currency = ground.model, ground.summary, ground.currency
    statistics = summary.metrics[ground.cut]["pv_costs"]
    rows = [row for row in summary.mean_table.rows if row.role == "cost" and row.counted]
    rows.sort(key=lambda row: -abs(row.present_value))
    lines = {line.id: line for line in model.lines}
    expected = measured(statistics.mean, "money", currency)
    low, high = (statistics.percentiles[p].value for p in (10, 90))
    around = FigureSpan.of(low, high, "money", currency)
    facts = [
        Fact(
            "costs.expected",
            "Expected costs",
            expected,
            around,
            why=_behind(ground, (lines[row.id] for row in rows)),
        )
    ]
    peak = summary.metrics[CASH].get("peak_funding")
    if peak is not None:
        figure = measured(peak.percentiles[50], "money", currency)
        why = (of_metric(ground, "peak_funding"), *strongest(ground))
        facts.append(Fact("funding.p50", "Cash needed before it carries itself, P50", figure, why=why))
    return Section(
        "costs",
        "What it costs",
        lead=f"Over {counted(model.horizon, 'month')} it is expected to cost {expected.value} in present value.",
        facts=tuple(facts),
        table=_costs(ground, rows),
        chart=pictures.waterfall(ground),
        note=f"Means over all draws, present values, {currency}.",
    )


def _costs(ground: Ground, rows: list[Row]) -> StoryTable | None:
    if not rows:
        return None
    large = [row for row in rows if abs(row.present_value) > _NEGLIGIBLE * abs(rows[0].present_value)]
    shown = large[: MOST_ROWS - 2] if len(large) < len(rows) or len(large) > MOST_ROWS - 1 else large
    cells = [(row.label, _bare(row.present_value, ground)) for row in shown]
    if len(shown) == len(rows) - 1:  # its name takes no more room than “1 more”
        shown = rows
    rest = rows[len(shown) :]
    if rest:
        cells.append((f"{len(rest)} more", _bare(sum(row.present_value for row in rest), ground)))
    cells.append(("Together", _bare(sum(row.present_value for row in rows), ground)))
    return StoryTable(("Cost", "Present value"), tuple(cells), summed=True)


def _behind(ground: Ground, lines: Iterable[ModelLine]) -> tuple[Why, ...]:
    paid = tuple(lines)
    return (*(of_line(ground, line) for line in paid), *feeding(ground, paid))


def _bare(value: float, ground: Ground) -> str:
    return measured(value, "money", ground.currency).bare
