"""Where two sides have little room, labels take more lines or are shorter: no figure is cut."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import RadioButton, Static

from exports.voice.model_facts import option_title
from roi.sim.cuts import CASH
from tests.support.printed import printed
from tests.tui.app.pilots import piloted, settled, show_tab, text_of, until
from tui.app.app import RoiApp
from tui.app.state import tiles
from tui.app.widgets.compare import ComparePane
from tui.app.widgets.headline import BAR
from tui.app.widgets.result import TileBox

pytestmark = pytest.mark.few_draws
SIZES = [(80, 24), (100, 30), (124, 30)]
TIMES = 1_000_000  # what the tests' own case has: larger figures than those of any shipped case
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


@pytest.fixture
def large(tmp_path: Path) -> str:
    """The case with a pilot and figures a million times as large."""
    path = piloted(tmp_path)
    letters, build = "range(8_000, 10_000, 15_000)", "range(60_000, 90_000, 200_000)"
    text = path.read_text(encoding="utf-8")
    for value in (letters, build):
        assert value in text
        text = text.replace(value, value.replace("_000", f"_000{f'{TIMES:_}'[1:]}"))
    path.write_text(text, encoding="utf-8")
    return str(path)


async def test_tiles_and_tables_hold_their_figures_whole(large: str) -> None:
    async with RoiApp(large).run_test(size=SIZES[0]) as pilot:
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


async def test_a_table_of_options_holds_its_figures_whole(large: str) -> None:
    async with RoiApp(large).run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "compare")
        list(screen.query_one(ComparePane).query(RadioButton))[1].value = True
        for name in ("#comparison", "#differences", "#choosing", "#volumes"):
            widget = screen.query_one(name, Static)
            await until(pilot, lambda w=widget: filled(w) and len(figures(w, 300)) > 2, name)
            assert figures(widget, widget.content_size.width) == figures(widget, 300), name


@pytest.mark.parametrize("columns", [40, 64, 80, 120, 200])
async def test_the_title_says_of_what_the_figures_are(app: RoiApp, columns: int) -> None:
    """Which benefits count and how it is deployed stay longest: on most tabs nothing else says it."""
    async with app.run_test(size=(columns, 24)) as pilot:
        screen = await settled(pilot)
        await screen.commit(screen.session.choose(option="hosted"))
        screen.view = replace(screen.view, cut=CASH)
        screen.show_result()
        await pilot.pause()
        title = text_of(screen.query_one("#title-text", Static))
        assert "● unsaved" in title
        assert cell_len(title) <= columns - BAR
        if columns >= 64:
            assert "cash only" in title
            assert option_title(screen.session.model)[:8] in title
