"""An update by observations, and a tracked estimate, as Markdown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from exports.brand import Brand
from exports.markdown.claims import claims_section
from exports.markdown.syntax import bold, bullets, document, escape, table
from exports.voice import track, update
from exports.voice.track_tables import TrackTable, completion_table, month_tables, to_date_table
from exports.voice.update_tables import figures_table, inputs_table, metrics_table
from roi.notation import written_day
from roi.observed.results import Update
from roi.observed.tracked import Tracked
from roi.text import counted


def update_markdown(updated: Update, brand: Brand) -> str:
    """All of it: surprises, before and after, the claims on what was measured, how far it can be trusted."""
    title = f"{updated.model.case.header.title}: updated by what was observed"
    return document(title, _of_update(updated), brand)


def _of_update(updated: Update) -> Iterator[str]:
    diagnostics = updated.diagnostics
    yield from (bold(sentence) for sentence in update.problem_sentences(diagnostics))
    yield from (escape(sentence) for sentence in update.headline_sentences(updated))
    if updated.surprises:
        yield "## Not expected: outside P1 to P99 of the forecast"
        yield bullets(escape(update.surprise_sentence(each, updated)) for each in updated.surprises)
    if diagnostics.trusted:
        yield from _table(metrics_table(updated))
    yield from _table(inputs_table(updated), figures_from=3)
    yield from _table(figures_table(updated))
    if diagnostics.trusted:
        yield from claims_section([now for _, now in updated.claims()])
    yield "## Where it comes from"
    yield bullets(escape(text) for text in _sources(updated))
    yield "## How it was worked out"
    yield bullets(escape(sentence) for sentence in update.method_sentences(diagnostics))


def _table(content: TrackTable, figures_from: int = 1) -> Iterator[str]:
    yield f"## {escape(content.title)}"
    yield table(content.heads, [row.cells for row in content.rows], figures_from=figures_from)


def _sources(updated: Update) -> Iterator[str]:
    """Each source once, with who took it down, how many rows and until when."""
    rows: dict[tuple[str, str], int] = {}
    days: dict[tuple[str, str], datetime.date] = {}
    for row in updated.observations:
        key = (row.source or "No source named", row.by)
        rows[key] = rows.get(key, 0) + 1
        if row.date is not None:
            days[key] = max(row.date, days.get(key, row.date))
    for (source, by), count in rows.items():
        day = days.get((source, by))
        parts = [
            source,
            by,
            f"until {written_day(day)}" if day else "",
            counted(count, "row"),
        ]
        yield ", ".join(part for part in parts if part)


def track_markdown(tracked: Tracked, brand: Brand, *, months: bool = False) -> str:
    """All of it; `months` adds a table by month of the running net and of each observed line."""
    title = f"{tracked.model.case.header.title}: realised and still to come"
    return document(title, _of_tracked(tracked, months), brand)


def _of_tracked(tracked: Tracked, months: bool) -> Iterator[str]:
    diagnostics = tracked.diagnostics
    yield from (bold(sentence) for sentence in track.doubt_sentences(tracked))
    yield from (escape(sentence) for sentence in track.headline_sentences(tracked))
    tables = [to_date_table(tracked, wide=True)] if any(line.to_date for line in tracked.lines) else []
    for each in (*tables, completion_table(tracked, wide=True)):
        yield from _table(each)
    if tracked.requests:
        yield "## Asked for next"
        for owner, requests in track.by_owner(tracked.requests):
            yield bold(owner)
            yield bullets(escape(track.request_sentence(each)) for each in requests)
    seen = [line for line in tracked.lines if line.measured]
    if seen:
        yield "## What was observed"
        for line in seen:
            yield bold(line.label)
            yield bullets(escape(track.measured_text(each, line)) for each in line.measured)
    if months:
        for each in month_tables(tracked):
            yield from _table(each)
    words = [
        *track.notes(tracked),
        *(update.method_sentences(diagnostics) if diagnostics is not None else ()),
    ]
    if words:
        yield "## How it was worked out"
        yield bullets(escape(each) for each in words)
