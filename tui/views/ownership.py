"""Total cost of ownership on the screen: bars by class, a table by class, a table by year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.ownership import (
    LESS,
    LESS_AT,
    SUM,
    bar_title,
    bars,
    beside_sentence,
    ownership_basis,
    ownership_title,
    row_label,
)
from exports.voice.scales import Scale, money_scale, table_scale
from roi.analysis.comparison import NOTHING
from roi.analysis.ownership import TODAY, Ownership, TotalCosts
from roi.case import COST_CLASSES
from tui.views.column_widths import Column, fits, fitted, years_that_fit
from tui.views.style import signed

Label = Callable[[str], str]  # what people call a candidate
# A mark and a colour a class: told apart without colour too.
LOOKS = dict(
    zip(
        (TODAY, *COST_CLASSES),
        (
            ("░", "bright_black"),
            ("█", "blue"),
            ("▓", "cyan"),
            ("▒", "magenta"),
            ("▚", "green"),
            ("▞", "yellow"),
            ("▄", "white"),
            ("▀", "red"),
        ),
        strict=True,
    )
)
_NAME = 20  # columns of a name beside its bar, at most
_HEAD = 14  # columns of a name over its figures, in as many lines as it takes


def ownership_parts(costs: TotalCosts, width: int, label: Label = str) -> Iterator[RenderableType]:
    """All of it, for the screen."""
    yield Text(ownership_title(costs), style="bold")
    yield from ownership_bars(costs, width, label)
    yield Text("")
    yield from class_tables(costs, width, label)
    yield year_table(costs, width, label)
    for sentence in (*ownership_basis(costs), *costs.remarks):
        yield Text(sentence, style="dim")
    for owner in costs.owners:
        if beside := beside_sentence(owner, costs.currency):
            yield Text(beside.replace(owner.name, label(owner.name), 1), style="dim")


def ownership_bars(costs: TotalCosts, width: int, label: Label = str) -> Iterator[Text]:
    """A stacked bar of each way to deploy, and what its marks mean."""
    shown = bars(costs)
    longest = max((sum(part.value for part in parts) for _, parts in shown), default=0.0)
    scale = money_scale(sum(part.value for part in parts) for _, parts in shown)
    yield Text.assemble((bar_title(costs), "bold"), f", {scale.heading(costs.currency)}")
    names = min(_NAME, max(cell_len(label(owner.name)) for owner, _ in shown))
    sums = [scale.text(sum(part.value for part in parts)) for _, parts in shown]
    room = max(width - names - max(map(len, sums)) - 3, 10)
    for (owner, parts), sums_text in zip(shown, sums, strict=True):
        name = label(owner.name)
        line = Text(f"{name[: names - 1] + '…' if len(name) > names else name:{names}} ")
        done, reached = 0, 0.0
        for part in parts:
            reached += part.value
            upto = round(room * reached / longest)
            mark, colour = LOOKS[part.row]
            line.append(mark * (upto - done), style=colour)
            done = upto
        yield line.append(f" {sums_text}")
    rows = {part.row for _, parts in shown for part in parts}
    yield from _legend([row for row in LOOKS if row in rows], width)


def _legend(rows: Sequence[str], width: int) -> Iterator[Text]:
    """What the marks mean, in as many lines as it takes: a mark stays with its name."""
    line = Text()
    for row in rows:
        mark, colour = LOOKS[row]
        entry = Text.assemble((mark, colour), f" {row_label(row)}")
        if line and line.cell_len + 2 + entry.cell_len > width:
            yield line
            line = Text()
        line.append("  " if line else "").append_text(entry)
    yield line


def class_tables(costs: TotalCosts, width: int, label: Label = str) -> Iterator[Table]:
    """A row a class, a column a way to deploy; as many tables as the ways need."""
    scale = table_scale(owner.sum.total for owner in costs.owners)
    labels = [Text(row_label(row)) for row in costs.classes]
    labels += [Text(text) for text in (SUM, LESS, *LESS_AT.values())]
    columns = [
        Column("\n".join(wrap(label(owner.name), _HEAD)), _class_cells(costs, owner, scale))
        for owner in costs.owners
    ]
    size = len(columns)
    while size > 1 and not all(fits(part, width) for part in _batched(columns, size)):
        tables = -(-len(columns) // size) + 1
        size = min(size - 1, -(-len(columns) // tables))  # one table more, all about as wide, or no wider
    for part in _batched(columns, size):
        yield fitted(
            f"By class, all years, {scale.heading(costs.currency)}",
            labels,
            part,
            width,
            styles=[*[""] * len(costs.classes), "bold", "", "dim", "dim"],
            sections=[len(costs.classes) - 1],
        )


def _batched(columns: Sequence[Column], size: int) -> list[Sequence[Column]]:
    """So many at a time."""
    return [columns[first : first + size] for first in range(0, len(columns), size)]


def _class_cells(costs: TotalCosts, owner: Ownership, scale: Scale) -> list[Text]:
    held = {row.id: row.total for row in owner.rows}
    cells = [Text(scale.text(held[row]) if row in held else "–") for row in costs.classes]
    cells.append(Text(scale.text(owner.sum.total)))
    if owner.name == NOTHING:
        return [*cells, *[Text("–")] * (1 + len(LESS_AT))]
    less = [owner.less.total, *(owner.less_spread.percentiles[p].value for p in LESS_AT)]
    return [*cells, *(signed(scale.text(value), value) for value in less)]


def year_table(costs: TotalCosts, width: int, label: Label = str) -> Table:
    """A row a way to deploy: its sum by year; years that do not fit are summed as Later."""
    sums = [(owner.sum.by_year, owner.sum.total, owner.sum.present_value) for owner in costs.owners]
    scale = table_scale(total for _, total, _ in sums)
    columns = years_that_fit(costs.columns, sums, width, lambda value: Text(scale.text(value)))
    if len(columns) < len(costs.columns) + 2 or not fits(columns, width):  # fewer digits before fewer years
        scale = money_scale(total for _, total, _ in sums)
        columns = years_that_fit(costs.columns, sums, width, lambda value: Text(scale.text(value)))
    title = f"{SUM} by year, {scale.heading(costs.currency)}"
    return fitted(title, [Text(label(owner.name)) for owner in costs.owners], columns, width)
