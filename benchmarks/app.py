"""How fast the app answers: start to first paint, and key to redraw at 4,096 draws.

python -m benchmarks.app [CASE]
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

from benchmarks.machine import ROOT, environment

EDITS = 50
STARTS = 7
SIZE = (140, 40)
ONE_LABEL = """
from textual.app import App
from textual.widgets import Label
class OneLabel(App):
    def compose(self):
        yield Label("Claimed")
OneLabel().run()
"""


def painted_after(arguments: list[str], texts: list[str]) -> dict[str, float]:
    """Seconds from the start of Python in a terminal of its own until each text stands in its output."""
    kept = {**environment(), "TERM": "xterm-256color"}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        kept.pop(name, None)
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    began, said, found = time.perf_counter(), b"", dict[str, float]()
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT, env=kept, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(terminal)
        while len(found) < len(texts):
            said += os.read(controller, 65_536)
            now = time.perf_counter() - began
            found |= {text: now for text in texts if text not in found and text.encode() in said}
        process.kill()
    os.close(controller)
    return found


async def key_to_redraw(case: str) -> list[float]:
    """Seconds from Enter in an editor to the screen that shows the result of 4,096 draws."""
    from textual.widgets import Input

    from tui.app import RoiApp
    from tui.screens.estimate import EstimateScreen
    from tui.start import look_for_cycles_less
    from tui.widgets.inputs import InputsPanel

    look_for_cycles_less()  # as the command does
    app, times = RoiApp(case), []
    async with app.run_test(size=SIZE) as pilot:
        while not isinstance(app.screen, EstimateScreen):
            await pilot.pause(0.01)
        screen = app.screen
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
            # A change waits for its answer: until it does not, nothing is painted, and no refresh counts.
            while screen.number == before or screen.view.stale or app._batch_count:
                await asyncio.sleep(0.001)
            screen.call_after_refresh(lambda f=painted: f.set_result(time.perf_counter()))
            times.append(await painted - began)
            await settled(screen)
    return times


async def settled(screen: object) -> None:
    """Until the full number of draws is there."""
    while screen.final_result() is None:  # type: ignore[attr-defined]
        await asyncio.sleep(0.005)


def main() -> None:
    """Print the figures."""
    case = sys.argv[1] if len(sys.argv) > 1 else "clinical-scribe"
    os.environ["ROI_DATA_DIR"] = tempfile.mkdtemp()
    show = "{:<58}{:>7.0f} ms median{:>7.0f} ms worst of {}"
    load = os.getloadavg()[0]
    print(f"{case}, {SIZE[0]}×{SIZE[1]}, {os.cpu_count()} cores, load {load:.1f} before")
    app, told = ["-m", "tui.start"], ["Opening", "Volume", "NPV P50"]
    least, start, opening = [], [], []
    for _ in range(STARTS):  # interleaved: the machine is another one from minute to minute
        least.append(painted_after(["-c", ONE_LABEL], ["Claimed"])["Claimed"])
        start.append(painted_after(app, ["Claimed"])["Claimed"])
        opening.append(painted_after([*app, "open", case], told))
    rows = [
        ("the least a Textual app takes: one label", least),
        ("roi: process to the first paint, the cards", start),
        ("roi open: process to the first paint", [one["Opening"] for one in opening]),
        ("roi open: process to the estimate with its inputs", [one["Volume"] for one in opening]),
        ("roi open: process to the result of 4,096 draws", [one["NPV P50"] for one in opening]),
        ("key to redraw at 4,096 draws", asyncio.run(key_to_redraw(case))),
    ]
    for name, values in rows:
        print(show.format(name, 1e3 * statistics.median(values), 1e3 * max(values), len(values)))


if __name__ == "__main__":
    main()
