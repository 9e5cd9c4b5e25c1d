"""What goes wrong is said in a dialog with how to mend it; the app stays up and nothing is lost."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

import exports.atomic
import exports.files
import roi
from roi.errors import Place, RoiError
from tests.tui.app.pilots import CASE, edit, fill, p50, settled, until
from tui.app.app import RoiApp
from tui.app.autosave import lost
from tui.app.screens.dialogs import Told
from tui.app.screens.export_dialog import ExportDialog
from tui.app.screens.file_dialogs import PathDialog
from tui.app.screens.start import StartScreen
from tui.app.widgets.choice import Choice
from tui.app.widgets.inputs import InputsPanel
from tui.desk.studies import ProspectsStudy

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


async def shown_error(pilot: Pilot[None]) -> roi.RoiError:
    """What the dialog says."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Told), "the dialog")
    assert isinstance(pilot.app.screen, Told)
    assert pilot.app.screen.error.hint
    return pilot.app.screen.error


def full_disk(path: Path, _writer: Callable[[Path], object], *, force: bool, private: bool = False) -> None:
    """`write_atomically` on a disk that fills up halfway."""

    def fails(temporary: Path) -> None:
        temporary.write_text("half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    REAL(path, fails, force=force, private=private)


REAL = exports.atomic.write_atomically


BROKEN = {
    b"not toml [": "not valid TOML",
    b"[estimate]\nschema = 1\n": "document",
    b"[estimate]\nschema = 99\n[document]\n": "schema 99",
    b"\xff\xfe[case]": "UTF-8",
    b"": "case",
    b"[case]\nid = 7\n": "inputs",
}


async def test_a_broken_file_opened_over_an_estimate_leaves_it_alone() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        for content, says in BROKEN.items():
            Path("broken.toml").write_bytes(content)
            await pilot.press("ctrl+o")
            await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
            await fill(pilot, "#path", "broken.toml")
            await pilot.press("enter")
            assert says in str(await shown_error(pilot))
            await pilot.press("escape")
            assert app.screen is screen
            assert screen.session.estimate.overrides["fee"].value == "0.1"


async def test_a_missing_case_is_told_from_the_start() -> None:
    app = RoiApp("no-such-case")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "bank-chatbot" in str((await shown_error(pilot)).hint)
        await pilot.press("enter")
        assert isinstance(app.screen, StartScreen)


async def test_a_case_that_goes_between_choosing_and_opening() -> None:
    Path("here.toml").write_bytes(CASE.read_bytes())
    app = RoiApp()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
        await fill(pilot, "#path", "gone.toml")
        await pilot.press("enter")
        message = app.screen.query_one("#dialog-message", Static)
        await until(pilot, lambda: "no such file" in str(message.render()), "the message")
        await fill(pilot, "#path", "here.toml")
        await pilot.press("enter")
        await settled(pilot)


async def test_an_export_onto_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        monkeypatch.setattr(exports.files, "write_atomically", full_disk)
        for suffix in (".json", ".csv", ".md", ".xlsx"):
            target = Path(f"kept{suffix}")
            target.write_text("mine")
            await pilot.press("e")
            await until(pilot, lambda: isinstance(app.screen, ExportDialog), "the dialog")
            await fill(pilot, "#path", target.name)
            await pilot.press("enter", "enter")  # once more: it replaces
            message = app.screen.query_one("#dialog-message", Static)
            await until(pilot, lambda m=message: "free some space" in str(m.render()), "the message")
            assert not app.screen.query_one("#done", Button).disabled  # another folder, once more
            assert [path.name for path in Path().iterdir()] == [target.name]
            assert target.read_text() == "mine"
            await pilot.press("escape")
            assert app.screen is screen
            target.unlink()


async def test_an_export_target_that_cannot_be_written() -> None:
    Path("folder.md").mkdir()
    Path("file").write_text("")
    targets = {"folder.md": "folder", "file/x.md": "folder", "none/x.md": "does not exist", "x.docx": ".json"}
    targets[""] = "Type or pick"
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("escape", "e")
        for target, says in targets.items():
            await fill(pilot, "#path", target)
            await pilot.press("enter")
            message = app.screen.query_one("#dialog-message", Static)
            await until(
                pilot, lambda m=message, s=says: "✗" in str(m.render()) and s in str(m.render()), target
            )
            assert isinstance(app.screen, ExportDialog)


async def test_no_room_for_the_autosave_is_said_and_nothing_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports.atomic, "write_atomically", full_disk)
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        screen.jobs.autosave_now(screen.session)
        await until(
            pilot,
            lambda: any("space" in notification.message for notification in app._notifications),
            "the warning",
        )
        before = p50(await settled(pilot))
        await edit(pilot, "fee", "0.2")
        assert p50(await settled(pilot)) != before
    assert lost() == ()


