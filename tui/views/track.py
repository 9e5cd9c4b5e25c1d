"""Realised to date and what is still to come: by line, by month, and who is asked for what next."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.track import by_owner, doubt_sentences, headline_sentences, notes, request_sentence
from exports.voice.track_tables import completion_table, month_tables, to_date_table
from roi.observed.tracked import Tracked
from tui.views.style import heading
from tui.views.track_tables import rich_table

WIDE = 116  # columns from which ranges have room


def track_parts(tracked: Tracked, width: int, *, months: bool = False) -> Iterator[RenderableType]:
    """All of it, the most important first."""
    yield from headline_parts(tracked)
    yield from table_parts(tracked, width)
    if months:
        yield from (rich_table(each) for each in month_tables(tracked))
    yield from request_parts(tracked)
    for sentence in notes(tracked):
        yield Text(sentence, style="dim")


def headline_parts(tracked: Tracked) -> Iterator[Text]:
    """What must be known before anything else, and what it comes to."""
    for sentence in doubt_sentences(tracked):
        yield Text(sentence, style="red bold")
    for sentence in headline_sentences(tracked):
        yield Text(sentence, style="bold")


def table_parts(tracked: Tracked, width: int) -> Iterator[Table]:
    """Realised to date, and at completion."""
    wide = width >= WIDE
    if any(line.to_date for line in tracked.lines):
        yield rich_table(to_date_table(tracked, wide=wide))
    yield rich_table(completion_table(tracked, wide=wide))


def request_parts(tracked: Tracked) -> Iterator[RenderableType]:
    """Who is asked for what next."""
    if not tracked.requests:
        return
    yield heading("Asked for next")
    for owner, requests in by_owner(tracked.requests):
        yield Text(owner, style="cyan")
        for request in requests:
            yield Text(f"  {request_sentence(request)}")
    yield Text("")
