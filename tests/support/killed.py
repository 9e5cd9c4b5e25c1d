"""Processes that write without end, to be killed: each tells once that it has begun to."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Event
from pathlib import Path

SUFFIXES = (".json", ".md", ".csv", ".xlsx")
Endless = Callable[[Path, Path, Event], None]


def command(case: Path, folder: Path) -> Sequence[str]:
    """`roi run` with every kind of file it writes."""
    outputs = [word for suffix in SUFFIXES for word in ("-o", str(folder / f"result{suffix}"))]
    saved = ["--save", str(folder / "estimate.toml")]
    few = ["--draws", "256", "--trials", "16"]
    return ["run", str(case), *few, "--quiet", "--force", *outputs, *saved]


def runs(case: Path, folder: Path, begun: Event) -> None:
    """One `roi run` after another."""
    from tui.cli.main import main

    seed = 0
    while True:
        seed += 1
        sys.argv = ["roi", *command(case, folder), "--seed", str(seed)]
        try:
            main()
        except SystemExit as ended:
            if ended.code:  # told to end
                raise
        begun.set()


def app(case: Path, folder: Path, begun: Event) -> None:
    """The app, in which a value is changed and the estimate saved, again and again."""
    os.environ["ROI_DATA_DIR"] = str(folder / "data")
    asyncio.run(_app(case, folder, begun))


async def _app(case: Path, folder: Path, begun: Event) -> None:
    from tests.tui.app.pilots import edit, settled
    from tui.app.app import RoiApp
    from tui.app.workers.exporting import save_text
    from tui.desk.opened import opened

    estimate = folder / "estimate.toml"
    if not estimate.exists():
        save_text(opened(case).text(), estimate)
    async with RoiApp(str(estimate)).run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        step = 0
        while True:
            step += 1
            await edit(pilot, "fee", f"0.{step}")
            screen.jobs.autosave_now(screen.session)
            await pilot.press("ctrl+s")
            await settled(pilot)
            begun.set()
