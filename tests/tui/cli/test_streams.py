"""Standard streams as they are found: of few characters, closed, full, without a reader, of no width."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.app.pilots import CASE
from tui.cli.streams import legible, prepare

RUN = ("run", str(CASE), "--draws", "1024")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


def roi(
    *words: str, redirect: str = "", check: int | None = 0, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a shell of its own, with a redirection."""
    script = f'"$0" -m tui.start "$@" {redirect}'
    process = subprocess.run(
        ["bash", "-c", script, sys.executable, *words],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )
    assert b"Traceback" not in process.stderr, process.stderr.decode()
    assert b"Exception" not in process.stderr, process.stderr.decode()
    if check is not None:
        assert process.returncode == check, process.stderr.decode()
    return process


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_every_encoding_gets_letters_that_it_has(encoding: str) -> None:
    process = roi(*RUN, PYTHONIOENCODING=encoding)
    text = process.stdout.decode(encoding)
    assert "Net present value" in text
    assert re.search(r"[-−]\d+ k", text)  # of the costs at least
    assert "?" not in text
    document = roi(*RUN, "--json", PYTHONIOENCODING=encoding)
    assert json.loads(document.stdout)["case"] == "letters"


@pytest.mark.parametrize("sign", ["−", "±", "…", "é", "─", "┼", "日", "\u2003"])
def test_every_character_has_a_stand_in(sign: str) -> None:
    text, end = legible(UnicodeEncodeError("ascii", f"a{sign}b", 1, 2, "ordinal"))
    assert text.isascii()
    assert text
    assert end == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("words", [(*RUN, "--json"), ("--help",)])
def test_a_full_disk_is_told(words: tuple[str, ...]) -> None:
    process = roi(*words, redirect="> /dev/full", check=2)
    assert os.strerror(errno.ENOSPC).lower() in process.stderr.decode()


def test_closed_streams(tmp_path: Path) -> None:
    assert b"bad file descriptor" in roi(*RUN, "--json", redirect=">&-", check=2).stderr
    target = tmp_path / "x.json"
    roi(*RUN, "--quiet", "-o", str(target), redirect="<&- >&- 2>&-")
    assert json.loads(target.read_text())["draws"] == 1_024
    assert b"Net present value" in roi(*RUN, "-o", str(tmp_path / "x.md"), redirect="2>&-").stdout


def test_a_reader_that_goes_stops_no_work(tmp_path: Path) -> None:
    target = tmp_path / "x.json"
    process = roi(*RUN, "-o", str(target), redirect="| head -1; exit ${PIPESTATUS[0]}")
    assert json.loads(target.read_text())["draws"] == 1_024
    assert process.stdout.count(b"\n") == 1


@pytest.mark.parametrize("width", ["0", "1", "-5", "abc", "", "99999999", "٣"])
def test_a_width_that_cannot_be_is_none(width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES"):
        monkeypatch.setenv(name, width if name == "COLUMNS" else "0")
    prepare()
    assert "COLUMNS" not in os.environ
    assert "LINES" not in os.environ


def test_without_a_width_all_is_printed() -> None:
    assert b"contradicts" in roi("audit", "clinical-scribe", COLUMNS="0", LINES="0").stdout
    assert b"there is no such" in roi("run", "nothing", COLUMNS="0", check=2).stderr


@pytest.mark.parametrize(
    "redirect", ["| cat; exit ${PIPESTATUS[0]}", "< /dev/null", "< /dev/null > /dev/null"]
)
def test_the_app_opens_at_terminals_only(redirect: str) -> None:
    process = roi("open", "clinical-scribe", redirect=redirect, check=2)
    assert b"needs a terminal" in process.stderr
    assert not process.stdout
    assert b"Usage: roi" in roi(redirect="< /dev/null").stdout


def test_half_a_terminal_is_none() -> None:
    ours, theirs = pty.openpty()
    try:
        process = subprocess.run(
            [sys.executable, "-m", "tui.start", "open", "clinical-scribe"],
            stdin=theirs, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert process.returncode == 2
    assert b"needs a terminal" in process.stderr
