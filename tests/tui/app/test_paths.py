"""Paths as they are typed into a dialog: nothing is replaced unasked, nothing ends the app."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from tests.tui.app.pilots import CASE, edit, fill, settled, until
from tui.app.app import RoiApp
from tui.app.screens.export_dialog import ExportDialog
from tui.app.screens.file_dialogs import PathDialog
from tui.app.widgets.choice import Choice
from tui.desk.opened import opened

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


def message(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#dialog-message", Static).render())


@pytest.mark.parametrize("protected", [False, True])
async def test_a_name_without_suffix_replaces_no_estimate_unasked(tmp_path: Path, protected: bool) -> None:
    kept = tmp_path / "acme.toml"
    kept.write_text("theirs", encoding="utf-8")
    kept.chmod(0o444 if protected else 0o644)
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
        await fill(pilot, "#path", str(tmp_path / "acme"))
        await pilot.press("enter")
        button = app.screen.query_one("#done", Button)
        await until(pilot, lambda: str(button.label) == "Replace", "the question")
        assert kept.read_text(encoding="utf-8") == "theirs"
        assert ("protected against writing" in message(pilot)) is protected
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen, "the save")
        assert kept.read_text(encoding="utf-8") != "theirs"
        assert not (tmp_path / "acme").exists()


async def test_a_file_that_became_a_circle_of_links_is_no_end_of_the_app(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(opened(CASE).edit("fee", "0.2").text(), encoding="utf-8")
    app = RoiApp(str(file))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await settled(pilot)
        file.unlink()
        file.symlink_to(file)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not screen, "what is wrong with it")
        await pilot.press("escape")
        assert screen.session.dirty


@pytest.mark.parametrize(
    ("typed", "target"),
    [("acme", "acme.toml"), ("acme.toml", "acme.toml"), ("acme.TOML", "acme.TOML"), (".hidden", ".hidden.toml"),
     ("acme.xlsx", None), ("acme.v2", None), ("~nobody-of-this-name/acme", None), ("/", None), ("..", None),
     ("folder", None)],
)  # fmt: skip
async def test_what_is_typed_has_the_suffix_or_is_refused(
    typed: str, target: str | None, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    app: App[None] = App()
    async with app.run_test(size=WIDE) as pilot:
        ended: list[Path | None] = []
        dialog = PathDialog("Save", tmp_path / "x.toml", (".toml",), save=True, present=False, done="Save")
        await app.push_screen(dialog, ended.append)
        dialog.query_one("#path", Input).value = typed
        await pilot.press("enter")
        await pilot.pause()
        assert ended == ([] if target is None else [tmp_path / target])
        assert target is not None or message(pilot).startswith("✗")


@pytest.mark.parametrize("typed", ["/", ".", "", "~nobody-of-this-name/"])
async def test_a_format_can_be_chosen_whatever_is_typed(typed: str) -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("escape", "e")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog), "the dialog")
        await fill(pilot, "#path", typed)
        app.screen.query(Choice).last().value = True
        await pilot.pause()
        assert app.screen.query_one("#path", Input).value.endswith(".zip")
        await pilot.press("escape")
