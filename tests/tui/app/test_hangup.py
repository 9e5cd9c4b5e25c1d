"""Early ends: the terminal is gone, or the process is ended.  What was typed is kept, and nothing runs on."""

from __future__ import annotations

import errno
import io
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES

from cases import load_estimate
from tests.tui.app.pilots import CASE
from tui.app import process
from tui.app.app import RoiApp
from tui.app.autosave import lost
from tui.app.hangup import ENDED_EARLY, has_terminal
from tui.app.workarounds import Outliving

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0  # seconds; a machine under load starts slowly
pytestmark = pytest.mark.slow


class Orphan:
    """The app on a pseudoterminal that is not its controlling one: it is gone without a signal."""

    def __init__(self, folder: Path) -> None:
        self.controller, terminal = pty.openpty()
        environment = {
            **os.environ,
            "ROI_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui.start", "open", str(CASE)],
            cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
        )  # fmt: skip
        os.close(terminal)

    def wait(self, text: str) -> None:
        """Until the text is painted; the time is limited in all, for a blinking cursor is painted for ever."""
        painted, end = b"", time.monotonic() + PATIENCE
        while text.encode() not in painted:
            left = end - time.monotonic()
            assert left > 0, painted[-2_000:]
            assert select.select([self.controller], [], [], left)[0], painted[-2_000:]
            painted += os.read(self.controller, 65_536)

    def press(self, keys: str) -> None:
        os.write(self.controller, keys.encode())

    def close(self) -> None:
        if self.controller >= 0:
            os.close(self.controller)
            self.controller = -1


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[Orphan]:
    started = Orphan(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()
    started.close()


@pytest.mark.parametrize("end", ["the terminal is closed", "SIGHUP", "SIGTERM"])
def test_an_answer_outlives_its_terminal(orphan: Orphan, tmp_path: Path, end: str) -> None:
    orphan.wait("Enter keeps")
    orphan.press("12,345\r")
    orphan.wait("1 is the prospect's")  # whose answer it is, in so low a terminal
    if end.startswith("SIG"):
        orphan.process.send_signal(getattr(signal, end))
    else:
        orphan.close()
    assert orphan.process.wait(PATIENCE) == ENDED_EARLY
    (kept,) = lost(tmp_path)
    (answer,) = load_estimate(kept.autosave).overrides.values()
    assert (answer.value, answer.typed) == ("12345", "12,345")


def test_what_was_not_touched_leaves_nothing_behind(orphan: Orphan, tmp_path: Path) -> None:
    orphan.wait("Enter keeps")
    orphan.close()
    assert orphan.process.wait(PATIENCE) == ENDED_EARLY
    assert lost(tmp_path) == ()


def test_where_keys_come_from_elsewhere_no_terminal_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "__stdin__", nothing)
        assert not has_terminal()
    assert not has_terminal()


def test_what_is_painted_for_nobody_waits_for_nobody() -> None:
    """A terminal that is gone refuses every write; an app that waits for room would notice nothing any more."""

    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.EIO, "Input/output error")

    thread = Outliving(Gone())
    thread.start()
    for _ in range(4 * MAX_QUEUED_WRITES):
        thread.write("painted")
    thread.stop()
    assert not thread.is_alive()


def test_an_app_that_paints_while_its_terminal_goes_ends(orphan: Orphan, tmp_path: Path) -> None:
    orphan.wait("Enter keeps")
    for _ in range(40):  # more than the queue of writes holds
        orphan.press("1\x7f")
    orphan.close()
    assert orphan.process.wait(PATIENCE) == ENDED_EARLY


def test_an_interruption_while_threads_are_waited_for_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen is gone, a study is still worked out: who has no patience is shown no traceback."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "share_freed", lambda: None)
    monkeypatch.setattr(process, "outlive_terminals", lambda: None)
    monkeypatch.setattr(RoiApp, "run", interrupted)
    with pytest.raises(SystemExit) as ended:
        process.run(None, present=False)
    assert ended.value.code == 130
