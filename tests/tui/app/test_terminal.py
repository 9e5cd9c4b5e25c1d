"""The app in a real terminal: tmux types the journey and reads the screen."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cases import load_estimate
from tests.support.tools import require_tmux
from tests.tui.app.pilots import CASE

ROOT = Path(__file__).parents[3]
LOOKS = 300
YOURS = "Outside view: of 3 answers 1 is the prospect's, 2 the evidence's"
pytestmark = pytest.mark.slow


class Terminal:
    """A tmux server of its own, with one window."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        self.socket = f"roi-{uuid.uuid4().hex[:8]}"
        environment = f"ROI_DATA_DIR={shlex.quote(str(folder / 'data'))} PYTHONPATH={shlex.quote(str(ROOT))}"
        # A size in the environment, as pytest's plugins leave it, would hide that of the terminal.
        self.start = f"env -u COLUMNS -u LINES {environment} {shlex.quote(sys.executable)} -m tui.start"
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(folder), "sh")

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self.socket, "-f", "/dev/null", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def run(self, words: str) -> None:
        self.type(f"{self.start} {words}")
        self.press("Enter")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def wait(self, *texts: str) -> str:
        """Until the screen shows every text; each look waits for tmux to have worked off what it was sent."""
        for _ in range(LOOKS):
            shown = self.screen
            if all(text in shown for text in texts):
                return shown
            self.tmux("run-shell", "sleep 0.1")
        raise AssertionError(f"{texts} never stood on the screen:\n{self.screen}")

    def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(LOOKS):
            if condition():
                return
            self.tmux("run-shell", "sleep 0.1")
        raise AssertionError(self.screen)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    require_tmux()
    started = Terminal(tmp_path, 120, 36)
    yield started
    started.tmux("kill-server")


def test_the_journey(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run(f"open {shlex.quote(str(CASE))}")
    terminal.wait(
        "Outside view: of 3 answers 0 are the prospect's, 3 the evidence's",
        "10,000 letters per month",
        "What must",
    )
    terminal.type("300 400 500 letter/day")
    terminal.wait("letter/month likely")
    terminal.press("Enter")
    terminal.wait(YOURS, "6 minutes per letter")
    terminal.press("Enter")
    terminal.wait("evidence, kept", "40 USD per hour")
    terminal.type("don't know")
    terminal.press("Enter")
    terminal.wait("not known: evidence")
    terminal.press("2")
    before = _npv(terminal.wait("Chance of a loss", "Expected benefits", "16,384 draws"))
    terminal.press("/")
    terminal.wait("f8 Export")  # letters belong to the search field now
    terminal.type("Fee")
    terminal.press("Enter")
    terminal.wait("0.4 USD/letter", "⏎ Edit")
    terminal.press("Enter")
    terminal.wait("esc Cancel")
    terminal.press("C-a", "C-k")
    terminal.wait("number · low likely high")  # the empty field's hint
    terminal.type("0.1")
    terminal.wait("0.1 USD/letter")
    terminal.press("Enter")
    terminal.wait("unsaved", "seller")
    terminal.until(lambda: _npv(terminal.screen) not in ("", before))
    terminal.press("C-s")
    terminal.wait("Save the estimate")
    terminal.press("C-a", "C-k")
    terminal.wait("Path of the file")  # the empty field's hint
    terminal.type("acme.toml")
    terminal.wait("acme.toml")
    terminal.press("Enter")
    terminal.until((tmp_path / "acme.toml").is_file)
    assert set(load_estimate(tmp_path / "acme.toml").overrides) == {"letters", "fee"}
    terminal.press("C-q")
    terminal.wait("-m tui.start open")  # the shell again
    terminal.run("open acme.toml --present")
    terminal.wait(YOURS)
    assert "acme.toml" not in terminal.screen.splitlines()[0]
    terminal.press("C-q")


def test_a_small_terminal_and_no_colour(terminal: Terminal) -> None:
    terminal.start = terminal.start.replace("-u LINES", "-u LINES NO_COLOR=1", 1)
    terminal.run(f"open {shlex.quote(str(CASE))}")
    terminal.wait("Enter keeps")
    terminal.press("Escape")  # alone: with another key right behind it, it is Alt
    terminal.until(lambda: "Enter keeps" not in terminal.screen)
    terminal.tmux("resize-window", "-x", "20", "-y", "5")
    terminal.press("C-NPage")  # a digit would begin an answer
    terminal.wait("Expected NPV", "Result", "go if")
    terminal.tmux("resize-window", "-x", "120", "-y", "36")
    terminal.wait("Chance of a loss", "Cash only")
    assert "\x1b[31m" not in terminal.tmux("capture-pane", "-p", "-e")
    terminal.press("C-q")


def test_a_killed_session_is_recovered(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run(f"open {shlex.quote(str(CASE))}")
    terminal.wait("10,000 letters per month")
    terminal.type("12345")
    terminal.wait("12,345 letter/month")
    terminal.press("Enter")
    terminal.wait(YOURS)
    kept = tmp_path / "data" / "autosave"
    terminal.until(lambda: any(kept.glob("*.toml")))
    (autosave,) = kept.glob("*.toml")
    os.kill(int(autosave.stem.partition("-")[0]), signal.SIGKILL)
    terminal.tmux("respawn-window", "-k", "sh")  # the killed session left its modes set in the old one
    terminal.run("")
    terminal.wait("Not saved before a crash", "An estimate without a file")
    terminal.press("Enter")
    terminal.wait(YOURS, "unsaved", "12,345")
    terminal.press("C-q")
    terminal.wait("Unsaved changes")
    terminal.press("Tab", "Enter")
    terminal.until(lambda: not any(kept.glob("*.toml")))


def _npv(screen: str) -> str:
    return screen.partition("Expected NPV ")[2].partition("·")[0]
