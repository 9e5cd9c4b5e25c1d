"""Killed at any moment: every file is whole, the older one or the newer one, and the next start clears up.

`ROI_KILLS` sets how often each kind of process is killed; a few times here, fifty by `make fuzz`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from cases import load_estimate
from exports.atomic import write_atomically
from tests.support import killed
from tui.app.autosave import lost

KILLS = int(os.environ.get("ROI_KILLS", "2"))
PATIENCE = 300.0  # seconds for a process to begin, on a busy machine
ROOT = Path(__file__).parents[2]
CASE = ROOT / "tests" / "tui" / "app" / "letters.toml"
SIGNALS = (signal.SIGKILL, signal.SIGTERM)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]


@pytest.fixture(scope="module")
def server() -> ForkServerContext:
    """Forks children of a process that has everything imported, so that a kill costs no start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.support.killed", "tui.cli.main", "exports.workbook.write", "roi.sim.run"]
    )
    return context


def unfinished(folder: Path) -> list[Path]:
    return list(folder.rglob(".roi-*"))


def assert_whole(folder: Path) -> None:
    """Whatever is there is a whole file of its kind."""
    for path in folder.glob("result.*"):
        content = path.read_bytes()
        match path.suffix:
            case ".json":
                assert json.loads(content)["draws"] == 256
            case ".md":
                assert content.endswith(b"\n")
                assert b"## Published figures, audited" in content
            case ".csv":
                assert content.count(b"\n") == 257
            case ".xlsx":
                with zipfile.ZipFile(path) as archive:
                    assert archive.testzip() is None
    if (folder / "estimate.toml").exists():
        load_estimate(folder / "estimate.toml")


def kills(
    server: ForkServerContext, work: killed.Endless, folder: Path, within: float, seed: int
) -> Iterator[signal.Signals]:
    """Let a process work and kill it, at moments of a seed; after each, what it was killed by."""
    moments = random.Random(seed)
    for number in range(KILLS):
        begun = server.Event()
        process = server.Process(target=work, args=(CASE, folder, begun))
        process.start()
        assert begun.wait(PATIENCE)
        process.join(moments.uniform(0, within))
        assert process.pid is not None
        assert process.exitcode is None
        by = SIGNALS[number % len(SIGNALS)] if work is killed.runs else signal.SIGKILL
        os.kill(process.pid, by)
        process.join(PATIENCE)
        assert process.exitcode in (-signal.SIGKILL, 128 + signal.SIGTERM)
        yield by


def test_runs_that_are_killed(server: ForkServerContext, tmp_path: Path) -> None:
    for by in kills(server, killed.runs, tmp_path, within=1.0, seed=1):
        assert_whole(tmp_path)
        assert len(list(tmp_path.glob("[!.]*"))) == len(killed.SUFFIXES) + 1
        if by == signal.SIGTERM:
            assert unfinished(tmp_path) == []
    write_atomically(tmp_path / "next.txt", lambda path: path.write_text("the next start"), force=True)
    assert unfinished(tmp_path) == []


def test_the_app_when_killed(server: ForkServerContext, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for _ in kills(server, killed.app, tmp_path, within=1.5, seed=2):
        assert_whole(tmp_path)
        for session in lost(data):  # what the next start offers
            tomllib.loads(session.autosave.read_text(encoding="utf-8"))
        assert unfinished(tmp_path) == []  # the next start looked where the app had files open


def test_a_start_that_is_killed(tmp_path: Path) -> None:
    """From the first import on: nothing is there before all of it is."""
    moments = random.Random(3)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for number in range(max(2, KILLS // 5)):
        process = subprocess.Popen(
            [sys.executable, "-m", "tui.start", *killed.command(CASE, tmp_path)],
            cwd=tmp_path, env=environment, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            process.wait(moments.uniform(0.2, 4.0))
        except subprocess.TimeoutExpired:
            process.send_signal(SIGNALS[number % 2])
        _, errors = process.communicate(timeout=PATIENCE)
        assert b"Traceback" not in errors
        assert_whole(tmp_path)
