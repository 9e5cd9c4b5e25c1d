"""The deals of a portfolio as a table: a row a deal, headings with sums where they are grouped."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import DataTable

from exports.voice.formats import share
from tui.app.widgets.axes import short
from tui.desk.deal_list import COLUMNS, Arrangement, DealGroup, Listed, SortColumn, sums

IN, OUT, UNKNOWN = "●", "○", " "
MARK = "mark"
_LONGEST = 24  # columns of a name or another text


class DealsTable(DataTable[Text]):
    """Sorted, filtered and grouped as it is told; says what is chosen."""

    CALLED = "The deals"
    HELP = (
        "The deals: ● is in within the budget, ○ is out. Arrows move, Enter opens the estimate, F2 there comes "
        "back. s sorts by another column, a click on its head too; r turns the order round, g groups, / finds. "
        "Left and right show further columns."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open"),
        Binding("home", "scroll_top", "First", show=False),
        Binding("end", "scroll_bottom", "Last", show=False),
    ]

    class Chosen(Message):
        """The cursor stands on a deal, or on none."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.deal = name

    class Sorted(Message):
        """A head was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    class Opened(Message):
        """A deal is to be opened."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.deal = name

    def __init__(self) -> None:
        super().__init__(cursor_type="row", fixed_columns=2, id="deals")
        self._funded: frozenset[str] | None = None
        self._names: list[str] = []

    @property
    def chosen(self) -> str:
        """The name of the deal under the cursor; "" on a heading, or where there is none."""
        return self._names[self.cursor_row] if 0 <= self.cursor_row < len(self._names) else ""

    def show(self, parts: Sequence[DealGroup], how: Arrangement, *, stay: bool = True) -> None:
        """Other deals, or in another order; `stay`: the cursor does, on the deal on which it stood."""
        before = self.chosen if stay else ""
        place = self.scroll_offset.x
        self.clear(columns=True)
        self.add_column(Text(" "), key=MARK, width=1)
        for column in COLUMNS.values():
            self.add_column(_head(column, how), key=column.id)
        self._names = []
        for part in parts:
            if how.group:
                self._heading(part)
            for listed in part.deals:
                cells = (
                    Text(self._mark(listed.name)),
                    *(cell(listed, column) for column in COLUMNS.values()),
                )
                self.add_row(*cells, key=listed.name)
                self._names.append(listed.name)
        if before in self._names:
            self.move_cursor(row=self._names.index(before))
        elif how.group and len(self._names) > 1:
            self.move_cursor(row=1)
        self.scroll_to(x=place, animate=False)
        self.post_message(self.Chosen(self.chosen))

    def _heading(self, part: DealGroup) -> None:
        mean, weighted, money = sums(part.deals)
        known = {"weighted": weighted, "mean": mean, "money": money}
        cells = [Text(" ")]
        for column in COLUMNS.values():
            words = short(known[column.id]) if column.id in known else ""
            if column.id == "name":
                words = f"{part.heading} ({len(part.deals):,})"
            justify = "left" if column.kind == "text" else "right"
            cells.append(Text(words, style="bold", justify=justify, no_wrap=True))  # type: ignore[arg-type]
        self.add_row(*cells)
        self._names.append("")

    def _mark(self, name: str) -> str:
        return UNKNOWN if self._funded is None else IN if name in self._funded else OUT

    def mark(self, funded: Collection[str] | None) -> None:
        """Which deals are in; None while nobody knows."""
        before, self._funded = self._funded, None if funded is None else frozenset(funded)
        if before == self._funded:
            return
        for name in self._names:
            if name and (
                before is None or self._funded is None or (name in before) != (name in self._funded)
            ):
                self.update_cell(name, MARK, Text(self._mark(name), style="bold green"))

    @on(DataTable.RowHighlighted)
    def _highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self.post_message(self.Chosen(self.chosen))

    @on(DataTable.RowSelected)
    def _selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if self.chosen:
            self.post_message(self.Opened(self.chosen))

    @on(DataTable.HeaderSelected)
    def _head_clicked(self, event: DataTable.HeaderSelected) -> None:
        event.stop()
        if event.column_key.value in COLUMNS:
            self.post_message(self.Sorted(str(event.column_key.value)))


def _head(column: SortColumn, how: Arrangement) -> Text:
    """The title, with an arrow on the one that the list is sorted by."""
    sorted_by = column.id == how.column
    arrow = (" ▼" if column.largest_first != how.reverse else " ▲") if sorted_by else ""
    style = "bold" if sorted_by else ""
    return Text(f"{column.title}{arrow}", style=style, justify="left" if column.kind == "text" else "right")


def cell(listed: Listed, column: SortColumn) -> Text:
    """What a deal shows in a column."""
    deal, row = listed.deal, listed.row
    texts: dict[str, Any] = {
        "name": deal.name, "stage": deal.stage, "owner": deal.owner, "sector": deal.sector,
        "close": f"{deal.close:%Y-%m-%d}" if deal.close else "",
        "option": row.option if row else "",
    }  # fmt: skip
    if column.kind == "text":
        text = Text(" ".join(texts[column.id].split()), no_wrap=True, overflow="ellipsis")
        text.truncate(_LONGEST, overflow="ellipsis")
        if column.id == "name" and listed.problem:
            text.stylize("red")
        return text
    value = column.key(listed)
    if not isinstance(value, float | int):
        return Text("failed" if listed.problem and column.id == "weighted" else "", justify="right")
    if column.kind == "money":
        return Text(short(value), style="red" if value < 0 else "", justify="right")
    words = share(value) if column.kind == "share" else "never" if math.isinf(value) else f"{value:.0f} mo"
    return Text(words, justify="right")
