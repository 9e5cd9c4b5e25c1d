"""Whole journeys with a pilot: what is pressed, and what stands on the screen and in the files then."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from textual.content import Content
from textual.style import Style
from textual.widgets import Button, Input, OptionList, RadioButton, Static

from cases import load_estimate
from exports.files import write_atomically
from roi.analysis.compare import Comparison
from tests.tui.app.pilots import CASE, answer, burst, edit, estimate, fill, p50, settled, show_tab, until
from tui.app import RoiApp
from tui.autosave import lost, recents
from tui.screens.dialogs import Choose, Confirm, Form, Told
from tui.screens.explain import Explained
from tui.screens.files import ExportDialog, PathDialog
from tui.screens.start import StartScreen
from tui.session import opened
from tui.view import headline, outside_words
from tui.widgets.charts import Distribution
from tui.widgets.inputs import InputsPanel
from tui.widgets.interview import Question
from tui.widgets.pane import OutsideView
from tui.widgets.tree import LinesTree

WIDE = (140, 40)


def said(widget: Static) -> str:
    return str(widget.render())


async def test_from_a_case_study_to_a_file_and_back(tmp_path: Path) -> None:
    app = RoiApp()
    async with app.run_test(size=WIDE) as pilot:
        assert isinstance(app.screen, StartScreen)
        cards = app.screen.query_one(OptionList)
        await until(pilot, lambda: cards.option_count >= 4, "the cards")
        await pilot.press("down", "enter")
        screen = await settled(pilot)
        assert screen.session.model.case.id == "clinical-scribe"
        assert screen.tab == "interview"
        assert outside_words(screen.session) == "Outside view: 0 of 8 answers are yours"
        assert "Must be true" in said(screen.query_one(OutsideView))
        first = [item.id for item in screen.session.questions()]
        for text in ("1 2 4", "", "don't know", "5", "60 80 120"):
            await answer(pilot, text)
        screen = await settled(pilot)
        assert screen.session.answered() == 3
        assert screen.session.state.noted == {first[1]: "kept", first[2]: "unknown"}
        assert screen.session.input(first[0]).spec.grade == "customer"
        await pilot.press("escape")
        for name, text in (("visits", "200,000"), ("physician_cost", "300"), ("realisation", "60 70 90")):
            before = p50(await settled(pilot))
            await edit(pilot, name, text)
            screen = await settled(pilot)
            assert p50(screen) != before
        assert screen.session.input("visits").spec.grade == "seller"
        middle = p50(screen)
        assert f"{headline(screen.view)}"[:7] == "NPV P50"

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
            first[0], first[3], first[4], "visits", "physician_cost", "realisation"
        }  # fmt: skip
        assert [one.path for one in recents()] == [saved]

    again = RoiApp(str(saved))
    async with again.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        assert screen.tab == "result"
        assert p50(screen) == middle
        assert not screen.session.dirty


async def test_what_must_be_true_is_dimmed_while_it_is_of_yesterday() -> None:
    async with RoiApp(CASE).run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        view = screen.query_one(OutsideView)
        await until(pilot, lambda: "Must be true" in said(view), "break-even")

        def dimmed() -> bool:
            text = view.render()
            assert isinstance(text, Content)
            return any(
                span.style == Style(dim=True) and "Must be true" in text[span.start : span.end].plain
                for span in text.spans
            )

        assert not dimmed()
        view.show(replace(screen.view, studies={}))
        assert "Must be true" in said(view)
        assert dimmed()


async def test_undo_redo_and_reset(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        before = p50(await settled(pilot))
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        changed = p50(await settled(pilot))
        assert changed > before
        await pilot.press("ctrl+z")
        assert p50(await settled(pilot)) == before
        await pilot.press("ctrl+y")
        assert p50(await settled(pilot)) == changed
        assert estimate(pilot).focused is estimate(pilot).query_one(InputsPanel).row("fee")
        await pilot.press("ctrl+r")
        assert p50(await settled(pilot)) == before


async def test_a_value_is_judged_as_it_is_typed(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        panel = screen.query_one(InputsPanel)
        await pilot.press("escape")
        panel.row("letters").focus()
        await pilot.press("enter")
        await until(pilot, lambda: list(panel.query("#rows Input")), "the editor")
        field, message = panel.query_one("#rows Input", Input), panel.query_one("Editor .message", Static)
        field.value = "range(3, 2, 1)"
        await until(pilot, lambda: "ascend" in said(message), "the message")
        await pilot.press("enter")
        assert field.is_attached
        assert not screen.session.dirty
        field.value = "300 400 500 letter/day"
        await until(pilot, lambda: "letter/month likely" in said(message), "the reading")
        await pilot.press("enter")
        await until(pilot, lambda: screen.session.dirty, "the edit")
        likely = screen.session.input("letters")
        assert likely.shown(likely.likely) == pytest.approx(400 * 365.25 / 12, rel=1e-3)


async def test_answers_typed_faster_than_they_are_shown_are_kept(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: list(screen.query("#questions Input")), "an open question")
        await until(pilot, lambda: isinstance(screen.focused, Input), "the focus")
        burst(pilot, "300 400 500 letter/day", "don't know", "45")
        await until(pilot, lambda: not screen.query("#questions Input"), "the end of the interview")
        await settled(pilot)
        own = {name: one.value for name, one in screen.session.estimate.overrides.items()}
        assert own == {"letters": "range(300, 400, 500) letter/day", "wage": "45"}
        assert screen.session.state.noted == {"minutes": "unknown"}
        assert isinstance(screen.focused, Question)


async def test_search_hides_what_does_not_match(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "slash", *"vendor", "enter")
        panel = screen.query_one(InputsPanel)
        await until(pilot, lambda: [row.item.id for row in panel.rows() if row.display] == ["fee"], "one row")
        assert panel.row("fee").has_focus
        await pilot.press("escape")
        await until(pilot, lambda: all(row.display for row in panel.rows()), "all rows")
        assert panel.row("fee").has_focus


async def test_the_threshold_reads_off_the_probability(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "result")
        reading = screen.query_one("#threshold", Static)
        odds = screen.view.result.summary.probability["headline"]["npv_positive"].value  # type: ignore[union-attr]
        assert f"{100 * odds:.1f} %" in said(reading)
        screen.query_one("#cumulative", Distribution).focus()
        await pilot.press("right", "right")
        await until(pilot, lambda: screen.view.threshold > 0, "the threshold")
        await until(pilot, lambda: f"{100 * odds:.1f} %" not in said(reading), "another reading")
        await pilot.press("0")
        await until(pilot, lambda: screen.view.threshold == 0, "zero")
        await pilot.click("#histogram", offset=(20, 3))
        await until(pilot, lambda: screen.view.threshold != 0, "the click")


async def test_every_number_can_be_asked_why_down_to_the_source(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await show_tab(pilot, "lines")
        tree = estimate(pilot).query_one(LinesTree)
        for label in ("Time returned", "Hours saved", "Minutes saved"):
            node = next(node for node in _nodes(tree.root) if str(node.label).startswith(label))
            node.expand()
            await until(pilot, lambda n=node: n.children, label)
        source = next(node for node in _nodes(tree.root) if "Institute of Letters" in str(node.label))
        assert "read 2026-11-23" in str(source.label)


async def test_a_dated_source_is_two_keys_away(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "result")
        await pilot.press("w")
        await until(pilot, lambda: screen.tab == "lines" and "lines" in screen._panes, "the lines")
        await settled(pilot)
        tree, words = screen.query_one(LinesTree), screen.query_one("#words", Static)
        await pilot.press("s")
        await until(pilot, lambda: "read 2026-" in said(words), "the source")
        first = tree.cursor_node
        await pilot.press("s")
        await until(pilot, lambda: tree.cursor_node is not first, "the next source")
        await pilot.press("left")
        await until(pilot, lambda: "read 2026-" in said(words) and tree.cursor_node.children, "its input")  # type: ignore[union-attr]
        screen.query_one(InputsPanel).row("minutes").focus()
        await pilot.press("w")
        await until(pilot, lambda: said(words).startswith("Minutes saved"), "the input")
        assert "Institute of Letters" in said(words)
        assert tree.has_focus
        await pilot.press("w")
        await until(pilot, lambda: tree.cursor_node is tree.root, "the head of the tree")


async def test_what_the_seller_wrote_beside_an_answer_is_private() -> None:
    estimate_file = (
        opened(CASE).edit("fee", "0.1").text().replace('value = "0.1"', 'value = "0.1"\nnote = "bluff"', 1)
    )
    Path("acme.toml").write_text(estimate_file, encoding="utf-8")
    app = RoiApp("acme.toml")
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        screen.query_one(InputsPanel).row("fee").focus()
        await pilot.press("w")
        await until(pilot, lambda: screen.query("#words"), "the lines")
        words = screen.query_one("#words", Static)
        await until(pilot, lambda: "bluff" in said(words), "the note")
        await pilot.press("f9")
        await until(pilot, lambda: "bluff" not in said(words), "no note")


def _nodes(node: object) -> list[object]:
    return [node, *(one for child in node.children for one in _nodes(child))]  # type: ignore[attr-defined]


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
        assert "Drafting" not in said(screen.query_one("#comparison", Static))
        await pilot.press("c")
        assert screen.view.cut == "soft"
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
        await pilot.click("#discard")
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
        await until(pilot, screen.autosave.path.is_file, "the autosave")
        screen._autosave(screen.session)
        await until(pilot, lambda: "cheap" in screen.autosave.path.read_text(), "all of it")
        kept = screen.session.estimate
    # The process is gone: its number belongs to nobody.
    screen.autosave.path.rename(screen.autosave.path.with_name("999999999-aa.toml"))
    after = RoiApp()
    async with after.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(after.screen, Confirm), "the offer")
        await pilot.click("#recover")
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
        await until(pilot, lambda: "every comparison" in said(message), "the message")
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
        screen.query(RadioButton)[2].value = True
        await until(pilot, lambda: "compare:snapshots" in screen.needs(), "the snapshots")
        await settled(pilot)
        shown = screen.view.studies["compare:snapshots"]
        assert isinstance(shown, Comparison)
        assert [one.name for one in shown.candidates] == ["now", "as told"]
        await pilot.press("K")
        await until(pilot, lambda: isinstance(again.screen, Choose), "the snapshots")
        await pilot.press("enter")
        await until(pilot, lambda: not screen.session.snapshots, "the snapshot to go")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(again.screen, Confirm), "the question")
        assert "its snapshots" in again.screen.text  # type: ignore[attr-defined]


async def test_help_explains_the_focused_part_and_its_live_keys(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        screen.query_one(InputsPanel).row("fee").focus()
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, Explained), "the help")
        assert isinstance(app.screen, Explained)
        assert app.screen.focus_name == "input row"
        assert "P10" in app.screen.text
        told = dict(app.screen.keys)
        assert "Ctrl+S" in told
        assert "Edit" in told.values()
        await pilot.press("escape")
        assert app.screen is screen
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Form), "the form")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, Explained), "the help of a dialog")
        await pilot.press("escape")
        assert isinstance(app.screen, Form)


async def test_present_mode_hides_files_folders_and_notes(tmp_path: Path) -> None:
    app = RoiApp(str(CASE), present=True)
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "d")
        await until(pilot, lambda: app.screen is not screen, "the details")
        assert not app.screen.query_one("#row-note").display
        await pilot.press("f9")
        await until(pilot, lambda: app.screen.query_one("#row-note").display, "the note")
        await pilot.press("f9")
        await until(pilot, lambda: not app.screen.query_one("#row-note").display, "no note")
        await pilot.press("escape", "f4")
        await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
        assert app.screen.query_one("#path", Input).value == "letters.toml"
        await fill(pilot, "#path", "/no/such/folder/x.toml")
        await pilot.press("enter")
        message = app.screen.query_one("#dialog-message", Static)
        await until(pilot, lambda: "folder" in said(message), "the message")
        assert "/no/such" not in said(message)


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


@pytest.mark.parametrize(
    ("name", "message"),
    [("x.pdf", ".json"), ("/no/such/folder/x.md", "does not exist"), ("", "Type or pick")],
)
async def test_an_export_that_cannot_be_stays_in_its_dialog(app: RoiApp, name: str, message: str) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("escape", "e")
        await fill(pilot, "#path", name)
        await pilot.press("enter")
        shown = app.screen.query_one("#dialog-message", Static)
        await until(pilot, lambda: message in said(shown), message)
        assert isinstance(app.screen, ExportDialog)


async def test_a_full_disk_is_told_and_nothing_is_lost(app: RoiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, _writer: object, *, force: bool) -> None:
        def fails(_temporary: Path) -> None:
            raise OSError(28, "No space left on device")

        write_atomically(path, fails, force=force)

    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await settled(pilot)
        monkeypatch.setattr("tui.exporting.write_atomically", full)
        await pilot.press("ctrl+s")
        await fill(pilot, "#path", "acme.toml")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Told), "the dialog")
        assert isinstance(app.screen, Told)
        assert "free some space" in app.screen.error.hint
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


async def test_a_simulation_that_fails_is_told_and_undone(
    app: RoiApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        before = p50(screen)

        def fails(*_arguments: object, **_keywords: object) -> None:
            raise FloatingPointError("overflow in the seventh line")

        with monkeypatch.context() as broken:
            broken.setattr("roi.simulate", fails)
            await edit(pilot, "fee", "0.1")
            await until(pilot, lambda: isinstance(app.screen, Told), "the dialog")
        assert isinstance(app.screen, Told)
        assert "seventh line" in app.screen.error.message
        assert "Ctrl+Z" in app.screen.error.hint
        await pilot.press("escape", "ctrl+z")
        assert p50(await settled(pilot)) == before


async def test_it_survives_a_terminal_of_20_by_5_and_comes_back(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        for size in ((20, 5), (80, 24), (1, 1), (140, 40)):
            await pilot.resize_terminal(*size)
            for name in ("result", "cash", "drivers", "lines", "claims", "compare", "interview"):
                screen.action_tab(name)
                await pilot.pause()
        await settled(pilot)
        assert screen.query_one(InputsPanel).display
