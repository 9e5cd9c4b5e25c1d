"""The tab Realised: there once something was observed, with a chart of any line and who is asked for what next."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Static
from typer.testing import CliRunner

from tests.support.printed import printed
from tests.tui.app.pilots import CASE, painted, settled, show_tab, until
from tui.app.actions import TABS
from tui.app.app import RoiApp
from tui.app.widgets.tracking_chart import EXPECTED, OBSERVED, SOLD, TrackingChart
from tui.cli.whole import app as commands

pytestmark = pytest.mark.few_draws
ROWS = """name,month,value,unit,error,source
fees,1-2,2000,USD,exact,invoice
time_value,1,9000,USD,10%,time study
time_value,2,14000,USD,10%,time study
"""


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estimate that something was observed of."""
    folder = tmp_path_factory.mktemp("realised")
    (folder / "rows.csv").write_text(ROWS)
    path = folder / "acme.toml"
    words = [
        "update",
        str(CASE),
        "--observed",
        str(folder / "rows.csv"),
        "--draws",
        "1024",
        "--save",
        str(path),
    ]
    result = CliRunner().invoke(commands, words)
    assert result.exit_code == 0, (result.output, result.exception)
    return path


def shown(widget: Static) -> str:
    return " ".join(printed(widget.content, widget.content_size.width).split())


async def test_what_came_of_it(observed: Path) -> None:
    async with RoiApp(str(observed)).run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "realised")
        head = shown(screen.query_one("#realised-headline", Static))
        assert "Month 2 of" in head
        assert "Expected NPV at completion USD" in head
        assert "is realised already" in head
        legend = shown(screen.query_one("#realised-legend", Static))
        assert all(mark in legend for mark in (SOLD, OBSERVED, EXPECTED))
        tables = shown(screen.query_one("#realised-tables", Static))
        assert "23.0 k ± 1.84 k" in tables
        assert "P50 to come" in tables
        assert "Asked for next" in shown(screen.query_one("#realised-requests", Static))
        assert screen.query_one(TrackingChart).size.height >= 8
        button = screen.query_one("#realised-line", Button)
        assert str(button.label) == "Shown: running net"
        screen.set_focus(button)
        await pilot.press("l")
        await until(pilot, lambda: pilot.app.screen is not screen, "the lines")
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the tab again")
        assert str(button.label) != "Shown: running net"
        assert "a month" in shown(screen.query_one("#realised-legend", Static))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert screen.query_one(TrackingChart).size.height >= 8
        assert "23.0 k ± 1.84 k" in shown(screen.query_one("#realised-tables", Static))
        assert "8 Realised" in painted(pilot)
        await pilot.press("ctrl+pagedown")
        await until(pilot, lambda: screen.tab == TABS[0], "round to the first tab")


async def test_without_observations_it_says_how_to_begin() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await show_tab(pilot, "result")
        await pilot.press("8")
        await until(pilot, lambda: list(app._notifications), "a word")
        (notice,) = app._notifications
        assert notice.title == "Nothing was observed of this estimate yet"
        assert "roi observe" in notice.message
        assert (screen.tab, screen.panes.names) == ("result", list(TABS))
