"""Links that lead in a circle: every path that a command takes ends in one message, and the link stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer

from tests.support.command_line import CommandLine
from tui.cli.whole import app

pytestmark = pytest.mark.skipif(os.name != "posix", reason="it has no such links")

# LOOP is the link, with a suffix where a kind of file is wanted.
LINES = (
    "check LOOP",
    "--cases LOOP cases",
    "compare marking --brand LOOP --output side.md",
    "compare marking --class LOOP.csv",
    "compare marking --draws 1024 --output LOOP.md",
    "deck marking --answers LOOP.xlsx --output slides.pptx",
    "deck marking --brand LOOP --output slides.pptx",
    "deck marking --master LOOP.pptx --output slides.pptx",
    "deck marking --output LOOP.pptx",
    "deck marking --save LOOP.toml --output slides.pptx",
    "deck marking --since LOOP.toml --output slides.pptx --output book.xlsx",
    "demo --folder LOOP",
    "intake marking --brand LOOP --output questions.xlsx",
    "intake marking --output LOOP.xlsx",
    "mcp --folder LOOP",
    "models --for marking --weights LOOP.csv",
    "new mine --folder LOOP",
    "observe marking --output LOOP.csv",
    "pilot marking --measure cut --unit-sd 5 --population 90 --draws 16384 --apply LOOP.toml",
    "pilot marking --measure cut --unit-sd 5 --population 90 --brand LOOP --output pilot.md",
    "pilot marking --measure cut --unit-sd 5 --population 90 --draws 16384 --output LOOP.md",
    "portfolio report LOOP.parquet --output paper.md",
    "portfolio report results.parquet --brand LOOP --output paper.md",
    "portfolio report results.parquet --output LOOP.md",
    "portfolio run LOOP --output other.parquet",
    "portfolio run deals --output LOOP.parquet",
    "portfolio show LOOP.parquet",
    "run LOOP",
    "run marking --answers LOOP.xlsx",
    "run marking --brand LOOP --output page.html",
    "run marking --master LOOP.pptx --output slides.pptx",
    "run marking --output LOOP.md",
    "run marking --save LOOP.toml",
    "run marking --since LOOP.toml --output book.xlsx",
    "score LOOP",
    "score deals --brand LOOP --output score.md",
    "score deals --output LOOP.md",
    "score deals --save-class LOOP.csv",
    "serve --folder LOOP",
    "track marking --observed LOOP.csv",
    "track marking --observed rows.csv --brand LOOP --output track.md",
    "track marking --observed rows.csv --output LOOP.md",
    "update marking --observed LOOP.csv",
    "update marking --observed rows.csv --brand LOOP --output update.md",
    "update marking --observed rows.csv --output LOOP.md",
    "update marking --observed rows.csv --save LOOP.toml",
)


@pytest.fixture
def roi(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(capsys, monkeypatch, columns=200)


@pytest.mark.parametrize("line", LINES)
def test_it_is_one_message(line: str, roi: CommandLine) -> None:
    loop = next(word for word in line.split() if word.startswith("LOOP"))
    Path(loop).symlink_to(loop)
    ended = roi(*line.split())
    assert (ended.code, ended.out) == (2, "")
    assert loop in ended.err
    assert os.readlink(loop) == loop
    assert os.listdir() == [loop]


def test_every_option_that_is_a_path_has_a_line() -> None:
    group = typer.main.get_command(app)
    commands = {"": group, **getattr(group, "commands", {})}
    inner = getattr(commands.pop("portfolio"), "commands", {})
    commands |= {f"portfolio {name}": command for name, command in inner.items()}
    options = {
        (name, option)
        for name, command in commands.items()
        for parameter in command.params
        if isinstance(parameter.type, typer.models.TyperPath)
        for option in parameter.opts
        if option.startswith("--")
    }
    assert len(options) > 30
    unnamed = {
        (name, option)
        for name, option in options
        if not any(line.startswith(name) and f"{option} LOOP" in line for line in LINES)
    }
    assert not unnamed
