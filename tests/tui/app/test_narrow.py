"""Where two sides have little room, labels take more lines or are shorter: no figure is cut."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot
from textual.widgets import RadioButton, Static

from tests.support.printed import printed
from tests.tui.app.pilots import settled, show_tab, until
from tui.app.app import RoiApp
from tui.app.state import tiles
from tui.app.widgets.compare import ComparePane
from tui.app.widgets.result import TileBox

pytestmark = pytest.mark.few_draws
SIZES = [(80, 24), (100, 30), (124, 30)]
CASE = "bank-chatbot"  # has the largest figures; the table of options is that of another case
PARTS = {
    "cash": ("#finance",),
    "drivers": ("#part-drivers", "#part-information", "#part-break_even", "#part-two_way"),
    "compare": ("#comparison", "#differences"),
}
FIGURE = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?")


def filled(widget: Static) -> bool:
    """Whether it holds a table of figures; told before it is drawn, which takes long."""
    return bool(widget.display and widget.content_size.width and widget.content)


def figures(widget: Static, width: int) -> list[str]:
    """Every number of a widget's table, drawn in so many columns."""
    return sorted(FIGURE.findall(printed(widget.content, width)))


@pytest.mark.slow
async def test_tiles_and_tables_hold_their_figures_whole() -> None:
    async with RoiApp(CASE).run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await _tiles_are_whole(pilot)
            await _tables_are_whole(pilot)


async def _tiles_are_whole(pilot: Pilot[None]) -> None:
    screen = await show_tab(pilot, "result")
    await pilot.pause()
    for box, tile in zip(screen.query(TileBox), tiles(screen.view), strict=True):
        room = box.content_size.width
        shown = str(box.render()).split("\n")
        assert shown == [*tile.fitting(room)[:1], tile.value, tile.fitting(room)[1]]
        assert max(map(len, shown)) <= room
        assert len(shown) <= box.content_size.height


async def _tables_are_whole(pilot: Pilot[None]) -> None:
    for tab, names in PARTS.items():
        screen = await show_tab(pilot, tab)
        for name in names:
            widget = screen.query_one(name, Static)
            await until(pilot, lambda w=widget: filled(w) and len(figures(w, 300)) > 2, f"{tab}: {name}")
            assert figures(widget, widget.content_size.width) == figures(widget, 300), name


@pytest.mark.slow
async def test_a_table_of_options_holds_its_figures_whole() -> None:
    async with RoiApp("code-assistant").run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "compare")
        list(screen.query_one(ComparePane).query(RadioButton))[1].value = True
        for name in ("#comparison", "#differences", "#choosing", "#volumes"):
            widget = screen.query_one(name, Static)
            await until(pilot, lambda w=widget: filled(w) and len(figures(w, 300)) > 2, name)
            assert figures(widget, widget.content_size.width) == figures(widget, 300), name
