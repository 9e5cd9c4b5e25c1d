"""A table of what was observed on a screen: with columns, or as a list where there is no room for them."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exports.voice.track_tables import TrackTable
from tui.views.style import box, heading

_STYLES = {"": "", "unlikely": "yellow", "surprising": "red"}


def rich_table(content: TrackTable) -> Table:
    """The rows as rows; figures are folded where they are wider than their column, never cut."""
    drawn = Table(title=heading(content.title), title_justify="left", box=box(), pad_edge=False)
    first, *others = content.heads
    drawn.add_column(first, overflow="fold", ratio=2)
    for head in others[:-1] if content.words else others:
        drawn.add_column(head, justify="right", overflow="fold")
    if content.words:
        drawn.add_column(others[-1], overflow="fold", ratio=1)
    for row in content.rows:
        cells = [Text(cell, "dim" if row.past else "") for cell in row.cells]
        cells[content.marked].stylize(_STYLES[row.mark])
        drawn.add_row(*cells)
    return drawn


def list_of(content: TrackTable) -> RenderableType:
    """The label of each row, and beneath it the cells behind their headings."""
    lines: list[RenderableType] = [heading(content.title)]
    for row in content.rows:
        cells = [cell for cell in zip(content.heads[1:], row.cells[1:], strict=True) if cell[1]]
        lines.append(Text(row.cells[0], style="cyan"))
        parts = [Text.assemble((f"{head} ", "dim"), (cell, _STYLES[row.mark])) for head, cell in cells]
        lines.append(Padding(Text("; ").join(parts), (0, 0, 0, 2)))
    return Group(*lines, Text(""))
