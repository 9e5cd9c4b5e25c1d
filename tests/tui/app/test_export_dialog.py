"""The dialog that chooses a kind of file, where the window is low."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.widgets import Button, RadioSet, Static

from exports.files import FORMATS
from tests.tui.app.pilots import CASE, fill, settled, until
from tui.app.app import RoiApp
from tui.app.screens.file_dialogs import ExportDialog

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
