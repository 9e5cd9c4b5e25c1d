"""Whole journeys with a pilot: what is pressed, and what stands on the screen and in the files then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, RadioButton, Static

from cases import load_estimate
from roi.analysis.compare import Comparison
from tests.tui.app.pilots import CASE, answer, clicked, edit, fill, p50, settled, show_tab, text_of, until
from tui.app.app import RoiApp
from tui.app.autosave import lost, recents
from tui.app.screens.dialogs import Choose, Confirm, Form
from tui.app.screens.export_dialog import ExportDialog
from tui.app.screens.file_dialogs import PathDialog
from tui.app.screens.start import StartScreen
from tui.app.state import headline, outside_words
from tui.app.widgets.inputs import InputsPanel
from tui.app.widgets.pane import OutsideView
from tui.app.widgets.question import Question
from tui.desk.studies import ComparisonStudy

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


async def test_from_a_case_study_to_a_file_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roi.case_files.SHIPPED", CASE.parent)
    app = RoiApp()
    async with app.run_test(size=WIDE) as pilot:
        assert isinstance(app.screen, StartScreen)
        cards = app.screen.query_one(OptionList)
        await until(pilot, lambda: cards.option_count >= 2, "the cards")
        await pilot.press("slash", *"draft", "enter", "enter")
        screen = await settled(pilot)
        assert screen.session.model.case.id == "letters"
        assert screen.tab == "interview"
        assert (
            outside_words(screen.session)
            == "Outside view: of 3 answers 0 are the prospect's, 3 the evidence's"
        )
        assert "“Minutes saved” is below 3.79 minute/letter" in text_of(screen.query_one(OutsideView))
        first = [item.id for item in screen.session.questions()]
        for text in ("12,000", "", "don't know"):
            await answer(pilot, text)
        screen = await settled(pilot)
        assert screen.session.tally().prospect == 1
        assert screen.session.state.noted == {first[1]: "kept", first[2]: "unknown"}
        assert screen.session.input(first[0]).spec.grade == "customer"
        await pilot.press("escape")
        for name, text in (("letters", "20,000"), ("fee", "0.3"), ("realisation", "60 70 90")):
            before = p50(screen)
            await edit(pilot, name, text)
            await until(
                pilot, lambda old=before: screen.final_result() and p50(screen) != old, "another result"
            )
        screen = await settled(pilot)
        assert screen.session.input("letters").spec.grade == "seller"
        middle = p50(screen)
        assert f"{headline(screen.view)}"[:12] == "Expected NPV"

        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog), "the dialog")
        target = tmp_path / "acme.json"
        await fill(pilot, "#path", str(target))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen, "the export")
        assert json.loads(target.read_text())["metrics"]["npv"]["p50"] == middle

        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
        await fill(pilot, "#path", "acme")
        await pilot.press("enter")
        await until(pilot, lambda: not screen.session.dirty, "the save")
        saved = Path.cwd() / "acme.toml"
        assert set(load_estimate(saved).overrides) == {
            first[0], "fee", "realisation"
        }  # fmt: skip
        assert [recent.path for recent in recents()] == [saved]

    again = RoiApp(str(saved))
    async with again.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        assert screen.tab == "result"
        assert p50(screen) == middle
        assert not screen.session.dirty


async def test_preset_option_cut_and_snapshot(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        before = p50(await settled(pilot))
        await pilot.press("escape", "p")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the presets")
        await pilot.press("down", "down", "enter")
        screen = await settled(pilot)
        await until(pilot, lambda: screen.session.settings.preset == "cautious", "the preset")
        assert p50(await settled(pilot)) < before
        await pilot.press("k")
        await fill(pilot, "#field-name", "careful")
        await pilot.press("enter")
        await until(pilot, lambda: screen.session.snapshots, "the snapshot")
        await show_tab(pilot, "compare")
        assert "Drafting" not in text_of(screen.query_one("#comparison", Static))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Choose), "what counts")
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.view.cut == "soft", "what counts")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the options")
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.session.settings.option == "hosted", "the option")
        await settled(pilot)


async def test_unsaved_changes_are_asked_about(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, Confirm), "the question")
        assert "Fee a letter = 0.1" in app.screen.text  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "to stay")
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, Confirm), "the question")
        await clicked(pilot, "#discard")
        await until(pilot, lambda: isinstance(app.screen, StartScreen), "the start")


async def test_a_crash_loses_nothing(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await answer(pilot, "don't know")
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await pilot.press("k")
        await fill(pilot, "#field-name", "cheap")
        await pilot.press("enter")
        await until(pilot, lambda: screen.session.snapshots, "the snapshot")
        await until(pilot, screen.jobs.autosave.path.is_file, "the autosave")
        screen.jobs.autosave_now(screen.session)
        await until(pilot, lambda: "cheap" in screen.jobs.autosave.path.read_text(), "all of it")
        kept = screen.session.estimate
    # The process is gone: its number belongs to nobody.
    screen.jobs.autosave.path.rename(screen.jobs.autosave.path.with_name("999999999-aa.toml"))
    after = RoiApp()
    async with after.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(after.screen, Confirm), "the offer")
        await clicked(pilot, "#recover")
        screen = await settled(pilot)
        again = screen.session.estimate
        assert again.overrides["fee"].value == "0.1"
        assert (again.noted, again.snapshots) == (kept.noted, kept.snapshots)
        assert screen.session.dirty
        await until(pilot, lambda: lost() == (), "the old autosave to go")


async def test_snapshots_and_the_interview_are_kept_in_the_file(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        for text in ("12000", "don't know"):
            await answer(pilot, text)
        await pilot.press("escape", "k")
        await fill(pilot, "#field-name", "as told")
        await pilot.press("enter")
        await until(pilot, lambda: "as told" in screen.session.snapshots, "the snapshot")
        screen.query_one(InputsPanel).row("wage").focus()
        await pilot.press("k")  # another name is offered
        await until(pilot, lambda: isinstance(app.screen, Form), "the form")
        assert app.screen.query_one("#field-name", Input).value == "Snapshot 1"
        await fill(pilot, "#field-name", "now")
        await pilot.press("enter")
        message = app.screen.query_one("#dialog-message", Static)
        await until(pilot, lambda: "every comparison" in text_of(message), "the message")
        await pilot.press("escape", "ctrl+s")
        await fill(pilot, "#path", "acme.toml")
        await pilot.press("enter")
        await until(pilot, lambda: not screen.session.dirty, "the save")
    again = RoiApp("acme.toml")
    async with again.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        assert not screen.session.dirty
        await show_tab(pilot, "interview")
        questions = screen.query(Question)
        assert [question.noted for question in questions] == [None, "unknown", None]
        await show_tab(pilot, "compare")
        screen.query(RadioButton).last().value = True
        await until(pilot, lambda: ComparisonStudy("snapshots") in screen.needs(), "the snapshots")
        await settled(pilot)
        shown = screen.view.result_of(ComparisonStudy("snapshots"))
        assert isinstance(shown, Comparison)
        assert [candidate.name for candidate in shown.candidates] == ["now", "as told"]
        await pilot.press("K")
        await until(pilot, lambda: isinstance(again.screen, Choose), "the snapshots")
        await pilot.press("enter")
        await until(pilot, lambda: not screen.session.snapshots, "the snapshot to go")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(again.screen, Confirm), "the question")
        assert "its snapshots" in again.screen.text  # type: ignore[attr-defined]
