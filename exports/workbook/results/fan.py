"""Beneath the Results: percentiles of the running net by month, and the points that its chart draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS
from exports.workbook.model.timeline import MONTH_FORMAT
from exports.workbook.results.places import FanPlace
from exports.workbook.results.rows import FIRST, LABEL, ResultsSheet
from roi.arrays import Array
from roi.sim.cuts import Cut

FAN = (10, 25, 50, 75, 90)
MOST_POINTS = 60  # of a chart over the months
_BANDS = ((0, 1), (1, 3), (3, 4))  # between which percentiles of the fan a band lies


def write_fan(results: ResultsSheet, cut: Cut) -> FanPlace:
    """Percentiles of the running net by month."""
    short = cut.short
    results.section(f"Running undiscounted net by month, {short}: percentiles of the trials")
    results.heads({LABEL: "Month"} | {FIRST + k: "" for k in range(len(FAN))})
    header = results.row - 1
    for k, p in enumerate(FAN):
        results.page.put(header, FIRST + k, p, style="heading_right", form='"P"0')
    running = np.sort(results.trials.values.running(cut)[-results.subject.trials :], axis=0)
    _rank_row(results, header, len(running))  # where nothing varies there is a single trial
    first = results.row
    values = [
        _fan_row(results, month, header, results.trials.month(cut, month), running[:, month])
        for month in range(MONTHS + 1)
    ]
    return _points(results, short, first, values)


def _points(results: ResultsSheet, cut: str, months: int, values: Sequence[Sequence[float]]) -> FanPlace:
    """What the chart draws: a fixed number of points from month 0 to the horizon, wherever that is.

    Args:
        cut: in words.
        months: the row of month 0 of the table above.
        values: percentiles by month as of export.
    """
    horizon = results.subject.model.horizon
    count = min(horizon, MOST_POINTS)
    results.row += 1
    results.section(f"Points of the chart of the running net, {cut}: they follow the horizon")
    bands = ("P25 − P10", "P75 − P25", "P90 − P75")
    results.heads(
        {LABEL: "Month", **{FIRST + k: f"P{p}" for k, p in enumerate(FAN)}}
        | {FIRST + len(FAN) + k: text for k, text in enumerate(bands)}
    )
    first = results.row
    for k in range(count + 1):
        month = int(horizon * k / count + 0.5)
        row, at = results.row, f"${letters(LABEL)}{results.row}"
        results.cell(row, LABEL, f"ROUND(horizon*{k}/{count},0)", float(month), "formula month")
        for place in range(len(FAN)):
            col = letters(FIRST + place)
            cells = f"${col}${months}:${col}${months + MONTHS}"
            results.cell(row, FIRST + place, f"INDEX({cells},{at}+1)", values[month][place])
        for place, (low, high) in enumerate(_BANDS):
            formula = f"{letters(FIRST + high)}{row}-{letters(FIRST + low)}{row}"
            results.cell(row, FIRST + len(FAN) + place, formula, values[month][high] - values[month][low])
        results.row += 1
    last = results.row - 1
    percentiles = {p: results.column(FIRST + k, first, last) for k, p in enumerate(FAN)}
    made = [results.column(FIRST + len(FAN) + k, first, last) for k in range(len(_BANDS))]
    return FanPlace(results.column(LABEL, first, last), percentiles, (made[0], made[1], made[2]))


def _rank_row(results: ResultsSheet, header: int, n: int) -> None:
    results.page.put(results.row, LABEL, "Rank among the trials", style="note")
    for k, p in enumerate(FAN):
        formula = f"MAX(1,ROUNDUP({letters(FIRST + k)}${header}/100*ROWS(trial_npv)-1E-9,0))"
        results.cell(
            results.row, FIRST + k, formula, float(max(1, math.ceil(p / 100 * n - 1e-9))), "formula integer"
        )
    results.row += 1


def _fan_row(results: ResultsSheet, month: int, header: int, column: str, ordered: Array) -> list[float]:
    """The percentiles of a month; returns them."""
    row = results.row
    results.page.put(row, LABEL, month, style="constant month", form=MONTH_FORMAT)
    bands = []
    for k, p in enumerate(FAN):
        value = float(ordered[max(1, math.ceil(p / 100 * len(ordered) - 1e-9)) - 1])
        results.cell(row, FIRST + k, f"SMALL({column},{letters(FIRST + k)}${header + 1})", value)
        bands.append(value)
    results.row += 1
    return bands
