"""Keys mashed at random: the app stays up, the session stays whole, undo leads all the way back.

ROI_SEED mashes others than the suite does.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.app.pilots import CASE, estimate, settled, until
from tui.app.app import RoiApp
from tui.app.screens.editing import Editing
from tui.app.screens.estimate import EstimateScreen
from tui.desk.models import model_of
from tui.desk.opened import opened

pytestmark = pytest.mark.few_draws

STRIKES = 60
KEYS = (
    *"1234567", *"pockdwe/?", "enter", "enter", "enter", "escape", "escape", "tab", "shift+tab", "up", "down",
    "left", "right", "home", "pagedown", "f1", "f3", "f4", "f6", "f6", "f8", "f9", "f10", "ctrl+z", "ctrl+y",
    "ctrl+r", "ctrl+s", "ctrl+p", "delete", "backspace", "space", "0", "9", "period", "minus", "percent_sign",
)  # fmt: skip


async def calm(pilot: Pilot[None]) -> EstimateScreen:
    """Out of every dialog, back to the estimate."""

    async def out() -> bool:
        if isinstance(pilot.app.screen, Editing):
            return True
        await pilot.press("escape")
        return False

    for _ in range(200):
        if await out():
            return estimate(pilot)
    raise AssertionError(pilot.app.screen)


@pytest.mark.parametrize("seed", [int(os.environ.get("ROI_SEED", "1"))])
async def test_mashed_keys(seed: int) -> None:
    strike = random.Random(seed)
    app = RoiApp(str(CASE))
    async with app.run_test(size=strike.choice([(140, 40), (80, 24), (20, 5)])) as pilot:
        screen = await settled(pilot)
        begun = screen.session.estimate
        for _ in range(STRIKES):
            await pilot.press(strike.choice(KEYS))
            if strike.random() < 0.02:
                await pilot.resize_terminal(*strike.choice([(140, 40), (80, 24), (20, 5)]))
        screen = await calm(pilot)
        # Whatever was typed: the model is that of the estimate, and its file can be read again.
        session = screen.session
        assert model_of(session.estimate).labels == session.model.labels
        again = Path("again.toml")
        again.write_text(session.text(), encoding="utf-8")
        assert opened(again).estimate.overrides == session.estimate.overrides
        while screen.session.past:
            await screen.commit(screen.session.undo())
        assert replace(screen.session.estimate, origin=begun.origin) == begun
        await until(pilot, lambda: not screen.view.stale, "a result")


async def test_everything_typed_is_undone_with_the_keys() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        begun = screen.session.estimate
        for text in ("9000", "?", "35"):
            await pilot.press(*text, "enter")
        await settled(pilot)
        await pilot.press("escape", "p", "down", "enter")
        await until(pilot, lambda: screen.session.settings.preset != "evidence", "the preset")
        steps = len(screen.session.past)
        assert steps >= 3
        await pilot.press(*["ctrl+z"] * steps)
        await until(pilot, lambda: not screen.session.past, "the way back")
        assert screen.session.estimate == begun
        await pilot.press(*["ctrl+y"] * steps)
        await until(pilot, lambda: not screen.session.future, "the way forth")
        assert screen.session.settings.preset != "evidence"
