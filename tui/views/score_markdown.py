"""How good forecasts were as Markdown: groups with their intervals, places, figures, and the reference class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from exports.brand import Brand
from exports.markdown.syntax import bold, bullets, document, escape, table
from exports.voice.formats import DIMENSIONLESS, three_digits
from exports.voice.update import label_text, made_up_sentence
from roi.notation import grouped, written_day
from roi.observed.score import BINS, Came, Score
from tui.desk.scoring import ClassRow, Scored
from tui.views.score import (
    GOOD,
    HEADS,
    TITLE,
    furthest_off,
    place_words,
    ratio_words,
    score_cells,
    sentences,
)

_FAR_OFF = 10  # figures of the table
_PERCENTILES = (10, 50, 90)
_CLASS_NOTE = (
    "Of each benefit and cost: what was realised over P50 of the same months as estimated. "
    "`--save-class class.csv` writes these rows for the next case; percentiles are values of this list."
)


def score_markdown(scores: Sequence[Score], record: Scored, classed: Sequence[ClassRow], brand: Brand) -> str:
    """All of it, the scores of all figures first."""
    return document(TITLE, _blocks(scores, record, classed), brand)


def _blocks(scores: Sequence[Score], record: Scored, classed: Sequence[ClassRow]) -> Iterator[str]:
    every = scores[0]
    if made_up := made_up_sentence(record.observations):
        yield bold(made_up)
    yield bullets(escape(sentence) for sentence in sentences(every))
    yield table(HEADS, map(score_cells, scores))
    yield escape(GOOD)
    yield "## Places in the forecast, all figures"
    edges = [f"P{100 * k // BINS}–P{100 * (k + 1) // BINS}" for k in range(BINS)]
    yield table(("", *edges), [("Figures", *map(str, every.places))])
    yield "## Furthest off"
    rows = [_figure_row(each) for each in furthest_off(record.figures, _FAR_OFF)]
    yield table(("Estimate", "Figure", "Realised", "P10", "P50", "P90", "Lies at"), rows, figures_from=2)
    if classed:
        yield "## Reference class: realised ÷ estimated"
        yield escape(_CLASS_NOTE)
        yield from _class_tables(classed)
    yield from _left_out(record)


def _figure_row(figure: Came) -> tuple[str, ...]:
    name = label_text(figure.label, figure.months)
    named = name if figure.unit == DIMENSIONLESS else f"{name}, {figure.unit}"
    numbers = map(three_digits, (figure.value, figure.p10, figure.p50, figure.p90))
    return (figure.deal, named, *numbers, place_words(figure))


def _class_tables(classed: Sequence[ClassRow]) -> Iterator[str]:
    """Mean and percentiles by kind; every row."""
    kinds = sorted({each.kind for each in classed})
    groups = [(f"{kind.capitalize()}s", [each for each in classed if each.kind == kind]) for kind in kinds]
    if len(kinds) > 1:
        groups.insert(0, ("Both", list(classed)))
    yield table(
        ("", "Rows", "Deals", "Mean", *(f"P{p}" for p in _PERCENTILES)),
        [_group_row(name, rows) for name, rows in groups],
    )
    rows = [
        (
            each.deal,
            each.label,
            each.kind,
            written_day(each.date) if each.date else "–",
            ratio_words(each.ratio),
        )
        for each in classed
    ]
    yield table(
        ("Estimate", "Benefit or cost", "Kind", "Measured until", "Realised ÷ P50"), rows, figures_from=4
    )


def _group_row(name: str, rows: Sequence[ClassRow]) -> tuple[str, ...]:
    ratios = [each.ratio for each in rows]
    # A class is taken in as its values: a percentile of it is one of them.
    ends = np.percentile(ratios, _PERCENTILES, method="inverted_cdf")
    deals = len({each.deal for each in rows})
    return (name, grouped(len(rows)), grouped(deals), *map(ratio_words, (float(np.mean(ratios)), *ends)))


def _left_out(record: Scored) -> Iterator[str]:
    """Which estimates say nothing, and why."""
    items = [escape(f"{name} could not be read: {problem.message}.") for name, problem in record.failed]
    items += [escape(f"{older}: {newer} holds all of its observations.") for older, newer in record.older]
    if record.unobserved:
        items.append(escape(f"Estimates without observations yet: {grouped(record.unobserved)}."))
    if items:
        yield "## Left out"
        yield bullets(items)
