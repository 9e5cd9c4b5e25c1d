"""Tables that fit: columns go, those that matter least first, before a label does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from roi.records import dataclass
from tui.views.style import titled

LABEL, SHORTEST = 22, 12  # columns of a label where there is room, and at least
_GAP, _EDGE = 2, 3  # columns between two columns, and at the sides of a table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its head, in lines; its cells; and its rank: the highest goes first, 0 stays."""

    head: str
    cells: Sequence[Text]
    rank: int = 0

    @property
    def width(self) -> int:
        """Columns of the terminal that it takes."""
        head = (cell_len(line) for line in self.head.splitlines())
        return max(*head, *(cell_len(cell.plain) for cell in self.cells), 0)


def room(width: int) -> int:
    """Columns that a label must have."""
    return min(LABEL, max(SHORTEST, width // 4))


def kept(columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that leave labels their room; those of one rank go together."""
    shown = list(columns)
    while _taken(shown) > width - room(width) and any(column.rank for column in shown):
        last = max(column.rank for column in shown)
        shown = [column for column in shown if column.rank < last]
    return shown


def fits(columns: Sequence[Column], width: int) -> bool:
    """Whether all of them leave labels their room."""
    return _taken(columns) <= width - room(width)


def fitted(
    title: str,
    labels: Sequence[Text],
    columns: Sequence[Column],
    width: int,
    *,
    styles: Sequence[str] = (),
    sections: Sequence[int] = (),
) -> Table:
    """A table of labels and figures as wide as there is room.

    Args:
        title: what it is, and the unit of its figures.
        labels: of the rows; they take more lines where there is little room.
        columns: those that have no room are named below the table.
        width: columns of the terminal.
        styles: of the rows.
        sections: rows after which a new part begins.
    """
    shown = kept(columns, width)
    table = titled(title, close=True)
    least = max(1, min(room(width), width - _taken(shown)))
    table.add_column("", min_width=least, overflow="fold")
    for column in shown:
        table.add_column(column.head, justify="right", no_wrap=fits(shown, width), overflow="fold")
    for place, label in enumerate(labels):
        style = styles[place] if styles else ""
        table.add_row(label, *(column.cells[place] for column in shown), style=style)
        if place in sections:
            table.add_section()
    left_out = [column.head for column in columns if column not in shown]
    if left_out:
        table.caption = f"No room for {', '.join(left_out)}."
        table.caption_justify = "left"
    return table


def years_that_fit(
    years: Sequence[str],
    rows: Sequence[tuple[Sequence[float], float, float]],
    width: int,
    cell: Callable[[float], Text],
) -> list[Column]:
    """Years, the total and the present value; years that have no room are summed as Later, and then go.

    Args:
        years: heads, in their order.
        rows: of each its amounts by year, in all, and their present value.
        width: columns of the terminal.
        cell: an amount as it is shown.
    """
    for kept_years in range(len(years), 0, -1):
        alone = kept_years if kept_years == len(years) else kept_years - 1
        later = 0 < alone < len(years)
        heads = [*years[:alone], *(["Later"] if later else []), "Total", "PV"]
        amounts = [
            (*by_year[:alone], *([sum(by_year[alone:])] if later else []), total, present_value)
            for by_year, total, present_value in rows
        ]
        columns = [Column(head, [cell(row[k]) for row in amounts]) for k, head in enumerate(heads)]
        if fits(columns, width):
            break
    return columns


def _taken(columns: Sequence[Column]) -> int:
    return sum(column.width + _GAP for column in columns) + _EDGE
