"""The same case in the app: every tab, dialog and message paints text and nothing else, and nothing falls over."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import TabPane

from roi.text import plain
from tests.support import hostile
from tests.tui.app.pilots import edit, estimate, settled, show_tab, unpainted, until
from tui.app.actions import actions_of
from tui.app.app import RoiApp
from tui.app.screens.estimate import EstimateScreen

SIZE = (140, 44)
LEAVES = {"leave", "app.start", "app.open_file"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    case, _ = hostile.hostile_case(folder, "host\x1b]0;x\x07[red]\u202e=.toml")
    return case, hostile.hostile_estimate(case, folder)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Compositor, "render_update", unpainted)  # what is looked at is painted when it is


def painted(pilot: Pilot[None]) -> str:
    """What the screen shows; each part of it is plain, links nowhere and does nothing that a text asks for."""
    lines: list[Strip] = list(pilot.app.screen._compositor.render_strips())
    for line in lines:
        for text, style, control in line:
            assert control or plain(text) == text, repr(text)
            assert style is None or style.link is None, repr(text)
            assert "app.bell" not in str(style.meta if style is not None and style._meta else ""), repr(text)
    return "\n".join(line.text for line in lines)


async def test_every_tab(files: tuple[Path, Path]) -> None:
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        screen = await settled(pilot)
        assert hostile.MARK in painted(pilot)
        for name in [pane.id for pane in screen.query(TabPane)]:
            assert name is not None
            await show_tab(pilot, name)
            painted(pilot)
            for _ in range(3):
                await pilot.press("tab", "down", "pagedown")
                painted(pilot)


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
            painted(pilot)
            for _ in range(6):
                if isinstance(pilot.app.screen, EstimateScreen):
                    break
                await pilot.press("escape")
                await pilot.pause()
            await until(
                pilot, lambda: isinstance(pilot.app.screen, EstimateScreen), f"back from {action.name}"
            )
            await settled(pilot)
            painted(pilot)


async def test_words_that_are_typed(files: tuple[Path, Path]) -> None:
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        for text in (hostile.SHORT, hostile.HOSTILE.replace("\n", " ")):
            await edit(pilot, "fee", text)
            painted(pilot)
            await pilot.press("escape")
        session = estimate(pilot).session
        await estimate(pilot).commit(session.describe(prospect=hostile.HOSTILE, prepared_by=hostile.SHORT))
        await settled(pilot)
        painted(pilot)
        for name in ("undo", "redo", "undo"):
            await estimate(pilot).run_action(name)
            await settled(pilot)
            painted(pilot)


async def test_what_cannot_be_opened_and_what_is_recent(files: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "no\x1b]0;x\x07[red]\u202e.toml"
    broken.write_text('[case]\nid = "[/m]\\u001b"', encoding="utf-8")
    app = RoiApp(str(broken))
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(30):
            await pilot.pause(0.01)
            painted(pilot)
    app = RoiApp(str(files[1]))
    async with app.run_test(size=SIZE) as pilot:
        screen = await settled(pilot)
        assert await screen.files.saved(ask=False)
        painted(pilot)
    app = RoiApp()
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(30):
            await pilot.pause(0.01)
            painted(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        painted(pilot)
