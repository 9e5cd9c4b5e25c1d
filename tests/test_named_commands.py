"""Commands that pages, cases, docstrings, the Makefile, help and hints name: their own parsers read them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
import typer

from roi.errors import RoiError
from tests.support import named_commands
from tests.test_docs import PAGES, ROOT

UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])  # the library does not name it
ADDED = {"roi grades CASE"}  # by docs/extending.md
SOURCES = ("roi", "cases", "exports", "tui", "benchmarks", "docs", "tests/support")


def refusals(commands: list[str]) -> list[tuple[str, str]]:
    """Commands that what would run them refuses, and why."""
    refused = []
    for command in dict.fromkeys(commands):
        try:
            named_commands.read(command)
        except (AssertionError, RoiError, UsageError, SystemExit) as problem:
            refused.append((command, f"{type(problem).__name__}: {problem}"))
    return refused


def test_commands_that_are_named_can_be_called_so() -> None:
    files = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py")]
    files += [*PAGES, ROOT / "Makefile", *(ROOT / "cases").rglob("*.toml")]
    named = [command for path in sorted(files) for command in named_commands.of_file(path)]
    named += named_commands.of_help()
    assert len(set(named)) > 200
    assert refusals([command for command in named if command not in ADDED]) == []


@pytest.mark.parametrize(
    "command",
    [
        "python -m benchmarks --only arrays,growth",
        "python -m benchmarks.app --soke",
        "python -m benchmarks.learning 1 2",
        "make benchmark BENCHMARK=--tiny",
        "make tests",
        "pip install 'roi-calculator[pfd]'",
        "ROI_UPDTE=1 python -m pytest tests/test_docs.py",
        "python -m pytest tests/test_doc.py",
        "roi portfolio find",
        "roi run CASE --precisoin 1",
        "roi run CASE --draws many",
        "roi deck CASE OTHER",
    ],
)
def test_a_command_that_cannot_be_called_so_is_refused(command: str) -> None:
    assert [refused for refused, _ in refusals([command])] == [command]


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_options_beside_a_command_are_options_of_it(page: Path) -> None:
    """Rows that begin with a command: what they call an option is one of it, or stands in a command."""
    for name, row in re.findall(r"^\| `roi ([a-z]+)\b(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        options = re.findall(r"`(--[a-z-]+)[^`]*`", row)
        assert refusals([f"roi {name} {option}" for option in options]) == []
