"""The Results sheet: statistics of the live trials, the full simulation pasted beside them, and the difference."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from exports.voice.formats import number
from exports.workbook.coordinates import letters
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.layout import Subject
from exports.workbook.results import rows as at
from exports.workbook.results.chartdata import write_chart_data
from exports.workbook.results.odds import write_odds
from exports.workbook.results.places import ResultsPlaces
from exports.workbook.results.rows import MetricRow, ResultsSheet, difference, pasted_rows, rows, shown
from exports.workbook.results.worlds import write_worlds
from exports.workbook.trials.places import TrialsPlaces
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from roi.sim.estimate import Statistic
from roi.sim.metrics import PERCENTILES
from roi.sim.summary import WITHHELD_ABOVE, Statistics
from roi.version import __version__


def write_results(
    book: Book, page: Page, subject: Subject, inputs: InputsPlaces, trials: TrialsPlaces
) -> ResultsPlaces:
    """Fill the page, after Inputs, Model and Trials."""
    page.head(
        "Results",
        "Live statistics of the trials; beside them the full simulation, pasted, and the difference.",
    )
    results = ResultsSheet(page, subject, inputs, trials)
    sampling = subject.run.prepared.sampling
    results.section(f"Live: {number(subject.trials)} trials on the sheet Trials; they follow Inputs")
    _heads(results)
    _live(results, results.row - 1)
    results.row += 1
    write_worlds(results)
    results.row += 1
    page.new_page(results.row)
    results.section(
        f"Full simulation, pasted: {number(sampling.draws)} draws, seed {sampling.seed}, sampler "
        f"{sampling.sampler}, roi {__version__}; it does not follow Inputs"
    )
    _heads(results)
    _full(results, "full", lambda estimate: estimate.value)
    results.row += 1
    results.section("Difference: live less full")
    _heads(results)
    _differences(results)
    results.row += 1
    page.new_page(results.row)
    results.section("Standard error of the full simulation")
    _heads(results)
    _full(results, "error", lambda estimate: estimate.error)
    results.row += 1
    results.section("Full simulation only, pasted; the base case is live")
    _heads(results)
    _pasted(results)
    results.row += 1
    write_odds(results)
    end = results.row
    places = ResultsPlaces(None, {}, None)
    if subject.priced:
        results.row += 2
        places = write_chart_data(results)
    page.widths({at.LABEL: 44, at.UNIT: 12, **dict.fromkeys(range(at.BASE, at.LAST + 1), 16)})
    page.freeze(5, at.BASE)
    page.print_setup(f"A1:{letters(at.LAST)}{end}", columns=(at.LABEL, at.LABEL))
    return places


def _heads(results: ResultsSheet) -> None:
    for col, p in enumerate(PERCENTILES, start=at.FIRST_PERCENTILE):
        results.page.put(results.row, col, p, style="heading_right", form='"P"0')
    results.heads({at.LABEL: "Measure", at.UNIT: "Unit", at.BASE: "Base case", at.MEAN: "Mean"})


def _live(results: ResultsSheet, heads: int) -> None:
    for row in rows(results.subject):
        results.label(row.label, row.unit)
        name = f"trial_{row.key}"
        base_name = "base_" + row.key
        if base_name in results.book.names:
            value = results.book.value(base_name)
            results.put(at.BASE, base_name, value, row.form)
        if not results.subject.priced and row.metric != "pv_benefits":
            _nothing(results, row)
            results.row += 1
            continue
        column = results.trials.drawn(row.key)
        defined = np.sort(column[~np.isnan(column)])
        missing = 1 - len(defined) / len(column)
        if row.mean:
            whole = len(defined) == len(column)
            mean = f'IF(COUNT({name})=ROWS({name}),AVERAGE({name}),"{at.UNDEFINED}")'
            _named(results, at.MEAN, mean, float(np.mean(column)) if whole else at.UNDEFINED, row, "mean")
        for col, p in enumerate(PERCENTILES, start=at.FIRST_PERCENTILE):
            rank = f"MAX(1,ROUNDUP({letters(col)}${heads}/100*COUNT({name})-1E-9,0))"
            few = f"ROWS({name})-COUNT({name})>{WITHHELD_ABOVE:g}*ROWS({name})"
            text = f'IF({few},"{at.WITHHELD}",SMALL({name},{rank}))'
            value = at.WITHHELD if missing > WITHHELD_ABOVE else float(defined[_rank(p, len(defined)) - 1])
            _named(results, col, text, value, row, f"p{p}")
        results.row += 1


def _rank(p: int, n: int) -> int:
    return max(1, math.ceil(p / 100 * n - 1e-9))


def _named(
    results: ResultsSheet, col: int, formula: str, value: Value, row: MetricRow, statistic: str
) -> None:
    results.put(col, formula, value, row.form, f"live_{row.key}_{statistic}")


def _nothing(results: ResultsSheet, row: MetricRow) -> None:
    """Undefined, whatever the trials: costs are not stated."""
    for col, statistic in _statistics(row):
        results.store(col, at.UNDEFINED, "General", f"live_{row.key}_{statistic}")


def _statistics(row: MetricRow) -> list[tuple[int, str]]:
    columns = [(at.MEAN, "mean")] if row.mean else []
    return columns + [(col, f"p{p}") for col, p in enumerate(PERCENTILES, start=at.FIRST_PERCENTILE)]


def _estimates(statistics: Statistics) -> dict[str, Statistic]:
    return {"mean": statistics.mean} | {f"p{p}": statistics.percentiles[p] for p in PERCENTILES}


def _full(results: ResultsSheet, prefix: str, part: Callable[[Statistic], float]) -> None:
    for row in rows(results.subject):
        results.label(row.label, row.unit)
        statistics = results.subject.summary.metrics[row.cut][row.metric]
        if prefix == "full":
            results.store(at.BASE, shown(statistics.base, row), row.form)
        for col, statistic in _statistics(row):
            value = part(_estimates(statistics)[statistic])
            text: Value = shown(value, row) if prefix == "full" else _error(value)
            if text == at.UNDEFINED and statistics.undefined > WITHHELD_ABOVE and statistics.undefined < 1:
                text = at.WITHHELD
            results.store(col, text, row.form, f"{prefix}_{row.key}_{statistic}")
        results.row += 1


def _pasted(results: ResultsSheet) -> None:
    """What would take a block of months a trial more: the base case live, percentiles as of export."""
    for row in pasted_rows(results.subject):
        results.label(row.label, row.unit)
        name = f"base_{row.key}"
        results.put(at.BASE, name, results.book.value(name), row.form)
        statistics = results.subject.summary.metrics[row.cut][row.metric]
        for col, statistic in _statistics(row):
            value = _estimates(statistics)[statistic].value
            results.store(col, shown(value, row), row.form, f"full_{row.key}_{statistic}")
        results.row += 1


def _error(value: float) -> Value:
    return value if math.isfinite(value) else at.NONE


def _differences(results: ResultsSheet) -> None:
    for row in rows(results.subject):
        results.label(row.label, row.unit)
        form = at.DIFFERENCES.get(row.metric, row.form)
        for col, statistic in _statistics(row):
            a, b = (results.book.value(f"{kind}_{row.key}_{statistic}") for kind in ("live", "full"))
            formula, value = difference(row, f"{row.key}_{statistic}", a, b)
            results.put(col, formula, value, form, f"diff_{row.key}_{statistic}")
        results.row += 1
