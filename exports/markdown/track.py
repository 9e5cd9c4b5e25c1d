"""A tracked estimate as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from exports.brand import Brand
from exports.markdown.syntax import bold, bullets, document, escape, table
from exports.voice.track import (
    by_owner,
    doubt_sentences,
    headline_sentences,
    measured_text,
    notes,
    request_sentence,
)
from exports.voice.track_tables import TrackTable, completion_table, month_tables, to_date_table
from exports.voice.update import method_sentences
from roi.observed.tracked import Tracked


def track_markdown(tracked: Tracked, brand: Brand, *, months: bool = False) -> str:
    """All of it; `months` adds a table by month of the running net and of each observed line."""
    title = f"{tracked.model.case.header.title}: realised and still to come"
    return document(title, _blocks(tracked, months), brand)


def _blocks(tracked: Tracked, months: bool) -> Iterator[str]:
    diagnostics = tracked.diagnostics
    yield from (bold(sentence) for sentence in doubt_sentences(tracked))
    yield from (escape(sentence) for sentence in headline_sentences(tracked))
    tables = [to_date_table(tracked, wide=True)] if any(line.to_date for line in tracked.lines) else []
    for each in (*tables, completion_table(tracked, wide=True)):
        yield from _table(each)
    if tracked.requests:
        yield "## Asked for next"
        for owner, requests in by_owner(tracked.requests):
            yield bold(owner)
            yield bullets(escape(request_sentence(each)) for each in requests)
    seen = [line for line in tracked.lines if line.measured]
    if seen:
        yield "## What was observed"
        for line in seen:
            yield bold(line.label)
            yield bullets(escape(measured_text(each, line)) for each in line.measured)
    if months:
        for each in month_tables(tracked):
            yield from _table(each)
    words = [*notes(tracked), *(method_sentences(diagnostics) if diagnostics is not None else ())]
    if words:
        yield "## How it was worked out"
        yield bullets(escape(each) for each in words)


def _table(each: TrackTable) -> Iterator[str]:
    yield f"## {escape(each.title)}"
    yield table(each.heads, [row.cells for row in each.rows])
