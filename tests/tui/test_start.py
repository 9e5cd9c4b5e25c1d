"""The short way into the app: taken only where the command line would do the same."""

from __future__ import annotations

import atexit
import gc
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui.start import look_for_cycles_less, wanted

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ([], ""),
        (["--present"], ""),
        (["open", "bank-chatbot"], "bank-chatbot"),
        (["--present", "open", "bank-chatbot"], "bank-chatbot"),
        (["open", "bank-chatbot", "--present"], "bank-chatbot"),
        (["open", str(ROOT / "pyproject.toml")], str(ROOT / "pyproject.toml")),
        (["open", "no-such-case"], None),
        (["open"], None),
        (["open", "--help"], None),
        (["--help"], None),
        (["cases"], None),
        (["run", "bank-chatbot"], None),
    ],
)
def test_what_goes_straight_into_the_app(words: list[str], target: str | None) -> None:
    assert wanted(words) == target


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [([], 0, "Usage"), (["open", "no-such-case"], 2, "there is no such"), (["cases"], 0, "bank-chatbot")],
)
def test_everything_else_is_the_command_line(words: list[str], code: int, text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui.start", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert text in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["", "--present", "open bank-chatbot", "--cases mine serve", "mcp"])
def test_what_stays_open_looks_for_cycles_sooner_than_what_ends(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The largest workbook keeps 290,000 objects: its command ends before it looks for the first time."""
    waits: list[int] = []
    monkeypatch.setattr(gc, "set_threshold", lambda new_objects, *others: waits.append(new_objects))
    monkeypatch.setattr(atexit, "register", lambda function: None)
    look_for_cycles_less(words.split())
    look_for_cycles_less(["run", "service-desk", "--output", "desk.xlsx"])
    assert waits[0] == 100_000
    assert waits[1] > 290_000


INTERRUPTED = """
import atexit, os, signal, sys
from tui.start import main

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

class Finder:
    def find_spec(self, name, path, target=None):
        if name == moment:
            interrupt()

moment = sys.argv.pop(1)
sys.meta_path.insert(0, Finder())
if moment == "at the end":
    atexit.register(interrupt)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    "moment", ["tui.cli.streams", "typer", "tui.cli.commands.run", "numpy", "at the end"]
)
def test_an_interruption_is_quiet_at_any_moment(moment: str) -> None:
    """A traceback of imports says nothing to who stops a command that was mistyped."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, moment, "run", "bank-chatbot", "--draws", "64", "--quiet"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode in (-signal.SIGINT, 128 + signal.SIGINT)
