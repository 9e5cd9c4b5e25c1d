"""`roi deck`: slides of a run, a master filled, names listed; a wrong master is one message and no file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pptx import Presentation

from tests.exports.masters import master, saved

SMALL = Path(__file__).parents[2] / "exports" / "small.toml"
DRAWS = ("--draws", "256", "--for", "Acme", "--quiet")


def ran(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """What the program prints in a folder."""
    command = [sys.executable, "-m", "tui.cli", *map(str, arguments)]
    root = Path(__file__).parents[3]
    environment = {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "COLUMNS": "200", "HOME": str(folder)}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)


def test_a_deck_and_a_filled_master_are_written(tmp_path: Path) -> None:
    (tmp_path / "theirs.pptx").write_bytes(saved(master()))
    done = ran(tmp_path, "deck", SMALL, *DRAWS, "-o", "own.pptx")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(Presentation(str(tmp_path / "own.pptx")).slides) >= 5
    done = ran(tmp_path, "run", SMALL, *DRAWS, "-o", "acme.pptx", "--master", "theirs.pptx")
    assert done.returncode == 0
    assert (
        "Note: acme.pptx: {{npv.expectd}}: there is no such name; did you mean {{npv.expected}}?"
        in done.stderr
    )
    made = Presentation(str(tmp_path / "acme.pptx"))
    assert "to Acme" in made.slides[0].shapes.title.text_frame.text
    listed = ran(tmp_path, "deck", SMALL, *DRAWS, "--variables", "--json")
    texts = json.loads(listed.stdout)
    assert texts["prospect"] == "Acme"
    assert {"npv.expected", "ask", "chart:worth", "table:today"} <= set(texts)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("deck", SMALL), "Error: --output: a deck is written to a .pptx, and no output is one"),
        (("run", SMALL, "--master", "theirs.pptx"), "Error: --master: a .pptx is filled into it"),
        (("deck", SMALL, "-o", "a.pptx", "--master", "text.pptx"), "no .pptx presentation"),
        (("deck", SMALL, "-o", "a.pptx", "--master", "none.pptx"), "cannot be read"),
        (("deck", SMALL, "-o", "a.pptx", "--master", "empty.pptx"), "nothing to fill in this presentation"),
    ],
)
def test_what_is_wrong_is_one_message_and_no_file(
    tmp_path: Path, arguments: tuple[object, ...], says: str
) -> None:
    (tmp_path / "text.pptx").write_text("Dear customer")
    (tmp_path / "empty.pptx").write_bytes(saved(Presentation()))
    done = ran(tmp_path, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert (done.stderr.count("Error"), "Traceback" in done.stderr) == (1, False)
    assert {path.name for path in tmp_path.iterdir() if path.suffix} == {"text.pptx", "empty.pptx"}