@pytest.mark.parametrize(
    "failure",
    [
        RoiError("the line `hours` is infinite in 3 draws", Place(table="[lines.hours]")),
        FloatingPointError("infinite hours"),
    ],
)
async def test_a_simulation_that_fails_is_told_and_undone(
    app: RoiApp, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fails(*_arguments: object, **_keywords: object) -> None:
        raise failure

    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        before = p50(screen)
        await pilot.press("escape")
        with monkeypatch.context() as broken:
            broken.setattr("roi.simulate", fails)
            await edit(pilot, "fee", "0.1")
            error = await shown_error(pilot)
            assert "infinite" in error.message
            assert "Ctrl+Z" in str(error.hint)
        await pilot.press("escape", "ctrl+z")
        assert p50(await settled(pilot)) == before
        await pilot.press("ctrl+y")
        assert p50(await settled(pilot)) != before


async def test_a_study_that_fails_is_said_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object) -> None:
        raise ZeroDivisionError("in the eighth input")

    monkeypatch.setattr(ProspectsStudy, "of", fails)
    app = RoiApp(str(CASE))
    async with app.run_test(size=WIDE) as pilot:
        error = await shown_error(pilot)
        assert "eighth input" in error.message
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.final_result() is not None, "the result")  # type: ignore[attr-defined]


async def test_an_export_target_that_exists_is_replaced_only_when_asked(app: RoiApp, tmp_path: Path) -> None:
    target = tmp_path / "kept.md"
    target.write_text("mine")
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "e")
        await fill(pilot, "#path", str(target))
        await pilot.press("enter")
        button = app.screen.query_one("#done", Button)
        await until(pilot, lambda: str(button.label) == "Replace", "the question")
        assert target.read_text() == "mine"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen, "the export")
        assert target.read_text().startswith("#")


async def test_nothing_can_be_changed_while_an_export_is_written(
    app: RoiApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name typed meanwhile would change nothing, and take the message away that it is being written."""
    written = threading.Event()

    def slow(*given: Any, **named: Any) -> None:
        assert written.wait(60)
        REAL(*given, **named)

    monkeypatch.setattr(exports.files, "write_atomically", slow)
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "e")
        await fill(pilot, "#path", str(tmp_path / "a.md"))
        await pilot.press("enter")
        dialog = app.screen
        field, notice = dialog.query_one("#path", Input), dialog.query_one("#dialog-message", Static)
        await until(pilot, lambda: field.disabled, "the writing")
        chosen = [str(choice.label)[:3] for choice in dialog.query(Choice) if choice.value]
        assert chosen == [".md"]  # as it was typed
        await pilot.press("x", "y", "down", "enter")
        assert field.value == str(tmp_path / "a.md")
        assert str(notice.render()).startswith("Writing …")
        written.set()
        await until(pilot, lambda: app.screen is screen, "the export")
        assert (tmp_path / "a.md").read_text().startswith("#")


async def test_a_full_disk_is_told_and_nothing_is_lost(app: RoiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await settled(pilot)
        monkeypatch.setattr("tui.app.workers.exporting.write_atomically", full_disk)
        await pilot.press("ctrl+s")
        await fill(pilot, "#path", "acme.toml")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Told), "the dialog")
        assert isinstance(app.screen, Told)
        assert "free some space" in str(app.screen.error.hint)
        await pilot.press("escape")
        assert screen.session.dirty
        assert screen.session.estimate.overrides["fee"].value == "0.1"


@pytest.mark.parametrize("content", ["not toml [", "[estimate]\nschema = 1\n", None])
async def test_a_broken_file_is_told_and_the_app_stays(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "broken.toml"
    if content is not None:
        path.write_text(content)
    app = RoiApp(str(path))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Told), "the dialog")
        await pilot.press("escape")
        assert isinstance(app.screen, StartScreen)


@pytest.mark.painted
async def test_it_survives_a_terminal_of_20_by_5_and_comes_back(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        tabs = ("result", "cash", "drivers", "lines", "claims", "compare", "interview")
        for size, shown in (((20, 5), tabs), ((80, 24), tabs[-1:]), ((1, 1), tabs), ((140, 40), tabs)):
            await pilot.resize_terminal(*size)
            for name in shown:
                screen.action_tab(name)
                await pilot.pause()
        await settled(pilot)
        assert screen.query_one(InputsPanel).display
