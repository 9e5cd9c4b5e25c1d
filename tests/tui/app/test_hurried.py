"""What a person does faster than the screen follows: nothing is lost, done twice, or done to another thing.

The orders that a busy machine brings about are made on purpose: one after the other without handling a message
between, and with threads that are held back.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from roi.case import EVIDENCE
from roi.errors import RoiError
from tests.tui.app.pilots import CASE, estimate, fill, opened, piloted, settled, show_tab, text_of, until
from tui.app.app import RoiApp
from tui.app.autosave import Autosave
from tui.app.screens.dialogs import Choose, Confirm, Told
from tui.app.screens.estimate import EstimateScreen
from tui.app.screens.explain import Explained
from tui.app.screens.export_dialog import ExportDialog
from tui.app.screens.file_dialogs import PathDialog
from tui.app.screens.opening import Opening
from tui.app.screens.start import StartScreen
from tui.app.screens.story import StoryScreen
from tui.app.widgets.editor import Editor
from tui.app.widgets.inputs import InputRow, InputsPanel
from tui.app.workers.studies import Studied
from tui.desk.studies import ComparisonStudy

pytestmark = pytest.mark.few_draws
WIDE = (140, 40)


async def shown(pilot: Pilot[None], kind: type[Screen[Any]], part: str = "*") -> Screen[Any]:
    """A screen of a kind on top, with a part of it."""
    await until(
        pilot,
        lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.query(part),
        f"{kind.__name__} with {part}",
    )
    return pilot.app.screen


async def gone(pilot: Pilot[None], screen: Screen[Any]) -> None:
    """A screen is away, and what it was sent before has been worked off."""
    await until(pilot, lambda: not screen.is_attached, f"the end of {screen}")
    await pilot.pause()


async def dirty(pilot: Pilot[None]) -> Any:
    """The estimate with a change that is not saved."""
    screen = await settled(pilot)
    await screen.commit(screen.session.edit("wage", "50"))
    return await settled(pilot)


async def test_a_button_pressed_twice_closes_its_dialog_alone(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        screen.tell("Something", RoiError("happened"))
        dialog = await shown(pilot, Told, "#close")
        for _ in range(2):
            dialog.query_one("#close", Button).press()
        await gone(pilot, dialog)
        assert app.screen is screen


async def coming_up(pilot: Pilot[None], turns: int) -> None:
    """Wait for the estimate's screen, and then so many turns of the loop while it comes up."""
    while not isinstance(pilot.app.screen, EstimateScreen):
        await asyncio.sleep(0)
    for _ in range(turns):
        await asyncio.sleep(0)


@pytest.mark.parametrize("turns", range(8))
async def test_the_app_ends_as_an_estimate_comes_up(app: RoiApp, turns: int) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await coming_up(pilot, turns)
        app.exit(return_code=3)
        app.exit()
        await until(pilot, lambda: not app.is_running, "the end")
    assert app.return_code == 3


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_runs_the_app_lets_go_of_it_as_an_estimate_comes_up(app: RoiApp, turns: int) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await coming_up(pilot, turns)


