"""The names that a master may use, with their texts."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Column, Table
from rich.text import Text

from tui.views.style import titled


def variables_table(texts: Mapping[str, str]) -> Table:
    """A row a name; a name without a text stays in a master as if it were not there."""
    columns = (Column("Name", no_wrap=True), Column("Text", overflow="fold"))
    table = titled("Names for a master, in double braces", *columns)
    for name, text in texts.items():
        table.add_row(f"{{{{{name}}}}}", Text(text or "–", style="" if text else "dim"))
    return table
