import datetime
import errno
import json
import os
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import roi
from exports.atomic import write_atomically
from exports.document.result import result_document
from exports.files import FORMATS, DocumentRequest, check_suffixes, check_targets, export
from exports.markdown.result import result_markdown
from roi.analysis.audit import Finding
from roi.errors import RoiError
from tests.support.workbooks import with_values


def write(path: Path) -> None:
    path.write_text("new", encoding="utf-8")


def refused(path: Path, *, force: bool = False, writer: object = write) -> RoiError:
    """The error, after a look that nothing was left behind or changed."""
    folder = path.parent if path.parent.is_dir() else path.parent.parent
    before = {child: child.read_bytes() for child in folder.iterdir() if child.is_file()}
    with pytest.raises(RoiError) as refusal:
        write_atomically(path, writer, force=force)  # type: ignore[arg-type]
    assert {child: child.read_bytes() for child in folder.iterdir() if child.is_file()} == before
    assert str(refusal.value.where) == str(path)
    assert str(refusal.value.hint)
    return refusal.value


def test_writes_and_leaves_nothing_else(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.md", write, force=False)
    assert [child.name for child in tmp_path.iterdir()] == ["a.md"]
    assert (tmp_path / "a.md").read_text() == "new"


def test_the_writer_sees_the_target_s_suffix(tmp_path: Path) -> None:
    seen: list[Path] = []

    def writer(path: Path) -> None:
        seen.append(path)
        write(path)

    write_atomically(tmp_path / "a.xlsx", writer, force=False)
    assert seen[0].suffix == ".xlsx"
    assert seen[0].parent == tmp_path
    assert seen[0] != tmp_path / "a.xlsx"


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    assert "force" in str(refused(path).hint)
    write_atomically(path, write, force=True)
    assert path.read_text() == "new"


def test_a_file_that_turns_up_meanwhile_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "a.md"

    def writer(temporary: Path) -> None:
        write(temporary)
        path.write_text("somebody else's")

    with pytest.raises(RoiError, match="exists"):
        write_atomically(path, writer, force=False)
    assert path.read_text() == "somebody else's"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_or_is_the_target(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "no" / "a.md").message
    (tmp_path / "f").write_text("")
    assert "is not a folder" in refused(tmp_path / "f" / "a.md").message
    (tmp_path / "d.md").mkdir()
    assert "folder" in refused(tmp_path / "d.md", force=True).message


def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    with pytest.raises(RoiError, match="device or a pipe"):
        write_atomically(pipe, write, force=True)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_disk_while_writing(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def writer(temporary: Path) -> None:
        temporary.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    refusal = refused(path, force=True, writer=writer)
    assert "no space left" in refusal.message
    assert "disk is full" in str(refusal.hint)


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "full"),
        (errno.EACCES, "may not write"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "another"),
    ],
)
def test_a_target_that_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, hint: str
) -> None:
    def replace(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", replace)
    path = tmp_path / "a.md"
    path.write_text("old")
    refusal = refused(path, force=True)
    assert os.strerror(number).lower() in refusal.message
    assert hint in str(refusal.hint)


def test_a_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", denied)
        with pytest.raises(RoiError, match="permission denied"):
            write_atomically(tmp_path / "a.md", write, force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match="too long"):
        write_atomically(tmp_path / f"{'a' * 300}.md", write, force=False)
    longest = tmp_path / f"{'a' * 252}.md"
    write_atomically(longest, write, force=False)
    assert longest.is_file()


def test_whatever_a_writer_raises_nothing_is_left(tmp_path: Path) -> None:
    def writer(temporary: Path) -> None:
        temporary.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.md", writer, force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "a.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    assert "exists" in refused(link).message
    write_atomically(link, write, force=True)
    assert link.is_symlink()
    assert target.read_text() == "new"
    circle = tmp_path / "circle.md"
    circle.symlink_to(circle)
    with pytest.raises(RoiError):
        write_atomically(circle, write, force=True)


def test_permissions_are_those_of_the_file_replaced_or_the_user_s_own(tmp_path: Path) -> None:
    private, fresh, plain = tmp_path / "a.md", tmp_path / "b.md", tmp_path / "c.md"
    private.write_text("old")
    private.chmod(0o600)
    write_atomically(private, write, force=True)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    write_atomically(fresh, write, force=False)
    plain.write_text("")
    assert fresh.stat().st_mode == plain.stat().st_mode


def test_export_chooses_by_suffix(run: roi.Run, claims: Sequence[Finding], tmp_path: Path) -> None:
    for suffix in (
        suffix for suffix, kind in FORMATS.items() if not kind.wait
    ):  # those have tests of their own
        export(run, tmp_path / f"a{suffix}", DocumentRequest(claims, draws_asked=1_000))
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document == result_document(run, DocumentRequest(claims=claims, draws_asked=1_000))
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert text == result_markdown(run, DocumentRequest(claims=claims, draws_asked=1_000))
    assert len(pd.read_csv(tmp_path / "a.csv")) == run.draws_used
    export(run, tmp_path / "B.JSON")
    assert (tmp_path / "B.JSON").is_file()


@pytest.mark.parametrize(("name", "message"), [("a.docx", "'.docx' is unknown"), ("a", "has no suffix")])
def test_an_unknown_suffix_lists_the_known(run: roi.Run, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(RoiError, match=message) as refusal:
        export(run, tmp_path / name)
    assert all(suffix in str(refusal.value.hint) for suffix in FORMATS)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RoiError, match=message) as named:
        check_suffixes([tmp_path / "fine.md", tmp_path / name])
    assert str(named.value).count(str(tmp_path)) == 1


def test_all_faces_of_one_hand_over_tell_the_day_of_the_estimate(run: roi.Run, tmp_path: Path) -> None:
    day = datetime.date(2025, 2, 3)
    contents = DocumentRequest(created=day, trials=16)
    for suffix in (".xlsx", ".html", ".pptx"):
        export(run, tmp_path / f"a{suffix}", contents)
    book = with_values(tmp_path / "a.xlsx", "Summary", "Approval", "About")
    summary, approval = (
        {row[at].value: row[at + 1].value for row in book[title].iter_rows() for at in range(len(row) - 1)}
        for title in ("Summary", "Approval")
    )
    assert summary["Date"] == datetime.datetime(2025, 2, 3)
    assert approval["Date of the estimate"] == "2025-02-03"
    assert any("dated 2025-02-03" in str(cell.value) for row in book["About"].iter_rows() for cell in row)
    assert "2025-02-03" in (tmp_path / "a.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a.pptx") as deck:
        assert "2025-02-03" in deck.read("ppt/slides/slide1.xml").decode()


def test_a_near_suffix_is_offered(tmp_path: Path) -> None:
    with pytest.raises(RoiError) as refusal:
        check_suffixes([tmp_path / "a.jsn"])
    assert "'.json'?" in str(refusal.value.hint)


def test_targets_are_checked_before_any_work(tmp_path: Path) -> None:
    check_targets([tmp_path / "a.md", tmp_path / "b.md"], force=False)
    with pytest.raises(RoiError, match="named twice"):
        check_targets([tmp_path / "a.md", tmp_path / "." / "a.md"], force=True)
    (tmp_path / "a.md").write_text("old")
    with pytest.raises(RoiError, match="exists"):
        check_targets([tmp_path / "a.md"], force=False)
    check_targets([tmp_path / "a.md"], force=True)
    with pytest.raises(RoiError, match="does not exist"):
        check_targets([tmp_path / "no" / "a.md"], force=True)
