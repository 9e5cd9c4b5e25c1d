"""The tables of an update as texts, the same on a screen and in a document."""

from __future__ import annotations

import math
from collections.abc import Iterator

from exports.voice.formats import DIMENSIONLESS, figure, number, three_digits
from exports.voice.track_tables import TrackRow, TrackTable
from exports.voice.update import change_by, figure_name, gone_text, observed_text, place_text
from roi.observed.results import InputChange, PosteriorSpread, Update
from roi.sim.metrics import METRICS

_NOTHING = 1e-6  # of the largest percentile: a rounding of a bound at 0
NOT_SHOWN = "not to be trusted"
_METRICS = ("npv", "roi", "irr", "bcr", "payback_months", "pv_benefits", "pv_costs", "first_year_net")


def inputs_table(update: Update, top: int | None = None) -> TrackTable:
    """Each input before and after, and what did it; the first `top`."""
    rows = tuple(_input_row(change, update) for change in update.inputs[:top])
    heads = ("", "Before", "After", "Spread gone", "Told most by")
    return TrackTable("Inputs: P10 – P50 – P90", heads, rows, words=True)


def _input_row(change: InputChange, update: Update) -> TrackRow:
    item, trusted = update.before.model.input(change.name), update.diagnostics.trusted
    unit = item.unit.text
    after = number(change.after.p50) if change.after.sd == 0 else _band(change.after)
    return TrackRow(
        (
            item.spec.label if unit == DIMENSIONLESS else f"{item.spec.label}, {unit}",
            _band(change.before),
            after if trusted else NOT_SHOWN,
            gone_text(change) if trusted else "",
            change_by(change, update),
        )
    )


def figures_table(update: Update, top: int | None = None) -> TrackTable:
    """What was observed beside what was forecast; the first `top`."""
    rows = tuple(
        TrackRow(
            (
                figure_name(each.datum.response, update),
                observed_text(each.datum),
                _numbers(each.p10, each.p50, each.p90),
                place_text(each),
                three_digits(each.after.p50) if update.diagnostics.trusted else NOT_SHOWN,
            ),
            "surprising" if each.surprising else "",
        )
        for each in update.forecasts[:top]
    )
    heads = ("", "Observed", "Forecast P10 – P50 – P90", "Lies at", "Now P50")
    return TrackTable("Observed", heads, rows, marked=-2)


def metrics_table(update: Update) -> TrackTable:
    """The metrics, each before and after."""
    heads = ("", "Mean", "P10", "P50", "P90")
    return TrackTable("Business case (cash + capacity)", heads, tuple(_metric_rows(update)))


def _metric_rows(update: Update) -> Iterator[TrackRow]:
    currency = update.model.currency
    for name in _METRICS:
        row = METRICS[name]
        if row.needs_costs and update.model.unstated:
            continue
        was, now = update.metrics[name]
        for label, each, past in ((row.label, was, True), (f"{row.label}, now", now, False)):
            values = (each.mean.value, *(each.percentiles[p].value for p in (10, 50, 90)))
            mean, *ends = (figure(value, row.unit, currency) for value in values)
            if math.isnan(values[0]) and not math.isnan(values[2]):
                mean = "–"  # months that may be `never`, and IRR, have no mean
            yield TrackRow((label, mean, *ends), past=past)


def _band(spread: PosteriorSpread) -> str:
    return _numbers(spread.p10, spread.p50, spread.p90)


def _numbers(*values: float) -> str:
    least = _NOTHING * max(abs(value) for value in values)
    return " – ".join(three_digits(value if abs(value) > least else 0.0) for value in values)
