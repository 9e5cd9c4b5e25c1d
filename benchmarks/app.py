"""How fast the app answers, in a terminal of its own: start to first paint, and key to redraw at 4,096 draws.

python -m benchmarks.app [CASE]     those figures
python -m benchmarks.app --soak     memory after 2,000 edits, and what the last 1,000 added

Processor time of the process, all threads of it, beside that of an app of one label in the same rounds: wall time
tells how busy the machine is.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from types import TracebackType
from typing import Self

from benchmarks.machine import ROOT, described, environment, progress, resident_mb, table

EDITS = 50
STARTS = 7
SOAKED = 2_000  # edits: an hour of a busy hand
SIZE = (140, 40)
QUIET = 0.5  # seconds without output: everything asked for is on the screen
BURST = 0.005  # seconds between two parts of one painting, at most
LONGEST = 30.0  # seconds after which nothing comes any more
APP = ("-m", "tui.start")
ONE_LABEL = """
from textual.app import App
from textual.widgets import Label
class OneLabel(App):
    def compose(self):
        yield Label("Claimed")
OneLabel().run()
"""
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][A-Z0-9]|[@-Z\\-_=>])")
RESULT = re.compile(r"Expected NPV .+? payback")
SIDE = "\x1b[17~"  # F6
NEXT_TAB = "\x1b[6;5~"  # Ctrl+PageDown


class Terminal:
    """Python with some arguments in a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        kept = {**environment(), "TERM": "xterm-256color"}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            kept.pop(name, None)
        self._controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT, env=kept, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
        )  # fmt: skip
        os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._controller)

    def cpu(self) -> float:
        """Processor seconds of the process so far, of all its threads."""
        return time.clock_gettime(_clock_of(self._process.pid))

    def press(self, keys: str) -> float:
        """Type these; the moment they were sent."""
        sent = time.perf_counter()
        os.write(self._controller, keys.encode())
        return sent

    def read(self, seconds: float) -> bytes:
        """What comes next; nothing where nothing comes so long."""
        ready, _, _ = select.select([self._controller], [], [], seconds)
        return os.read(self._controller, 65_536) if ready else b""

    def wait(self) -> bytes:
        """What comes next.

        Raises:
            SystemExit: nothing comes.
        """
        if painted := self.read(LONGEST):
            return painted
        raise SystemExit(f"Nothing was painted for {LONGEST:.0f} seconds.")

    def rest(self) -> str:
        """What is painted until nothing more comes."""
        painted = b""
        while some := self.read(QUIET):
            painted += some
        return plain(painted)


def _clock_of(process: int) -> int:
    """The clock of another process's processor time, as `clock_getcpuclockid` of Linux numbers it."""
    return (~process << 3) | 2


def plain(painted: bytes) -> str:
    """Its text without colours and positions."""
    return ESCAPES.sub("", painted.decode(errors="ignore"))


def painted_after(arguments: tuple[str, ...], texts: list[str]) -> dict[str, float]:
    """Processor seconds from the start of Python until each text stands in its output."""
    painted, painted_at = b"", dict[str, float]()
    with Terminal(*arguments) as terminal:
        while len(painted_at) < len(texts):
            painted += terminal.wait()
            now = terminal.cpu()
            painted_at |= {text: now for text in texts if text not in painted_at and text.encode() in painted}
    return painted_at


def key_to_redraw(case: str) -> tuple[list[float], list[float]]:
    """Seconds from Enter in an editor to the end of the painting with another result, of 4,096 draws.

    On the clock, and of processor time.

    A change and its answer are painted together; what follows is the bar, and the figures of all draws.
    """
    from tui.desk.opened import opened

    start = opened(case).model.inputs[0].likely
    wall, used, result = list[float](), list[float](), ""
    with Terminal(*APP, "open", case) as terminal:
        while not result:
            result = shown_result(terminal.rest())
        for keys in (NEXT_TAB, SIDE):  # from the interview to the result, then to the inputs
            terminal.press(keys)
            result = shown_result(terminal.rest()) or result
        for edit in range(EDITS):
            terminal.press("\r")
            terminal.rest()
            terminal.press(f"{start * (1 + 0.02 * (edit + 1)):.6g}")
            terminal.rest()
            before = terminal.cpu()
            sent, painted = terminal.press("\r"), b""
            while shown_result(plain(painted)) in ("", result):
                painted += terminal.wait()
            ended, after = time.perf_counter(), terminal.cpu()
            while some := terminal.read(BURST):
                painted, ended, after = painted + some, time.perf_counter(), terminal.cpu()
            wall.append(ended - sent)
            used.append(after - before)
            result = shown_result(terminal.rest()) or shown_result(plain(painted))
    return wall, used