async def test_help_closed_twice_leaves_the_estimate(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        app.action_explain()
        help_screen = await shown(pilot, Explained)
        for _ in range(2):
            await help_screen.run_action("close")
        await gone(pilot, help_screen)
        assert app.screen is screen


async def test_a_choice_and_escape_at_once_is_the_choice(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        screen.action_preset()
        dialog = await shown(pilot, Choose, "OptionList")
        dialog.dismiss(EVIDENCE)
        await dialog.run_action("cancel")
        await gone(pilot, dialog)
        assert app.screen is screen


@pytest.mark.parametrize("action", ["save", "export", "details", "preset", "option", "cut", "keep", "owners"])
async def test_what_is_wanted_twice_is_asked_once(app: RoiApp, action: str) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        for _ in range(2):
            await screen.run_action(action)
        await until(pilot, lambda: app.screen is not screen, "the dialog")
        await pilot.pause()
        assert len(app.screen_stack) == 3
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")
        await screen.run_action(action)
        await until(pilot, lambda: app.screen is not screen, "the dialog once more")


async def test_leaving_twice_asks_once_and_staying_stays(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await dirty(pilot)
        app.action_leave()
        await shown(pilot, Confirm)
        app.action_leave()
        app.action_start()
        await pilot.pause()
        assert len(app.screen_stack) == 3
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")


async def test_going_back_twice_stops_at_the_start(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for _ in range(2):
            app.action_start()
        await shown(pilot, StartScreen)
        app.action_start()
        await pilot.pause()
        assert len(app.screen_stack) == 1


async def test_going_back_takes_what_came_up_meanwhile_along(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        app.action_start()
        screen.tell("Something", RoiError("happened"))
        await shown(pilot, StartScreen)
        assert len(app.screen_stack) == 1


async def test_of_two_that_are_opened_at_once_the_first_is_shown(app: RoiApp, tmp_path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        before = await settled(pilot)
        app.open(str(piloted(tmp_path)))
        app.open(str(CASE))
        await until(
            pilot, lambda: app.screen is not before and not isinstance(app.screen, Opening), "the first"
        )
        assert "pilot" in (await settled(pilot)).session.model.case.options
        assert [type(screen) for screen in app.screen_stack] == [StartScreen, type(before)]


async def test_another_estimate_replaces_the_one_below_a_message(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        before = await settled(pilot)
        before.tell("Something", RoiError("happened"))
        await shown(pilot, Told)
        after = app.show(before.session)
        assert await settled(pilot) is after
        assert [type(screen) for screen in app.screen_stack] == [StartScreen, type(before)]


async def test_what_is_read_while_somebody_is_asked_to_stay_is_shown(
    app: RoiApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    async with app.run_test(size=WIDE) as pilot:
        before = await dirty(pilot)
        read = Opening._begin
        monkeypatch.setattr(Opening, "_begin", lambda self: go.wait(0) and read(self))
        app.open(str(CASE))
        opening = await shown(pilot, Opening)
        app.action_leave()
        await shown(pilot, Confirm)
        opening.dismiss(before.session)  # as it does once the file is read
        await pilot.pause()
        assert isinstance(app.screen, Confirm)
        await pilot.press("escape")
        await gone(pilot, opening)
        await shown(pilot, Confirm)  # of the changes that another estimate would take away
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is before, "the estimate")


async def test_a_file_is_exported_while_its_help_is_read(app: RoiApp, tmp_path: Path) -> None:
    go = threading.Event()
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        screen.action_export()
        dialog: Any = await shown(pilot, ExportDialog, "#path")
        dialog.work = lambda path: lambda _progress: (go.wait(60), path)[1]
        dialog.accept(tmp_path / "x.csv")
        app.action_explain()
        help_screen = await shown(pilot, Explained)
        go.set()
        await until(pilot, lambda: dialog._outcome, "the end of the work")
        assert app.screen is help_screen
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")


@pytest.mark.parametrize("pressed", ["keys", "clicks"])
async def test_a_file_is_not_replaced_by_what_was_pressed_before_the_warning(
    app: RoiApp, tmp_path: Path, pressed: str
) -> None:
    target = tmp_path / "acme.toml"
    target.write_text("mine")
    async with app.run_test(size=WIDE) as pilot:
        screen = await dirty(pilot)
        screen.action_save_as()
        dialog = await shown(pilot, PathDialog, "#done")
        await fill(pilot, "#path", str(target))
        button, message = dialog.query_one("#done", Button), dialog.query_one("#dialog-message", Static)
        for _ in range(2):
            if pressed == "keys":
                app.post_message(events.Key("enter", "\r"))
            else:
                button.press()
        await until(pilot, lambda: str(button.label) == "Replace", "the warning")
        await pilot.pause()
        assert "Enter again replaces it" in text_of(message)
        assert (app.screen, target.read_text()) == (dialog, "mine")
        await pilot.press("enter")
        await gone(pilot, dialog)
        assert target.read_text() != "mine"


async def test_staying_after_presenting_one_can_present_again(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await dirty(pilot)
        for _ in range(2):
            screen.action_present()
            await shown(pilot, StoryScreen)
            app.action_leave()
            await shown(pilot, Confirm)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen and estimate(pilot).story is None, "the estimate")


async def test_an_answer_is_in_what_is_saved_at_once(app: RoiApp, tmp_path: Path) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: list(screen.query("#questions Input")), "an open question")
        editor = screen.query_one("#questions Editor", Editor)
        screen.view = replace(screen.view, session=screen.session.written(tmp_path / "acme.toml"))
        editor.query_one(Input).value = "300 400 500 letter/day"
        editor.enter()
        assert await screen.files.saved(ask=False)  # nothing is handled between
        assert "300 400 500 letter/day" in (tmp_path / "acme.toml").read_text(encoding="utf-8")
        assert not screen.session.dirty


async def test_rows_are_those_of_the_last_of_two_ways_to_deploy(tmp_path: Path) -> None:
    app = RoiApp(str(piloted(tmp_path)))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        begun, pilot_way = screen.session, screen.session.choose(option="pilot")
        for session in (pilot_way, begun, pilot_way, begun):
            screen.call_later(screen.commit, session)
            screen.run_worker(screen.commit(session))
        await until(pilot, lambda: not screen.workers._workers or screen.session is begun, "the last")
        panel = screen.query_one(InputsPanel)
        await until(
            pilot,
            lambda: (
                [row.item.id for row in panel.rows()] == [item.id for item in screen.session.model.inputs]
            ),
            "the rows",
        )


async def test_a_row_that_an_undo_took_away_is_not_edited(tmp_path: Path) -> None:
    app = RoiApp(str(piloted(tmp_path)))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await screen.commit(screen.session.choose(option="pilot"))
        screen = await settled(pilot)
        panel = screen.query_one(InputsPanel)
        row = panel.row("gate")
        await screen.commit(screen.session.undo())
        panel.post_message(InputRow.Chosen(row))
        await pilot.pause()
        assert not panel.query(Editor)


async def test_enter_in_the_field_of_a_row_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    app = RoiApp(str(piloted(tmp_path)))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await screen.commit(screen.session.choose(option="pilot"))
        screen = await settled(pilot)
        await opened(pilot, "gate")
        panel = screen.query_one(InputsPanel)
        await screen.commit(screen.session.undo())
        panel._taken("gate", "7")
        await pilot.pause()
        assert "gate" not in screen.session.estimate.overrides


async def test_a_study_of_snapshots_that_are_gone_is_not_shown(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        job = screen.jobs._studies[-1]
        screen.edits._take_snapshots(screen.session.keep("first"))
        screen.post_message(Studied(job, ComparisonStudy("snapshots"), ()))
        await pilot.pause()
        assert ComparisonStudy("snapshots") not in screen.view.studies


async def test_a_tab_that_an_update_undone_took_away_is_not_made(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await show_tab(pilot, "result")
        made = dict(screen.panes.made)

        class Shown:
            pane = type("Gone", (), {"id": "realised"})

        await screen.panes.activated(Shown())  # type: ignore[arg-type]
        assert screen.panes.made == made


def test_a_text_that_a_thread_writes_late_replaces_no_later_one(tmp_path: Path) -> None:
    autosave = Autosave(tmp_path)
    late, later = autosave.turn(), autosave.turn()
    autosave.write("later", None, turn=later)
    autosave.write("late", None, turn=late)
    assert autosave.path.read_text(encoding="utf-8").endswith("later")
    late = autosave.turn()
    autosave.clear()  # saved
    autosave.write("late", None, turn=late)
    assert not autosave.path.exists()
    autosave.end()
