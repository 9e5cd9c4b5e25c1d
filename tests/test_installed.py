"""An installed program does something: every command, the workbook, the app.

`make lowest` runs this file where every dependency has the version of its lower bound.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from tests.support.lowest import lowest
from tests.tui.app.pilots import CASE, settled
from tui.app.app import RoiApp
from tui.cli.whole import app

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
ROOT = Path(__file__).parents[1]
DRAWS = ("--draws", "4096")
# Elsewhere other tests look closer; here are processes of their own and machine code made anew.
at_the_lowest = pytest.mark.skipif(not os.environ.get("ROI_LOWEST"), reason="run by `make lowest`")


def roi(*words: object) -> str:
    process = subprocess.run(
        [sys.executable, "-m", "tui.start", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    assert "Warning" not in process.stderr
    return process.stdout


def test_the_lowest_versions_are_what_is_tried() -> None:
    """Elsewhere: what is installed is not below them."""
    wanted = os.environ.get("ROI_LOWEST")
    for name, version in lowest().items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        parts = [[int(part) for part in text.split(".")[:3]] for text in (installed, version)]
        for numbers in parts:
            numbers += [0] * (3 - len(numbers))
        assert parts[0] == parts[1] if wanted else parts[0] >= parts[1], name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A command line whose parts do not fit prints the version for each of them, and says that all is well."""
    with pytest.raises(SystemExit) as ended:
        app([name, "--help"], prog_name="roi")
    assert ended.value.code == 0
    assert f"Usage: roi {name}" in capsys.readouterr().out


@at_the_lowest
def test_the_commands_do_something(tmp_path: Path) -> None:
    case, workbook, saved = tmp_path / CASE.name, tmp_path / "a.xlsx", tmp_path / "a.toml"
    case.write_bytes(CASE.read_bytes())  # a workbook is read back beside its case
    shown = roi(
        "run", case, *DRAWS, "-o", workbook, "-o", tmp_path / "a.csv", "--save", saved, "--for", "Acme"
    )
    assert "Net present value" in shown
    for words, text in {
        ("cases",): "clinical-scribe",
        ("show", saved): "Minutes saved",
        ("why", case, "time_value"): "Time returned",
        ("audit", case): "Ten thousand hours",
        ("check", case): "letters",
        ("drivers", case, *DRAWS, "--measure", "all"): "Minutes saved",
        ("ask", case, *DRAWS): "Minutes saved",
        ("solve", case, "minutes", *DRAWS): "Minutes saved",
        ("losing", case, *DRAWS): "",
        ("compare", case, *DRAWS): "Hosted by ourselves",
        ("models", "claude"): "anthropic",
    }.items():
        assert text in roi(*words), words
    roi("intake", case, "--output", tmp_path / "sheet.xlsx")
    assert "Net present value" in roi("run", workbook, *DRAWS)


@at_the_lowest
async def test_the_app_opens_a_case() -> None:
    async with RoiApp(str(CASE)).run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        assert screen.session.model.case.id == "letters"