def shown_result(text: str) -> str:
    """The last line with the result in a text of the screen."""
    results: list[str] = RESULT.findall(text)
    return results[-1] if results else ""


def starts(case: str, rounds: int) -> str:
    """A Markdown table: processor time to what each start paints, and how many times that of one label."""
    os.environ["ROI_DATA_DIR"] = tempfile.mkdtemp()  # what others left unsaved would be offered first
    texts = ["Opening", "Volume", "Search inputs", "Expected NPV"]
    least, start, opening = [], [], []
    for _ in range(rounds):  # interleaved: the machine is another one from minute to minute
        least.append(painted_after(("-c", ONE_LABEL), ["Claimed"])["Claimed"])
        start.append(painted_after(APP, ["Claimed"])["Claimed"])
        opening.append(painted_after((*APP, "open", case), texts))
    label = statistics.median(least)
    rows = [
        ("the least a Textual app takes: one label", least, ""),
        ("`roi`: to the cards", start, ""),
        ("`roi open`: to the first paint", [times["Opening"] for times in opening], ""),
        ("`roi open`: to the inputs as the file says them", [times["Volume"] for times in opening], "1.6"),
        ("`roi open`: to the inputs to be changed", [times["Search inputs"] for times in opening], "1.6"),
        ("`roi open`: to the result of 4,096 draws", [times["Expected NPV"] for times in opening], "2.2"),
    ]
    lines = []
    for name, values, limit in rows:
        median = statistics.median(values)
        lines.append((name, f"{median:.2f}", f"{median / label:.1f}", limit))
    return table(["app", "CPU s", "times the label", "at most"], lines)


async def soak(case: str, edits: int, every: int) -> list[float]:
    """Memory in MB of an app in this process after each `every` of so many edits, each answered by a result."""
    from roi.memory import share_freed
    from tui.app.app import RoiApp
    from tui.app.screens.estimate import EstimateScreen
    from tui.desk.opened import opened

    share_freed()  # as the app does where it runs by itself
    app, memory = RoiApp(), list[float]()
    async with app.run_test(size=SIZE) as pilot:
        screen = app.show(opened(case))
        assert isinstance(screen, EstimateScreen)
        await pilot.pause()
        screen.action_tab("result")
        start = screen.session.model.inputs[0]
        for edit in range(1, edits + 1):
            value = f"{start.likely * (1 + 0.0002 * edit):.8g}"
            await screen.commit(screen.session.edit(start.id, value))
            while screen.view.stale:
                await asyncio.sleep(0.002)
            if edit % every == 0:
                memory.append(resident_mb())
                progress(f"app: {edit:,} edits, {memory[-1]:.0f} MB")
    return memory


def main() -> None:
    """Print the figures."""
    words = sys.argv[1:]
    case = next((word for word in words if word != "--soak"), "clinical-scribe")
    os.environ["ROI_DATA_DIR"] = tempfile.mkdtemp()
    print(f"{case}, {SIZE[0]}×{SIZE[1]}; {described()}\n")
    if "--soak" in words:
        memory = asyncio.run(soak(case, SOAKED, SOAKED // 20))
        half = memory[len(memory) // 2 - 1]
        print(f"{memory[-1]:.0f} MB after {SOAKED:,} edits, {memory[-1] - half:+.1f} MB over the last half")
        return
    print(starts(case, STARTS))
    wall, used = key_to_redraw(case)
    print(f"\nKey to redraw at 4,096 draws, median of {len(wall)}: {1e3 * statistics.median(used):.0f} ms of "
          f"processor time, {1e3 * statistics.median(wall):.0f} ms on the clock")  # fmt: skip


if __name__ == "__main__":
    main()
