"""The four charts of Summary, and in place of those that need an NPV the reason why there is none."""

from __future__ import annotations

from typing import Any

from exports.voice.formats import number
from exports.workbook.results.places import FanPlace, Histogram, Tornado
from exports.workbook.summary import waterfall as steps
from exports.workbook.summary.workings import BIN_LABELS, MONTH_LABELS, Workings, sparse_labels
from exports.workbook.writer.charts import Axis, Series, fan, histogram, stacked, tornado
from exports.workbook.writer.styles import BAND, BAND_INNER, GAIN, LOSS
from exports.workbook.writer.styles import NET as NET_COLOUR
from roi.sim.cuts import HEADLINE

ROWS, ROW_HEIGHT = 12, 15.0  # of a chart, points
LEFT, RIGHT = (12.7, 6.1), (12.1, 6.1)  # centimetres: columns A to C, D to H
LEFT_COL, RIGHT_COL = "A", "D"
_COMMAS = {1e9: ",,,", 1e6: ",,", 1e3: ",", 1.0: ""}  # each divides by 1,000


def summary_charts(work: Workings, row: int) -> int:
    """Place the charts in two rows of two; returns the row after them."""
    left: list[tuple[Any, str]] = []
    right: list[tuple[Any, str]] = []
    results, money = work.results, _money_axis(work)
    if results.histogram is not None:
        left.append(_histogram(work, results.histogram))
    if HEADLINE in results.fans:
        right.append(_fan(work, results.fans[HEADLINE], money))
    (left if len(left) <= len(right) else right).append(_waterfall(work, money))
    if results.tornado is not None:
        right.append(_tornado(work, results.tornado, money))
    high = max(len(left), len(right))
    for place in range(high):
        top = row + place * (ROWS + 1)
        for offset in range(ROWS + 1):
            work.page.height(top + offset, ROW_HEIGHT if offset < ROWS else 4)
        for column, charts in ((LEFT_COL, left), (RIGHT_COL, right)):
            if place < len(charts):
                chart, alt = charts[place]
                work.page.chart(chart, f"{column}{top}", alt)
    return row + high * (ROWS + 1) - 1


def _money_axis(work: Workings) -> Axis:
    names = ("base_npv", "base_pv_benefits", "base_pv_costs")
    largest = max(abs(work.live.number(name) or 0.0) for name in names)
    digits = ("#,##0" if largest >= 10 * work.live.scale else "#,##0.0") + _COMMAS[work.live.scale]
    return Axis("", f'{digits};"−"{digits};0')


def _unit(work: Workings) -> str:
    word = {1e9: " billion", 1e6: " million", 1e3: " thousand"}.get(work.live.scale, "")
    return f"{work.live.currency}{word}"


def _histogram(work: Workings, bins: Histogram) -> tuple[Any, str]:
    labels = sparse_labels(
        work, "Labels of the bins", bins.labels, BIN_LABELS, first=BIN_LABELS // 2, money=True
    )
    title = f"Net present value, {_unit(work)}: share of trials by bin"
    chart = histogram(
        title, labels,
        [Series("Below zero", bins.negative.ref, LOSS), Series("Above zero", bins.positive.ref, GAIN)],
        Series("Cumulative (right)", bins.cumulative.ref, NET_COLOUR),
        Axis("", every=1), Axis("", "0%"), Axis("", "0%"), LEFT,
    )  # fmt: skip
    alt = (
        f"Histogram of net present value of {number(work.subject.trials)} live trials, {_unit(work)}, bins below "
        "zero in orange, above zero in blue, with the cumulative share as a line."
    )
    return chart, alt


def _fan(work: Workings, fan_place: FanPlace, money: Axis) -> tuple[Any, str]:
    labels = sparse_labels(
        work, "Labels of the months", fan_place.months, _every(work.subject.model.horizon), money=False
    )
    outer, inner, upper = fan_place.bands
    chart = fan(
        f"Running net, undiscounted, {_unit(work)}, by month", labels,
        Series("P10", fan_place.percentiles[10].ref),
        [
            Series("P10 to P90", outer.ref, BAND), Series("P25 to P75", inner.ref, BAND_INNER),
            Series("P75 to P90", upper.ref, BAND, listed=False),
        ],
        Series("P50", fan_place.percentiles[50].ref, NET_COLOUR), Axis("", every=1), money, RIGHT,
    )  # fmt: skip
    alt = (
        f"Running undiscounted net by month, {_unit(work)}: a band from P10 to P90, an inner one from P25 to "
        "P75, and P50 as a line."
    )
    return chart, alt


def _every(months: int) -> int:
    return MONTH_LABELS if months <= 48 else 2 * MONTH_LABELS


def _waterfall(work: Workings, money: Axis) -> tuple[Any, str]:
    at = steps.waterfall_steps(work)
    priced = work.subject.priced
    what = "From benefits to net present value" if priced else "Benefits, costs not stated"
    series = [
        Series("Base", at[steps.BASE]), Series("Benefit", at[steps.GAIN], GAIN),
        Series("Benefit below zero", at[steps.GAIN_BELOW], GAIN, listed=False),
        Series("Cost", at[steps.LOSS], LOSS),
        Series("Cost below zero", at[steps.LOSS_BELOW], LOSS, listed=False),
        Series("Net present value", at[steps.NET], NET_COLOUR),
        Series("NPV below zero", at[steps.NET_BELOW], NET_COLOUR, listed=False),
    ]  # fmt: skip
    if not priced:
        series = series[:3]
    title = f"{what}, plan, {_unit(work)}"
    chart = stacked(title, at[steps.LABEL], series, Axis("", every=1), money, LEFT)
    alt = f"Waterfall of the plan's present values in {_unit(work)}: benefits, costs by class, and what remains."
    return chart, alt


def _tornado(work: Workings, swings: Tornado, money: Axis) -> tuple[Any, str]:
    chart = tornado(
        f"Change of NPV, one input at a time, {_unit(work)}", swings.labels.ref,
        [Series("Input at P10", swings.low.ref, LOSS), Series("Input at P90", swings.high.ref, GAIN)],
        Axis("", every=1), money, RIGHT,
    )  # fmt: skip
    alt = (
        f"Tornado: change of NPV against the plan, {_unit(work)}, with one input at its P10 and at its "
        "P90, the strongest input on top."
    )
    return chart, alt
