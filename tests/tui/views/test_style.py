"""Tables in little room: figures are whole, or left out by name."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Column, Table

from tui.views.style import figures, titled

HEADS = ("Mean", "±", "P10", "Better")
ROWS = (
    ("external-markers", "−1,210", "17", "−1,962", "99.9 %"),
    ("case", "−218", "4", "GBP 1.25 M ± 0.02 M", "2.6 %"),
)


def table(**name: bool) -> Table:
    made = titled("Beside the case", Column("", **name), *figures(*HEADS))  # type: ignore[arg-type]
    for row in ROWS:
        made.add_row(*row)
    made.caption = "On the same draws."
    return made


def shown(made: Table, width: int) -> str:
    paper = io.StringIO()
    Console(file=paper, width=width, color_system=None).print(made)
    return paper.getvalue()


@given(st.integers(26, 120), st.booleans())
def test_a_figure_is_whole_or_its_column_is_named_as_left_out(width: int, no_wrap: bool) -> None:
    text = shown(table(no_wrap=no_wrap), width)
    assert max(map(len, text.splitlines())) <= width
    left_out = " ".join(text.split()).partition("No room for ")[2].partition(".")[0].split(", ")
    for place, head in enumerate(HEADS, start=1):
        for row in ROWS:
            assert (row[place] in text) == (head not in left_out), (head, row[place])
    assert "…" not in text


def test_where_there_is_room_nothing_is_left_out_and_names_stand_on_a_line() -> None:
    text = shown(table(no_wrap=True), 80)
    assert "external-markers" in text
    assert "No room" not in text


def test_one_column_of_figures_stays() -> None:
    assert "No room for ±, P10, Better." in " ".join(shown(table(), 20).split())
