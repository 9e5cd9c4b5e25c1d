"""A disk that is full ends every way of writing in one message, and leaves what was there as it was."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from exports.files import FORMATS
from tests.support.command_line import CommandLine

resource = pytest.importorskip("resource")

CASE = str(Path(__file__).parents[1] / "tui" / "app" / "letters.toml")
RUN = ("run", CASE, "--draws", "64", "--trials", "16", "--quiet", "--force")
WRITERS = {
    **{suffix: (*RUN, "--output") for suffix in FORMATS if suffix != ".ods"},
    ".toml": (*RUN, "--save"),
    **{
        f"observed{suffix}": ("observe", CASE, "--force", "--output") for suffix in (".csv", ".xlsx", ".toml")
    },
    "intake.xlsx": ("intake", CASE, "--force", "--output"),
}


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """What is written beyond fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", WRITERS)
def test_one_message_and_nothing_is_left(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unforeseen: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unforeseen.append)
    command = CommandLine(capsys, monkeypatch, 100)
    target = tmp_path / f"out{Path(kind).suffix or kind}"
    target.write_text("kept", encoding="utf-8")
    assert command(*WRITERS[kind], target).code == 0  # what is imported only to be kept is no part of it
    target.write_text("kept", encoding="utf-8")
    with files_of_at_most(64):
        ended = command(*WRITERS[kind], target)
    gc.collect()
    assert ended.code == 2
    assert "the file cannot be written" in ended.err
    assert ended.err.count("Error:") == 1
    assert not unforeseen
    assert target.read_text(encoding="utf-8") == "kept"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
