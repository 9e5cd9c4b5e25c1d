"""Opening what a path leads to: regular files of bounded size, one message for everything else, no waiting."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from roi.errors import RoiError
from roi.reading import (
    check_file,
    is_file,
    is_there,
    opened,
    read_bytes,
    read_text,
    real_folder,
    real_path,
)


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """What waits for ever ends the test instead of the suite."""
    signal.alarm(20)
    yield
    signal.alarm(0)


def folder(path: Path) -> None:
    path.mkdir()


def plug(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        place = Path.cwd()
        os.chdir(path.parent)  # the whole path is longer than such a name may be
        made.bind(path.name)
        os.chdir(place)


def circle(path: Path) -> None:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (folder, "this is a folder, not a file"),
    "a pipe": (os.mkfifo, "this is a device or a pipe, not a file"),
    "a socket": (plug, "this is a device or a pipe, not a file"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "this is a device or a pipe"),
    "a link to a terminal": (lambda path: path.symlink_to("/dev/tty"), "this is a device or a pipe"),
    "a circle of links": (circle, "cannot be read: too many levels of symbolic links"),
    "a link to nothing": (lambda path: path.symlink_to("nothing"), "cannot be read: no such file"),
    "nothing": (lambda path: None, "cannot be read: no such file or directory"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_refused_and_never_waited_for(kind: str, tmp_path: Path) -> None:
    make, message = KINDS[kind]
    path = tmp_path / "case.toml"
    make(path)
    assert not is_file(path)
    with pytest.raises(RoiError) as refusal:
        read_bytes(path, 100)
    assert message in refusal.value.message
    assert str(refusal.value.where) == str(path)
    with pytest.raises(RoiError) as refusal:
        check_file(path, absent="Make it.")
    absent = "no such file" in message
    assert (
        (refusal.value.message == "there is no such file")
        == (str(refusal.value.hint) == "Make it.")
        == absent
    )
    assert is_there(path) == (kind != "nothing")


def test_a_path_leads_where_its_links_do(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("folder")
    (tmp_path / "folder").mkdir()
    assert real_path(tmp_path / "link" / "case.toml") == tmp_path / "folder" / "case.toml"
    assert real_folder(tmp_path / "link") == tmp_path / "folder"
    circle(tmp_path / "a")
    for name in ("a", "x\0y"):
        assert real_path(tmp_path / name).parent == tmp_path


@pytest.mark.parametrize("kind", ["a circle of links", "a link to nothing", "nothing", "a pipe", "a file"])
def test_a_folder_that_is_none(kind: str, tmp_path: Path) -> None:
    (Path.touch if kind == "a file" else KINDS[kind][0])(tmp_path / "folder")
    with pytest.raises(RoiError, match=r"folder cannot be used|this is no folder") as refusal:
        real_folder(tmp_path / "folder")
    assert str(refusal.value.where) == str(tmp_path / "folder")


def test_a_file_in_a_folder_that_may_not_be_entered_may_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(*_: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, kept)
    assert is_there(tmp_path / "case.toml")
    with pytest.raises(RoiError, match="cannot be read: permission denied"):
        check_file(tmp_path / "case.toml")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x" * 300, "file name too long"),
        ("y/" * 3_000, "file name too long"),
        ("a\0b", "this is no file name"),
        ("a\ud800b", "this is no file name"),
        ("file/inside", "not a directory"),
    ],
)
def test_names_that_no_system_takes(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert not is_file(tmp_path / name)
    with pytest.raises(RoiError, match=message) as refusal:
        read_bytes(tmp_path / name, 100)
    assert len(str(refusal.value)) < 600


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "Café".encode())
    assert is_file(path)
    assert len(read_bytes(path, 8)) == 8
    assert read_text(path, 8) == "Café"
    with pytest.raises(RoiError, match=r"file.txt: the file has 8 bytes; at most 7 are read\n  Cut it."):
        read_bytes(path, 7, "Cut it.")
    with pytest.raises(RoiError, match=r"^the data: the file has 8 bytes"):
        read_bytes(path, 7, name="the data")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no such file system")
def test_a_file_that_holds_more_than_its_size_says() -> None:
    assert os.stat("/proc/self/status").st_size == 0
    with pytest.raises(RoiError, match="the file has more than 10 bytes"):
        read_bytes(Path("/proc/self/status"), 10)


def test_what_was_looked_at_is_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere once it is opened: the open file is looked at again."""
    path = tmp_path / "case.toml"
    path.write_text("x")
    real = os.open

    def swapped(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(name, flags)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(RoiError, match="this is a device or a pipe"), opened(path, 100):
        pass


def test_other_bytes_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"ab\xff")
    with pytest.raises(
        RoiError, match=r"^file.txt: the file is not UTF-8 text: invalid start byte at byte 2"
    ):
        read_text(path, 100)
