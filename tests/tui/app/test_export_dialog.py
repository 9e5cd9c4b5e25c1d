"""The dialog that chooses a kind of file, where the window is low."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.widgets import Button, RadioSet, Static

from exports.files import FORMATS
from tests.tui.app.pilots import CASE, fill, settled, until
from tui.app.app import RoiApp
from tui.app.screens.export_dialog import ExportDialog
from tui.app.widgets.choice import Tick

pytestmark = pytest.mark.few_draws


async def test_every_kind_and_the_buttons_are_reached_and_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog), "the dialog")
        dialog = app.screen
        kinds = dialog.query_one(RadioSet)
        assert len(kinds.children) == len(FORMATS)
        await pilot.press("tab", *["down"] * len(FORMATS), "up")  # round to the first, and back to the last
        await pilot.pause()
        for button in dialog.query(Button):
            assert button.region.height
            assert dialog.region.contains_region(button.region)
            assert dialog.query_one(".dialog").region.contains_region(button.region)

        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
        await fill(pilot, "#path", str(tmp_path / "a.parquet"))
        await pilot.press("enter")
        message = dialog.query_one("#dialog-message", Static)
        await until(pilot, lambda: "pyarrow" in str(message.content), "the message")
        assert "roi-calculator[parquet]" in str(message.content)
        assert not (tmp_path / "a.parquet").exists()


async def test_who_answers_for_a_benefit_is_added_where_it_is_wanted(tmp_path: Path) -> None:
    app = RoiApp(str(CASE))
    files = {name: tmp_path / name for name in ("plain.md", "planned.md", "planned.csv")}
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        for name, file in files.items():
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, ExportDialog), "the dialog")
            await fill(pilot, "#path", str(file))
            tick = app.screen.query_one("#plan", Tick)
            assert tick.display is (file.suffix == ".md")
            if name.startswith("planned"):
                tick.value = True
            await pilot.press("enter")
            await until(pilot, lambda file=file: app.screen is screen and file.is_file(), "the file")
    heads = ["Who answers for each benefit" in file.read_text(encoding="utf-8") for file in files.values()]
    assert heads == [False, True, False]
