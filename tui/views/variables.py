"""The names that a master may use, with their texts."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text

from tui.views.style import box, heading


def variables_table(texts: Mapping[str, str]) -> Table:
    """A row a name; a name without a text stays in a master as if it were not there."""
    table = Table(box=box(), title=heading("Names for a master, in double braces"), title_justify="left")
    table.add_column("Name", no_wrap=True)
    table.add_column("Text", overflow="fold")
    for name, text in texts.items():
        table.add_row(f"{{{{{name}}}}}", Text(text or "–", style="" if text else "dim"))
    return table
