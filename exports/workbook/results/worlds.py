"""Three trials on the Results sheet, a poor, a middling and a good one: every figure of a column is of one trial.

The percentiles of several measures are no scenario: the trial whose costs are at their P10 is not the one whose
net present value is.  Here the trials at P10, P50 and P90 of net present value are looked up whole.
"""

from __future__ import annotations

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.results.rows import FIRST_PERCENTILE, LABEL, UNIT, ResultsSheet, rows, shown
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class World:
    """A trial that is looked up: how it is called, and at which percentile of net present value it lies."""

    name: str
    title: str
    percentile: int


WORLDS = (World("poor", "Poor", 10), World("middle", "Middle", 50), World("good", "Good", 90))


def write_worlds(results: ResultsSheet) -> None:
    """A row a measure, a column a trial, under names `poor_npv`, `middle_npv`, `good_npv` and so on."""
    page, start = results.page, FIRST_PERCENTILE
    results.section("Three trials, each with all its figures: at P10, P50 and P90 of net present value")
    heads = {col: f"{world.title}: P{world.percentile}" for col, world in enumerate(WORLDS, start=start)}
    results.heads({LABEL: "Measure", UNIT: "Unit", **heads})
    if not results.subject.priced:
        page.text(results.row, LABEL, f"Left out: {results.subject.undefined_because}.", style="note")
        results.row += 1
        return
    npv = results.trials.drawn("npv")
    at, places = results.row, []
    page.text(results.row, LABEL, "Number of the trial", style="label_indent")
    for col, world in enumerate(WORLDS, start=start):
        name = f"live_npv_p{world.percentile}"
        place = int(np.flatnonzero(npv == results.book.value(name))[0])
        places.append(place)
        results.put(col, f"MATCH({name},trial_npv,0)", float(place + 1), "0", f"{world.name}_trial")
    results.row += 1
    for row in rows(results.subject):
        results.label(row.label, row.unit)
        for col, (world, place) in enumerate(zip(WORLDS, places, strict=True), start=start):
            formula = f"INDEX(trial_{row.key},{letters(col)}${at})"
            value = shown(float(results.trials.drawn(row.key)[place]), row)
            results.put(col, formula, value, row.form, f"{world.name}_{row.key}")
        results.row += 1
