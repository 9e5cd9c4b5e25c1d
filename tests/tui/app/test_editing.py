"""Editing: what a value, a search and a step back do to the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input, Static

from tests.tui.app.pilots import (
    CASE,
    burst,
    edit,
    estimate,
    opened,
    p50,
    painted,
    settled,
    show_tab,
    text_of,
    until,
)
from tui.app.app import RoiApp
from tui.app.state import verdict_text
from tui.app.widgets.charts import DistributionChart
from tui.app.widgets.editor import Editor
from tui.app.widgets.headline import Headline
from tui.app.widgets.inputs import InputsPanel
from tui.app.widgets.interview import Finish
from tui.app.widgets.pane import OutsideView, Words

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


async def test_nothing_of_the_answers_before_stands_while_it_is_worked_out() -> None:
    async with RoiApp(str(CASE)).run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await show_tab(pilot, "result")
        parts = [
            screen.query_one(OutsideView),
            screen.query_one("#verdict", Words),
            screen.query_one(Headline),
        ]
        await until(
            pilot, lambda: "(evidence" in text_of(parts[0]) or "(judged" in text_of(parts[0]), "conditions"
        )
        rows = [part.size.height for part in parts]
        for stale in (True, False):
            waiting = replace(screen.view, studies={}, stale=stale)
            screen.query_one(OutsideView).show(waiting)
            screen.query_one("#verdict", Words).tell(verdict_text(waiting), waiting=True)
            screen.query_one(Headline).show(waiting)
            await pilot.pause()
            assert all("being worked out …" in text_of(part) for part in parts)
            assert not any(
                word in text_of(part) for part in parts for word in ("once", "First find", "go if")
            )
            assert [part.size.height for part in parts] == rows  # nothing jumps


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
        await until(pilot, lambda: "ascend" in text_of(message), "the message")
        await pilot.press("enter")
        assert field.is_attached
        assert not screen.session.dirty
        field.value = "300 400 500 letter/day"
        await until(pilot, lambda: "letter/month likely" in text_of(message), "the reading")
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
        values = {name: override.value for name, override in screen.session.estimate.overrides.items()}
        assert values == {"letters": "range(300, 400, 500) letter/day", "wage": "45"}
        assert screen.session.state.noted == {"minutes": "unknown"}
        assert isinstance(screen.focused, Finish)


async def test_answers_entered_before_the_first_of_them_is_taken_over_are_kept(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: list(screen.query("#questions Input")), "an open question")
        editor = screen.query_one("#questions Editor", Editor)
        for text in ("300 400 500 letter/day", "don't know", "45"):
            editor.query_one(Input).value = text
            editor.enter()  # nothing else is handled between
        await until(pilot, lambda: not screen.query("#questions Input"), "the end of the interview")
        assert isinstance(screen.focused, Finish)
        await until(pilot, lambda: len(screen.session.estimate.overrides) == 2, "both answers")
        assert screen.session.state.noted == {"minutes": "unknown"}
        await pilot.press("ctrl+z")
        await until(pilot, lambda: not screen.query_one(Finish).display, "the last question, open again")


async def test_an_answer_that_is_not_taken_over_is_asked_for_again(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: list(screen.query("#questions Input")), "an open question")
        editor = screen.query_one("#questions Editor", Editor)
        editor._check = lambda _name, _text: (
            ""
        )  # as of an answer that another one, on its way, speaks against
        for text in ("300 letter/day", "don't know", "range(3, 2, 1)"):
            editor.query_one(Input).value = text
            editor.enter()
        await until(pilot, lambda: "cannot be used" in painted(pilot), "the message")
        await until(pilot, lambda: isinstance(screen.focused, Input), "the question again")
        assert screen.query_one("#questions Editor", Editor).input_name == "wage"
        assert not screen.query_one(Finish).display


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


async def test_a_field_keeps_its_keys_while_the_terminal_loses_a_side_and_gets_it_back(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        field = await opened(pilot, "letters")
        field.value = ""
        for size, digit in (((100, 30), "1"), (WIDE, "2"), ((40, 20), "3")):
            await pilot.resize_terminal(*size)
            await pilot.press(digit)
        await until(pilot, lambda: field.value == "123", "all digits")
        assert field.has_focus


async def test_the_threshold_reads_off_the_probability(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "result")
        reading = screen.query_one("#threshold", Static)
        odds = screen.view.result.summary.probability["headline"]["npv_positive"].value  # type: ignore[union-attr]
        assert f"{100 * odds:.1f} %" in text_of(reading)
        screen.query_one("#cumulative", DistributionChart).focus()
        await pilot.press("right", "right")
        await until(pilot, lambda: screen.view.threshold > 0, "the threshold")
        await until(pilot, lambda: f"{100 * odds:.1f} %" not in text_of(reading), "another reading")
        await pilot.press("0")
        await until(pilot, lambda: screen.view.threshold == 0, "zero")
        await pilot.click("#histogram", offset=(20, 3))
        await until(pilot, lambda: screen.view.threshold != 0, "the click")
