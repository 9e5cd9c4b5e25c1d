"""An update by observations as Markdown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from exports.brand import Brand
from exports.markdown.claims import claims_section
from exports.markdown.syntax import bold, bullets, document, escape, table
from exports.voice.track_tables import TrackTable
from exports.voice.update import headline_sentences, method_sentences, problem_sentences, surprise_sentence
from exports.voice.update_tables import figures_table, inputs_table, metrics_table
from roi.notation import written_day
from roi.observed.results import Update
from roi.text import counted


def update_markdown(update: Update, brand: Brand) -> str:
    """All of it: surprises, before and after, the claims on what was measured, how far it can be trusted."""
    title = f"{update.model.case.header.title}: updated by what was observed"
    return document(title, _blocks(update), brand)


def _blocks(update: Update) -> Iterator[str]:
    diagnostics = update.diagnostics
    yield from (bold(sentence) for sentence in problem_sentences(diagnostics))
    yield from (escape(sentence) for sentence in headline_sentences(update))
    if update.surprises:
        yield "## Not expected: outside P1 to P99 of the forecast"
        yield bullets(escape(surprise_sentence(each, update)) for each in update.surprises)
    if diagnostics.trusted:
        yield from _table(metrics_table(update))
    yield from _table(inputs_table(update), figures_from=3)
    yield from _table(figures_table(update))
    if diagnostics.trusted:
        yield from claims_section([now for _, now in update.claims()])
    yield "## Where it comes from"
    yield bullets(escape(text) for text in _sources(update))
    yield "## How it was worked out"
    yield bullets(escape(sentence) for sentence in method_sentences(diagnostics))


def _table(content: TrackTable, figures_from: int = 1) -> Iterator[str]:
    yield f"## {escape(content.title)}"
    yield table(content.heads, [row.cells for row in content.rows], figures_from=figures_from)


def _sources(update: Update) -> Iterator[str]:
    """Each source once, with who took it down, how many rows and until when."""
    rows: dict[tuple[str, str], int] = {}
    days: dict[tuple[str, str], datetime.date] = {}
    for row in update.observations:
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
