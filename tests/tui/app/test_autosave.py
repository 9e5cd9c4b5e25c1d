"""Autosaves and recent files are this user's own."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from roi.errors import RoiError
from tui.app.autosave import FOLDER_VARIABLE, Autosave, data_folder, lost, recents, remember

posix = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


@posix
def test_nobody_else_reads_what_is_kept(tmp_path: Path) -> None:
    place, file = tmp_path / "new" / "data", tmp_path / "acme.toml"
    file.write_text("")
    former = os.umask(0)
    try:
        Autosave(place).write("[estimate]\n", file)
        remember(file, "Acme", place)
    finally:
        os.umask(former)
    assert [recent.path for recent in recents(place)] == [file]
    for path in (place.parent, place, *place.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@posix
def test_what_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "autosave"
    folder.mkdir()
    folder.chmod(0o755)
    Autosave(tmp_path).write("[estimate]\n", None)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
def test_the_next_start_clears_up_where_the_last_one_wrote(tmp_path: Path) -> None:
    work, data = tmp_path / "desk", tmp_path / "data"
    work.mkdir()
    (work / "acme.toml").write_text("")
    remember(work / "acme.toml", "Acme", data)
    remains = [work / ".roi-0123456789abcdef.toml", data / "autosave" / ".roi-0123456789abcdef.toml"]
    for path in remains:
        path.write_text("half")
    assert lost(data) == ()
    assert not any(path.exists() for path in remains)


def test_a_home_that_nobody_knows_ends_in_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RoiError, match="no autosave"):
        Autosave(Path("~/.local/share/roi")).write("", None)
    monkeypatch.setenv(FOLDER_VARIABLE, "relative")
    assert data_folder().is_absolute()


def test_a_thread_that_is_late_keeps_nothing_of_a_session_that_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    autosave, writing, left = Autosave(tmp_path), threading.Event(), threading.Event()

    def slow(target: Path, write: Callable[[Path], object], **_: bool) -> None:
        writing.set()
        left.wait(10)
        write(target)

    monkeypatch.setattr("exports.atomic.write_atomically", slow)
    late = threading.Thread(target=autosave.write, args=("[estimate]", None))
    late.start()
    assert writing.wait(10)
    end = threading.Thread(target=autosave.end)
    end.start()
    left.set()
    late.join(10)
    end.join(10)
    autosave.write("[estimate]", None)  # a timer that was still running
    assert not list(autosave.folder.iterdir())


def test_a_data_folder_that_may_not_be_entered_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the home of somebody else, for whom the app was started."""
    stat_of = os.stat

    def refused(path: object, **how: bool) -> os.stat_result:
        if str(path).startswith(str(tmp_path)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat_of(path, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", refused)
    assert lost(tmp_path) == ()
    assert recents(tmp_path) == ()
