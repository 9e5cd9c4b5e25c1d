"""What a person reads on a screen as Markdown: sentences, and tables under their titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Span, Text

from exports.markdown.syntax import bold, escape, table

WIDTH = 200  # columns of the parts: nothing is shortened for a document


def parts_markdown(parts: Iterable[RenderableType]) -> Iterator[str]:
    """The blocks of parts, each a sentence or a table."""
    for part in parts:
        yield from _blocks(part)


def _blocks(part: RenderableType) -> Iterator[str]:
    if isinstance(part, Text):
        if part.plain.strip():
            yield _sentence(part)
        return
    assert isinstance(part, Table)
    yield f"## {escape(_plain(part.title))}"
    heads = [_plain(column.header) for column in part.columns]
    first = next((k for k, column in enumerate(part.columns) if column.justify == "right"), len(heads))
    rows = zip(*(map(_plain, column.cells) for column in part.columns), strict=True)
    marked = (
        map(bold, cells) if row.style == "bold" else cells for cells, row in zip(rows, part.rows, strict=True)
    )
    yield table(heads, map(tuple, marked), figures_from=first)
    if part.caption:
        yield escape(_plain(part.caption))


def _sentence(text: Text) -> str:
    """With what the screen leads with in bold."""
    spans = [*text.spans, Span(0, len(text), text.style)] if text.style else text.spans
    lead = next((span.end for span in spans if span.start == 0 and span.style == "bold"), 0)
    head, rest = text.plain[:lead].strip(), text.plain[lead:].strip()
    return " ".join(part for part in (bold(head), escape(rest)) if part)


def _plain(cell: object) -> str:
    """A cell on one line: what stands below its first line follows it."""
    text = cell.plain if isinstance(cell, Text) else str(cell or "")
    return "; ".join(line for line in text.split("\n") if line)
