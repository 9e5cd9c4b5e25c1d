"""Parts of an answer over a portfolio, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.portfolio_paper.parts import PaperPart
from exports.story.parts import StoryTable
from tui.views.style import box, heading


def rendered(parts: Iterable[PaperPart]) -> Iterator[RenderableType]:
    """Each part: heading, sentences, table, sentences, list."""
    for part in parts:
        yield heading(part.title)
        if part.lead:
            yield Text(" ".join(part.lead))
        if part.table is not None:
            yield _table(part.table)
        if part.after:
            yield Text(" ".join(part.after), style="dim")
        for item in part.items:
            yield Text(f"- {item}")
        yield Text("")


def _table(cells: StoryTable) -> Table:
    table = Table(box=box(), padding=(0, 1, 0, 0))
    for place, head in enumerate(cells.head):
        figures = place >= cells.figures_from
        table.add_column(head, justify="right" if figures else "left", overflow="fold", no_wrap=figures)
    for row in cells.rows:
        table.add_row(*(Text(cell, style="red" if cell.startswith("−") else "") for cell in row))
    return table
