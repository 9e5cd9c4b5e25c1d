"""Of a case whose texts are hostile every tab, dialog and message paints text alone, and nothing falls over.

In commands: `tests/faults/test_hostile.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import TabPane

from tests.support import hostile
from tests.tui.app.pilots import edit, estimate, harmless, settled, show_tab, until
from tui.app.actions import actions_of
from tui.app.app import RoiApp
from tui.app.screens.estimate import EstimateScreen

pytestmark = pytest.mark.few_draws

SIZE = (140, 44)
LEAVES = {"leave", "app.start", "app.open_file"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    case, _ = hostile.hostile_case(folder, "host\x1b]0;x\x07[red]\u202e=.toml")
    return case, hostile.hostile_estimate(case, folder)


async def test_every_tab(files: tuple[Path, Path]) -> None:
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        screen = await settled(pilot)
        assert hostile.MARK in harmless(pilot)
        for name in [pane.id for pane in screen.query(TabPane)]:
            assert name is not None
            await show_tab(pilot, name)
            harmless(pilot)
            for _ in range(3):
                await pilot.press("tab", "down", "pagedown")
                harmless(pilot)


async def test_every_action(files: tuple[Path, Path]) -> None:
    """Whatever opens is looked at and closed again."""
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await edit(pilot, "fee", "0.3")
        for action in actions_of("estimate", "app"):
            if action.name in LEAVES:
                continue
            screen = pilot.app.screen
            assert isinstance(screen, EstimateScreen), action
            await screen.run_action(action.name)
            for _ in range(5):
                await pilot.pause(0.01)
            harmless(pilot)
            for _ in range(6):
                if isinstance(pilot.app.screen, EstimateScreen):
                    break
                await pilot.press("escape")
                await pilot.pause()
            await until(
                pilot, lambda: isinstance(pilot.app.screen, EstimateScreen), f"back from {action.name}"
            )
            await settled(pilot)
            harmless(pilot)


async def test_words_that_are_typed(files: tuple[Path, Path]) -> None:
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        for text in (hostile.SHORT, hostile.HOSTILE.replace("\n", " ")):
            await edit(pilot, "fee", text)
            harmless(pilot)
            await pilot.press("escape")
        session = estimate(pilot).session
        await estimate(pilot).commit(session.describe(prospect=hostile.HOSTILE, prepared_by=hostile.SHORT))
        await settled(pilot)
        harmless(pilot)
        for name in ("undo", "redo", "undo"):
            await estimate(pilot).run_action(name)
            await settled(pilot)
            harmless(pilot)


async def test_what_cannot_be_opened_and_what_is_recent(files: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "no\x1b]0;x\x07[red]\u202e.toml"
    broken.write_text('[case]\nid = "[/m]\\u001b"', encoding="utf-8")
    app = RoiApp(str(broken))
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(30):
            await pilot.pause(0.01)
            harmless(pilot)
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        screen = await settled(pilot)
        assert await screen.files.saved(ask=False)
        harmless(pilot)
    app = RoiApp()
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(30):
            await pilot.pause(0.01)
            harmless(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        harmless(pilot)
