"""The short way into the app: taken only where the command line would do the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.start import wanted

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
