"""Nothing is lost or written unseen: another's save, a stopped export."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases import load_estimate
from exports.files import export
from roi.errors import RoiError
from tests.tui.app.pilots import CASE, edit, fill, settled, until
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Confirm
from tui.app.screens.export_dialog import ExportDialog
from tui.app.screens.file_dialogs import PathDialog
from tui.app.workers import exporting
from tui.desk.conflict import changes, check_unchanged, file_digest
from tui.desk.opened import opened

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


def saved_by(name: str, **values: str) -> Path:
    """An estimate file with these values."""
    session = opened(CASE)
    for key, value in values.items():
        session = session.edit(key, value)
    path = Path(name)
    path.write_text(session.text(), encoding="utf-8")
    return path


@pytest.mark.parametrize("turn", ["overwrite", "reload", "save_as", "stay"])
async def test_the_second_save_is_told_what_changed(turn: str) -> None:
    path = saved_by("acme.toml", fee="0.2")
    app = RoiApp(str(path))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await edit(pilot, "fee", "0.5")
        theirs = opened(path).edit("fee", "0.3").edit("wage", "44").describe(prospect="Other & Co")
        path.write_text(theirs.text(), encoding="utf-8")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm), "the question")
        text = app.screen.text  # type: ignore[attr-defined]
        assert "Fee a letter: 0.3 in the file, 0.5 here" in text
        assert "44 in the file, the case's value here" in text
        assert "prospect: Other & Co in the file, none here" in text
        await pilot.click(f"#{turn}")
        await until(pilot, lambda: not isinstance(app.screen, Confirm), "an end")
        if turn == "overwrite":
            await until(pilot, lambda: not screen.session.dirty, "the save")
            assert load_estimate(path).overrides["fee"].value == "0.5"
            await edit(pilot, "fee", "0.6")
            await pilot.press("ctrl+s")  # once more: nobody else has changed it
            await until(pilot, lambda: not screen.session.dirty, "the save")
            assert load_estimate(path).overrides["fee"].value == "0.6"
            return
        assert load_estimate(path).overrides["fee"].value == "0.3"
        if turn == "reload":
            await until(pilot, lambda: not screen.session.dirty, "what the file holds")
            assert screen.session.estimate.overrides["wage"].value == "44"
            await pilot.press("ctrl+z")
            await until(
                pilot, lambda: screen.session.estimate.overrides["fee"].value == "0.5", "what was here"
            )
        elif turn == "save_as":
            await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
            await fill(pilot, "#path", "mine.toml")
            await pilot.press("enter")
            await until(pilot, lambda: not screen.session.dirty, "the save")
            assert load_estimate(Path("mine.toml")).overrides["fee"].value == "0.5"
        else:
            assert screen.session.dirty


async def test_a_file_that_is_no_estimate_any_more_is_not_written_over() -> None:
    path = saved_by("acme.toml", fee="0.2")
    app = RoiApp(str(path))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await edit(pilot, "fee", "0.5")
        path.write_bytes(b"\xff\xfe somebody's photograph")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm), "the question")
        assert "can no longer be read as an estimate" in app.screen.text  # type: ignore[attr-defined]
        await pilot.press("escape")
        assert path.read_bytes().startswith(b"\xff\xfe")


def test_what_differs_by_input() -> None:
    ours, theirs = opened(CASE).edit("fee", "0.5"), opened(CASE).edit("wage", "44").keep("low")
    theirs = theirs.describe(note="our floor is 9")
    differences = tuple(changes(theirs.estimate, ours.estimate))
    assert "Fee a letter: the case's value in the file, 0.5 here" in differences
    assert "snapshot low: only in the file" in differences
    assert "private note: another one in the file" in differences
    assert not any("floor" in line for line in differences)
    assert not list(changes(ours.estimate, ours.estimate))


def test_the_command_line_writes_over_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved_by("acme.toml", fee="0.2")
    before = file_digest(path)
    ours = opened(path).edit("fee", "0.5").estimate
    check_unchanged(path, before, ours)
    saved_by("acme.toml", fee="0.3")
    with pytest.raises(RoiError, match=r"Fee a letter: 0\.3 in the file, 0\.5 here"):
        check_unchanged(path, before, ours)

    import roi.sim.run as simulation
    from tui.cli.whole import app as cli

    begun = simulation.simulate

    def slow(*args: object, **options: object) -> object:
        saved_by("acme.toml", fee="0.31")
        return begun(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("tui.desk.opening.roi.simulate", slow, raising=False)
    monkeypatch.setattr("roi.simulate", slow)
    done = CliRunner().invoke(
        cli, ["run", str(path), "--set", "fee=0.5", "--save", str(path), "--force", "-q", "--draws", "1024"]
    )
    assert "was changed by somebody else" in f"{done.exception}{done.output}"
    assert load_estimate(path).overrides["fee"].value == "0.31"


async def test_escape_stops_an_export(app: RoiApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is written behind a closed dialog."""
    begun, go = threading.Event(), threading.Event()
    write = export

    def slow(*args: object, ready: object, **options: object) -> None:
        def late() -> None:
            begun.set()
            go.wait(30)
            ready()  # type: ignore[operator]

        write(*args, ready=late, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(exporting, "export", slow)
    target = tmp_path / "acme.json"
    target.write_text("before")
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "e")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog), "the dialog")
        await fill(pilot, "#path", str(target))
        await pilot.press("enter", "enter")
        await until(pilot, begun.is_set, "the writing")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ExportDialog)  # it stands until nothing can be written any more
        go.set()
        await until(pilot, lambda: app.screen is screen, "the end")
        assert target.read_text() == "before"
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["acme.json"]
