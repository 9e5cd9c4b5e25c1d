"""Folders of this user's own: closed to others."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from roi.private import private_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    return folder


def test_new_folders_are_closed_and_old_ones_above_stay(here: Path) -> None:
    former = os.umask(0)
    try:
        folder = private_folder(here / "a" / "b")
    finally:
        os.umask(former)
    assert folder == here.resolve() / "a" / "b"
    assert [mode(here), mode(here / "a"), mode(here / "a" / "b")] == [0o755, 0o700, 0o700]


def test_an_open_folder_of_ours_is_closed(here: Path) -> None:
    (here / "a").mkdir()
    (here / "a").chmod(0o777)
    assert mode(private_folder(here / "a")) == 0o700


@pytest.mark.parametrize("path", ["~/.cache/roi", "/dev/null/x", "/proc/none/x"])
def test_what_cannot_be_made_is_said(path: str) -> None:
    with pytest.raises(OSError):
        private_folder(Path(path))
