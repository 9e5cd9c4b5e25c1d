"""The journey of the guide, command by command: estimate, pilot, update, six months live, score.

ROI_UPDATE=1 writes what the commands print into the page again.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from exports.voice.update import updated_words
from tests.support.golden import UPDATE
from tui.cli.whole import app
from tui.desk.opened import opened

PAGE = Path(__file__).parents[1] / "docs" / "after.md"
BLOCK = re.compile(
    r"<!-- first (\d+) lines of the last -->\n```shell-session\n((?:\$ [^\n]+\n)+)(.*?)```", re.DOTALL
)
CUT = "…\n"
MADE_UP = "The observations are made up"


def printed(command: str) -> str:
    """What a command of the page prints; it must end well."""
    words = command.split()
    if words[0] == "head":
        count, source, target = int(words[1][1:]), Path(words[2]), Path(words[4])
        target.write_text("".join(source.read_text().splitlines(keepends=True)[:count]))
        return ""
    assert words[0] == "roi"
    done = CliRunner().invoke(app, words[1:], env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"})
    assert done.exit_code == 0, (command, done.output, done.exception)
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.strip("\n").splitlines())


def test_the_journey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real output, in one folder, in the order of the page; made-up figures say so to the end."""
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    commands = [line.split()[2] for block in blocks for line in block[2].splitlines()]
    assert list(dict.fromkeys(commands)) == ["run", "pilot", "observe", "-3", "update", "track", "score"]
    real = []
    for block in blocks:
        lines = [printed(line.removeprefix("$ ")) for line in block[2].splitlines()][-1].splitlines(
            keepends=True
        )
        first = int(block[1])
        real.append("".join(lines[:first]) + (CUT if len(lines) > first else ""))
    if UPDATE:
        for block, output in reversed(list(zip(blocks, real, strict=True))):
            text = text[: block.start(3)] + output + text[block.end(3) :]
        PAGE.write_text(text, encoding="utf-8")
    else:
        assert real == [block[3] for block in blocks]
    for name in ("pilot.md", "realised.md"):
        assert MADE_UP in (tmp_path / name).read_text(encoding="utf-8"), name
    session = opened(tmp_path / "acme.toml")
    assert MADE_UP in session.notes[0]
    assert "Updated by 9 observations up to 2026-10-31" in session.notes[1]
    assert updated_words(session.estimate.observations) == "updated by 9 made-up observations"
