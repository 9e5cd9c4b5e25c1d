"""How fast the app answers: start to first paint, and key to redraw at 4,096 draws.

python benchmarks/app.py [CASE]
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
EDITS = 50
SIZE = (140, 40)


async def first_paint(case: str) -> float:
    """Seconds from construction to an estimate screen that is laid out."""
    from tui.app import RoiApp

    began = time.perf_counter()
    app = RoiApp(case)
    async with app.run_test(size=SIZE):
        took = time.perf_counter() - began
        await settled(app.screen)
    return took


async def key_to_redraw(case: str) -> list[float]:
    """Seconds from Enter in an editor to the screen that shows the result of 4,096 draws."""
    from textual.widgets import Input

    from tui.app import RoiApp
    from tui.screens.estimate import EstimateScreen
    from tui.widgets.inputs import InputsPanel

    app, times = RoiApp(case), []
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, EstimateScreen)
        await settled(screen)
        screen.action_tab("result")
        await pilot.pause()
        panel = screen.query_one(InputsPanel)
        item = next(item for item in screen.session.questions() if not item.unit.percent)
        start = item.shown(item.likely)
        for edit in range(EDITS):
            row = panel.row(item.id)
            row.focus()
            await pilot.press("enter")
            await pilot.pause()
            screen.query_one("#rows Input", Input).value = f"{start * (1 + 0.002 * (edit + 1)):.6g}"
            await pilot.pause()
            painted: asyncio.Future[float] = asyncio.get_running_loop().create_future()
            before, began = screen.number, time.perf_counter()
            app.simulate_key("enter")
            while screen.number == before or screen.view.stale:
                await asyncio.sleep(0.001)
            screen.call_after_refresh(lambda f=painted: f.set_result(time.perf_counter()))
            times.append(await painted - began)
            await settled(screen)
    return times


async def settled(screen: object) -> None:
    """Until the full number of draws is there."""
    while screen.final_result() is None:  # type: ignore[attr-defined]
        await asyncio.sleep(0.005)


def cold_start(case: str) -> float:
    """Seconds from the start of Python to the first paint, in a process of its own."""
    code = f"""
import asyncio, sys
sys.path.insert(0, {str(ROOT)!r})
from benchmarks.app import first_paint
asyncio.run(first_paint({case!r}))
"""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    case = sys.argv[1] if len(sys.argv) > 1 else "clinical-scribe"
    os.environ["ROI_DATA_DIR"] = tempfile.mkdtemp()
    cold = [cold_start(case) for _ in range(3)]
    warm = [asyncio.run(first_paint(case)) for _ in range(5)]
    edits = asyncio.run(key_to_redraw(case))
    show = "{:<44}{:>8.0f} ms median{:>8.0f} ms worst of {}"
    print(f"{case}, {SIZE[0]}×{SIZE[1]}, {os.cpu_count()} cores")
    for name, values in (
        ("start of Python to first paint", cold),
        ("construction to first paint, warm", warm),
        ("key to redraw at 4,096 draws", edits),
    ):
        print(show.format(name, 1e3 * statistics.median(values), 1e3 * max(values), len(values)))


if __name__ == "__main__":
    main()
