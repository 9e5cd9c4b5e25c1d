"""Folders of this user's own: closed to others, and for code only where nobody else could put any."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from roi.private import folder_for_code, private_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    return folder


@pytest.mark.parametrize("make", [private_folder, folder_for_code])
def test_new_folders_are_closed_and_old_ones_above_stay(here: Path, make: object) -> None:
    former = os.umask(0)
    try:
        found = make(here / "a" / "b")  # type: ignore[operator]
    finally:
        os.umask(former)
    assert found == here.resolve() / "a" / "b"
    assert [mode(here), mode(here / "a"), mode(here / "a" / "b")] == [0o755, 0o700, 0o700]


def test_an_open_folder_of_ours_is_closed(here: Path) -> None:
    (here / "a").mkdir()
    (here / "a").chmod(0o777)
    assert mode(folder_for_code(here / "a")) == 0o700


@pytest.mark.parametrize(
    ("above", "refused"), [(0o777, True), (0o775, True), (0o1777, False), (0o755, False)]
)
def test_no_code_where_another_folder_could_be_put_in_its_place(
    here: Path, above: int, refused: bool
) -> None:
    here.chmod(above)
    if os.getuid() != 0:
        os.chown(here, -1, next((group for group in os.getgroups() if group != os.getuid()), -1))
    else:
        os.chown(here, -1, 12_345)
    if refused and (above == 0o777 or here.stat().st_gid != os.getuid()):
        with pytest.raises(PermissionError, match="others may write"):
            folder_for_code(here / "a")
    else:
        folder_for_code(here / "a")
    private_folder(here / "a")  # what is kept there is no code


def test_a_group_of_one_is_no_other(here: Path) -> None:
    if here.stat().st_gid == os.getuid():
        here.chmod(0o775)
        folder_for_code(here / "a")


@pytest.mark.skipif(os.name == "posix" and os.getuid() != 0, reason="only root gives files away")
def test_no_code_in_what_belongs_to_somebody_else(here: Path) -> None:
    (here / "a").mkdir()
    os.chown(here / "a", 12_345, -1)
    with pytest.raises(PermissionError):
        folder_for_code(here / "a")
    os.chown(here / "a", os.getuid(), -1)
    os.chown(here, 12_345, -1)
    with pytest.raises(PermissionError):
        folder_for_code(here / "a")


@pytest.mark.parametrize("path", ["~/.cache/roi", "/dev/null/x", "/proc/none/x"])
def test_what_cannot_be_made_is_said(path: str) -> None:
    with pytest.raises(OSError):
        folder_for_code(Path(path))
