"""The tables of a tracked estimate as texts, the same on a screen and in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from exports.voice.formats import DIMENSIONLESS
from exports.voice.track import (
    amount,
    bare_spans,
    month_text,
    realised_text,
    signed_amount,
    variance_word,
)
from roi.observed.tracked import Bands, Range, Tracked, TrackedLine, Variance
from roi.records import dataclass
from roi.text import counted


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A row of texts; `mark`: how unlikely the forecast holds what it says; `past`: the row below holds now."""

    cells: tuple[str, ...]
    mark: Literal["", "unlikely", "surprising"] = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class TrackTable:
    """A table; the first column is of texts, the others of figures.

    Attributes:
        words: whether the last column is of texts too.
        marked: the column that a row's mark is of, counted from the last one, -1.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[TrackRow, ...]
    words: bool = False
    marked: int = -1


def to_date_table(tracked: Tracked, *, wide: bool) -> TrackTable:
    """What was observed beside what was sold of the same months; `wide` with its P10 and P90."""
    sold = ("P10 sold", "P50 sold", "P90 sold") if wide else ("P50 sold",)
    rows = tuple(_to_date_row(line, line.to_date, wide) for line in tracked.lines if line.to_date is not None)
    title = f"Realised to date, money in {tracked.model.currency}"
    return TrackTable(title, ("", "Months", "Realised", *sold, "Variance", ""), rows)


def _to_date_row(line: TrackedLine, variance: Variance, wide: bool) -> TrackRow:
    of = [month for month, value in enumerate(line.actual) if value is not None]
    sold = (variance.p10, variance.p50, variance.p90) if wide else (variance.p50,)
    return TrackRow(
        (
            _named(line),
            bare_spans(of) or "all",
            realised_text(variance, line),
            *(amount(value, line) for value in sold),
            signed_amount(variance.difference, line),
            variance_word(variance),
        ),
        "surprising" if variance.surprising else "unlikely" if variance.unlikely else "",
    )


def _named(line: TrackedLine) -> str:
    if line.kind != "shown line":
        return line.label if line.counts else f"{line.label} (does not count)"
    return line.label if line.unit == DIMENSIONLESS else f"{line.label}, {line.unit}"


def completion_table(tracked: Tracked, *, wide: bool) -> TrackTable:
    """Benefits and costs over the whole horizon, undiscounted, and what they do to the expected NPV.

    `wide` with P10 to P90.
    """
    rows = []
    for line in tracked.lines:
        completion = line.completion
        if completion is None or not any(
            (completion.sold.p90, completion.completion.p90, completion.realised)
        ):
            continue
        observed = any(value is not None for value in line.actual)
        cells = (
            _named(line),
            _range(completion.sold, line, wide),
            amount(completion.realised, line) if observed else "",
            amount(completion.rest.p50, line),
            _range(completion.completion, line, wide),
            signed_amount(completion.npv_realised + completion.npv_rest, line) if line.counts else "",
        )
        rows.append(TrackRow(cells))
    title = (
        f"At completion: {counted(tracked.model.horizon, 'month')}, undiscounted, {tracked.model.currency}"
    )
    return TrackTable(
        title, ("", "P50 sold", "Realised", "P50 to come", "P50 in all", "NPV change"), tuple(rows)
    )


def _range(interval: Range, line: TrackedLine, wide: bool) -> str:
    low, middle, high = (amount(each, line) for each in (interval.p10, interval.p50, interval.p90))
    return middle if not wide or low == middle == high else f"{middle} ({low} to {high})"


def month_tables(tracked: Tracked) -> Iterator[TrackTable]:
    """The running net, and each line that was observed, by month."""
    net = tracked.cumulative
    money = next((line for line in tracked.lines if line.kind != "shown line"), None)
    if money is not None:
        title = f"Running net, {tracked.model.currency}"
        yield month_table(tracked, title, money, net.sold, net.realised, net.updated)
    for line in tracked.lines:
        if line.sold is not None and line.updated is not None and set(line.actual) != {None}:
            title = f"{line.label}, {line.unit}"
            yield month_table(tracked, title, line, line.sold, line.actual, line.updated)


def month_table(
    tracked: Tracked,
    title: str,
    line: TrackedLine,
    sold: Bands,
    realised: Sequence[float | None],
    updated: Bands,
) -> TrackTable:
    """A row a month: as sold, as observed, and as it is expected now."""
    heads = ("Month", "P10 sold", "P50 sold", "P90 sold", "Observed", "P10 now", "P50 now", "P90 now")
    rows = []
    for month, value in enumerate(realised):
        was, now = (
            tuple(amount(x[month], line) for x in (bands.p10, bands.p50, bands.p90))
            for bands in (sold, updated)
        )
        seen = "" if value is None else amount(value, line)
        rows.append(TrackRow((month_text(tracked, month), *was, seen, *now)))
    return TrackTable(title, heads, tuple(rows))
