"""Text of a file is text in dialogs of files, in help, notices and pages: nothing of it acts, ends or vanishes.

On every tab and in every other dialog: `test_hostile_tabs.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Tree

from tests.support.hostile import HOSTILE, hostile_case, hostile_estimate
from tests.tui.app.pilots import harmless, settled, until
from tui.app.app import RoiApp
from tui.app.autosave import remember
from tui.app.screens.dialogs import Told
from tui.app.screens.file_dialogs import FileTree, PathDialog
from tui.app.screens.story import StoryScreen
from tui.app.story import CHAPTERS, STUDIES
from tui.app.widgets.inputs import GroupTitle

pytestmark = pytest.mark.few_draws


async def test_a_hostile_case_is_text_everywhere(tmp_path: Path) -> None:
    case, _ = hostile_case(tmp_path)
    path = hostile_estimate(case, tmp_path)
    for folder in (tmp_path, Path.cwd()):
        for suffix in (".toml", ".xlsx"):
            (folder / f"a[@click=app.bell]x{suffix}").write_text("", encoding="utf-8")
    remember(path, HOSTILE)
    app = RoiApp(str(path))
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        assert any("[/m" in str(title.render()) for title in screen.query(GroupTitle))
        for tree in screen.query(Tree):  # the groups among them
            tree.root.expand_all()
        await pilot.press("f1")
        await pilot.pause()
        harmless(pilot)
        await pilot.press("escape")
        for key in ("e", "f4", "ctrl+o"):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not screen, f"a dialog after {key}")
            await pilot.pause()
            harmless(pilot)
            if isinstance(app.screen, PathDialog):
                files = app.screen.query_one(FileTree)
                await until(pilot, lambda f=files: f.root.children, "the files")
                harmless(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen, "the estimate")
        # Notices: of undo, with the label and the value in it.
        await screen.commit(screen.session.edit("wage", "41"))
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert any("[/m" in notification.message for notification in app._notifications)
        harmless(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, StoryScreen), "the pages")
        story = app.screen
        await until(pilot, lambda: all(name in story.view.studies for name in STUDIES), "the studies")  # type: ignore[attr-defined]
        for _ in CHAPTERS:
            harmless(pilot)
            await pilot.press("right")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")


async def test_the_start_shows_hostile_files_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a[@click=app.bell]x.toml"
    path.write_text("[case]\ntitle = '[/may]'\n", encoding="utf-8")
    remember(path, HOSTILE)
    app = RoiApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "a[@click=app.bell]x.toml" in harmless(pilot)  # and on the first screen at that
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(app.screen, Told), "why not")
        harmless(pilot)
