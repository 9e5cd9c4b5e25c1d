"""Pages of money: with it, what it costs, when it is back."""

from __future__ import annotations

import math

from exports.voice.figures import waiting
from exports.voice.formats import chance, measured, money
from exports.voice.today import HEADINGS, today_basis, today_cells, today_period, today_rows
from roi.sim.cuts import CASH
from tui.app.state import View
from tui.app.story.page import MOST_ROWS, StoryPage, bare, change, counted, defined, sign, signed

_NEGLIGIBLE = 0.01  # of the largest cost; smaller ones are summed up


def with_it(view: View) -> StoryPage:
    """Today, with it, difference."""
    difference, currency = change(view), view.session.model.currency
    total = difference.total.difference
    return StoryPage(
        big=signed(total, currency),
        caption=f"{currency} {today_period(difference)} against today",
        sign=sign(total),
        head=("", *HEADINGS),
        rows=tuple((each.label, *today_cells(each, currency)) for each in today_rows(difference)),
        summed=True,
        foot=f"{today_basis(difference)} {counted(view)}",
    )


def cost(view: View) -> StoryPage:
    """What it costs over the horizon, the dearest first, and the money needed on the way."""
    summary, model = view.known.summary, view.session.model
    currency = model.currency
    costs = defined(summary.metrics[view.cut]["pv_costs"])
    table = [row for row in summary.mean_table.rows if row.role == "cost" and row.counted]
    table.sort(key=lambda row: -abs(row.present_value))
    shown = [row for row in table if abs(row.present_value) > _NEGLIGIBLE * abs(table[0].present_value)]
    shown = shown[: MOST_ROWS - 1]
    rows = [(row.label, bare(row.present_value, currency)) for row in shown]
    rest = sum(row.present_value for row in table if row not in shown)
    if rest:
        rows.append((f"{len(table) - len(shown)} more", bare(rest, currency)))
    text = [f"Eight in ten draws cost {bare(costs.percentiles[10].value, currency)} to "
            f"{bare(costs.percentiles[90].value, currency)}."]  # fmt: skip
    peak = summary.metrics[CASH].get("peak_funding")
    if peak is not None:
        text.append(
            f"Cash needed before it carries itself: {money(peak.percentiles[50].value, currency)} (P50)."
        )
    return StoryPage(
        big=bare(costs.mean.value, currency),
        caption=f"{currency} over {model.horizon} months, present value",
        text=(" ".join(text),),
        rows=tuple(rows),
        foot="Means over all draws, present values.",
    )


def when(view: View) -> StoryPage:
    """When the money is back, the running net by year, and what waiting costs."""
    model, summary = view.session.model, view.known.summary
    metrics, horizon = summary.metrics[view.cut], model.horizon
    defined(metrics["npv"])
    payback = metrics["payback_months"].percentiles[50].value
    within = chance(summary.probability[view.cut]["payback_within_horizon"])
    text = [f"The money is back within {horizon} months in {within} of draws."]
    if "delay_cost" in metrics:
        text.append(waiting(metrics["delay_cost"], model.currency))
    at = list(range(12, horizon + 1, 12)) or [horizon]
    if len(at) > MOST_ROWS - 1:
        at = [*at[: MOST_ROWS - 2], at[-1]]
    running = summary.fans[view.cut].percentiles
    rows = tuple(
        (f"After {month} months", *(signed(float(running[p][month]), model.currency) for p in (10, 50, 90)))
        for month in at
    )
    back = math.isfinite(payback)
    return StoryPage(
        big=measured(payback, "months").bare if back else "",
        caption="months until the money is back (P50)" if back else "Never, in the middle draw (P50)",
        sign=1 if back else -1,
        text=tuple(text),
        head=("Out and in so far", "P10", "P50", "P90"),
        rows=rows,
        foot=f"{model.currency}, not discounted. {counted(view)}",
    )
