"""What a killed writer leaves is taken away by the next one, what a living one writes never is; who may read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from exports.atomic import clear_unfinished, write_atomically, write_together
from roi.errors import RoiError

posix = pytest.mark.skipif(os.name != "posix", reason="locks and modes of POSIX")
LEFT = ".roi-0123456789abcdef.xlsx"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_remains_of_killed_writers_go_and_nothing_else(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept = [
        ".roi-notes.md",
        ".roi-0123456789abcdeg.md",
        ".roi-0123456789abcdef0.md",
        "a.roi-0123456789abcdef",
    ]
    for name in (LEFT, ".roi-fedcba9876543210", *kept):
        (tmp_path / name).write_text("half")
    (elsewhere / LEFT).write_text("half")
    (tmp_path / ".roi-1111111111111111.md").mkdir()
    (tmp_path / ".roi-2222222222222222.md").symlink_to(elsewhere / LEFT)
    os.mkfifo(tmp_path / ".roi-3333333333333333.md")
    clear_unfinished(tmp_path)
    there = {path.name for path in tmp_path.iterdir()} - set(kept) - {"elsewhere"}
    assert there == {f".roi-{str(digit) * 16}.md" for digit in (1, 2, 3)}
    assert (elsewhere / LEFT).exists()
    clear_unfinished(tmp_path / "no such folder")


@posix
def test_what_is_being_written_stays(tmp_path: Path) -> None:
    def writer(path: Path) -> None:
        clear_unfinished(tmp_path)  # as another process would
        write_atomically(tmp_path / "other.md", lambda inner: inner.write_text("other"), force=False)
        assert path.exists()
        path.write_text("new")

    write_atomically(tmp_path / "a.md", writer, force=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "other.md"]


@posix
def test_a_writer_that_lost_its_file_before_it_was_locked_takes_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, names = os.open, []

    def opened(path: str | Path, flags: int, *rest: int) -> int:
        handle = create(path, flags, *rest)
        if flags & os.O_EXCL and str(path).endswith(".md"):
            names.append(path)
            if len(names) == 1:
                os.unlink(path)
        return handle

    monkeypatch.setattr(os, "open", opened)
    write_atomically(tmp_path / "a.md", lambda path: path.write_text("new"), force=False)
    assert (tmp_path / "a.md").read_text() == "new"
    assert len(names) == 2


@posix
@pytest.mark.parametrize("before", [0o600, 0o640, 0o400, 0o664])
def test_nobody_reads_the_unfinished_who_may_not_read_the_target(tmp_path: Path, before: int) -> None:
    target = tmp_path / "a.md"
    target.write_text("old")
    target.chmod(before)

    def writer(path: Path) -> None:
        path.write_text("new")
        assert mode(path) == 0o600

    write_atomically(target, writer, force=True)
    assert (mode(target), target.read_text()) == (before, "new")


@posix
def test_what_is_private_is_so_from_its_first_byte(tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.write_text("old")
    for _ in range(2):
        seen: list[int] = []

        def look(path: Path, seen: list[int] = seen) -> None:
            seen.append(mode(path))

        write_atomically(target, look, force=True, private=True)
        assert seen == [0o600]
        assert mode(target) == 0o600
        target.unlink()


def test_several_files_are_written_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (tmp_path / name for name in ("a.md", "b.md", "c.md"))

    def new(path: Path) -> None:
        path.write_text("new")

    def broken(path: Path) -> None:
        path.write_text("half")
        raise RoiError("no")

    with pytest.raises(RoiError, match="no"):
        write_together({first: new, second: broken, third: new}, force=False)
    assert not list(tmp_path.iterdir())
    second.write_text("old")
    with pytest.raises(RoiError, match=r"b\.md: the file exists"):
        write_together({first: new, second: new}, force=False)
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]
    moved = []

    def replace(source: Path, target: Path) -> None:
        moved.append(target.name)
        if moved == ["a.md", "b.md", "c.md"]:
            raise OSError(28, "No space left on device")
        os.rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(RoiError, match="no space left"):
        write_together({first: new, second: new, third: new}, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]
    assert second.read_text() == "old"
    monkeypatch.undo()
    write_together({first: new, second: new, third: new}, force=True)
    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert texts == {"a.md": "new", "b.md": "new", "c.md": "new"}
