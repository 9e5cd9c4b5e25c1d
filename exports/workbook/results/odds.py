"""Probabilities on the Results sheet: live, of the full simulation, and the difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from exports.workbook.coordinates import letters
from exports.workbook.results.rows import BASE, FIRST_PERCENTILE, LABEL, MEAN, UNDEFINED, ResultsSheet
from exports.workbook.writer.styles import FORMATS
from roi.arrays import Array
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.estimate import Statistic, probability

_HAPPENED: Mapping[str, Callable[[Array, int], NDArray[np.bool_]]] = {
    ">0": lambda values, _: values > 0,
    "<0": lambda values, _: values < 0,
    "<=horizon": lambda values, horizon: values <= horizon,
}


def write_odds(results: ResultsSheet) -> None:
    """Chances of a net present value above 0 and of payback within the horizon, in both cuts, and of luck."""
    results.section("Probabilities")
    results.heads({
        LABEL: "Event", BASE: "Live", MEAN: "Full", FIRST_PERCENTILE: "Difference",
        FIRST_PERCENTILE + 1: "Standard error",
    })  # fmt: skip
    odds = results.subject.summary.probability
    for cut in (HEADLINE, CASH):
        end, aside = cut.suffix, cut.aside
        results.page.put(results.row, LABEL, f"Net present value above 0{aside}", style="label_indent")
        _odds(results, f"npv_positive{end}", f"npv{end}", ">0", odds[cut]["npv_positive"])
        results.page.put(results.row, LABEL, f"Net present value below 0{aside}", style="label_indent")
        loss = probability(results.subject.run.values("npv", cut) < 0)
        _odds(results, f"loss{end}", f"npv{end}", "<0", loss)
        results.page.put(results.row, LABEL, f"Payback within the horizon{aside}", style="label_indent")
        _odds(results, f"payback{end}", f"payback{end}", "<=horizon", odds[cut]["payback_within_horizon"])
    for line, share in results.subject.run.off_plan.items():
        if f"line_{line}" in results.trials.cached and share > 0:
            _luck(results, line, share)


def _luck(results: ResultsSheet, line: str, share: float) -> None:
    """In how many trials a line of luck is not as in the base case."""
    place, percent = results.trials, FORMATS["percent"]
    column = f"line_{line}"
    label = results.subject.model.labels[line]
    results.page.text(results.row, LABEL, f"“{label}” not as in the base case", style="label_indent")
    base = f"Trials!${letters(place.columns[column])}${place.base}"
    values = results.trials.drawn(column)
    value = float(np.count_nonzero(values != float(results.subject.base.values[line][-1]))) / len(values)
    key = f"luck_{line}"
    area = place.range(column)
    results.put(BASE, f"SUMPRODUCT(({area}<>{base})*1)/ROWS({area})", value, percent, f"live_{key}")
    results.store(MEAN, share, percent, f"full_{key}")
    results.put(FIRST_PERCENTILE, f"live_{key}-full_{key}", value - share, percent, f"diff_{key}")
    results.row += 1


def _odds(results: ResultsSheet, key: str, metric: str, condition: str, estimate: Statistic) -> None:
    key = f"prob_{key}"
    if results.subject.priced:
        column, name = results.trials.drawn(metric), f"trial_{metric}"
        happened = _HAPPENED[condition](column, results.subject.model.horizon)
        value, percent = float(np.count_nonzero(happened)) / len(column), FORMATS["percent"]
        formula = f"SUMPRODUCT(({name}{condition})*1)/ROWS({name})"
        results.put(BASE, formula, value, percent, f"live_{key}")
        results.store(MEAN, estimate.value, percent, f"full_{key}")
        gap = value - estimate.value
        results.put(FIRST_PERCENTILE, f"live_{key}-full_{key}", gap, percent, f"diff_{key}")
        results.store(FIRST_PERCENTILE + 1, estimate.error, percent, f"error_{key}")
    else:
        for col, kind in ((BASE, "live"), (MEAN, "full"), (FIRST_PERCENTILE, "diff")):
            results.store(col, UNDEFINED, "General", f"{kind}_{key}")
    results.row += 1
