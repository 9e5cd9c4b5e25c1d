"""What has the keys when something opens: nobody clicks before typing."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import OptionList

from tests.tui.app.pilots import CASE, settled, show_tab, until
from tui.app.actions import TABS
from tui.app.app import RoiApp
from tui.app.screens.estimate import EstimateScreen
from tui.app.screens.explain import explained
from tui.app.widgets.choice import Choices
from tui.app.widgets.editor import Editor, Field
from tui.app.widgets.inputs import InputRow
from tui.app.widgets.keys import Keys
from tui.desk.opened import opened

pytestmark = pytest.mark.few_draws

SIZES = [(140, 40), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_question_of_a_new_estimate(size: tuple[int, int]) -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=size) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: isinstance(screen.focused, Field), "the field")
        assert screen.query_one("#questions Editor", Editor).input_name == screen.session.questions()[0].id


@pytest.mark.parametrize("size", SIZES)
async def test_the_cards_of_the_start(size: tuple[int, int]) -> None:
    app = RoiApp()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen.focused, OptionList), "the cards")
        keys = app.screen.query_one(Keys)
        await until(pilot, lambda: "Open a file" in str(keys.render()), "the way to a file of one's own")


@pytest.mark.parametrize("size", SIZES)
async def test_an_estimate_that_was_saved(size: tuple[int, int]) -> None:
    Path("acme.toml").write_text(opened(CASE).edit("letters", "9000").text(), encoding="utf-8")
    app = RoiApp("acme.toml")
    async with app.run_test(size=size) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: screen.focused is not None, "a focus")
        assert screen.focused.is_on_screen  # type: ignore[union-attr]


async def test_a_case_without_questions() -> None:
    lines = CASE.read_text(encoding="utf-8").splitlines()
    Path("quiet.toml").write_text(
        "\n".join(line for line in lines if not line.startswith("first")), encoding="utf-8"
    )
    app = RoiApp("quiet.toml")
    async with app.run_test(size=SIZES[0]) as pilot:
        screen = await settled(pilot)
        assert screen.tab == "result"
        await until(pilot, lambda: isinstance(screen.focused, InputRow), "the first row")


@pytest.mark.parametrize("target", [None, str(CASE)])
async def test_a_page_that_has_the_keys_only_later(target: str | None) -> None:
    app = RoiApp(target)
    async with app.run_test(size=SIZES[0]) as pilot:
        if target is not None:
            await settled(pilot)
        app.post_message(events.AppBlur())
        await until(pilot, lambda: app.screen.focused is None, "nothing in focus")
        app._last_focused_on_app_blur = None  # as where there was nothing yet to remember
        app.post_message(events.AppFocus())
        kind = OptionList if target is None else Field
        await until(pilot, lambda: isinstance(app.screen.focused, kind), "the focus")


async def test_every_part_that_takes_keys_explains_itself() -> None:
    """On every tab and in every dialog that a key opens."""
    app = RoiApp(str(CASE))
    async with app.run_test(size=SIZES[0]) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        seen: dict[str, str] = {}

        def look() -> None:
            for widget in app.screen.focus_chain:
                name, text = explained(widget)
                assert not text.startswith("Ctrl+P"), f"{widget} says nothing"
                seen[name] = text

        for tab in TABS:
            await show_tab(pilot, tab)
            await settled(pilot)
            look()
        for key in ("e", "f4", "p", "o", "d", "k", "ctrl+o"):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not screen, f"a dialog after {key}")
            look()
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen, "the estimate again")
        assert {
            "An input",
            "A button",
            "A field",
            "A choice",
            "A list",
            "The spread of net present value",
        } <= set(seen)
        assert seen["A button"].startswith("A button: Enter presses it.")


async def test_digits_before_the_first_question_change_no_tab() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=SIZES[0]) as pilot:
        await until(pilot, lambda: isinstance(app.screen, EstimateScreen), "the screen")
        screen = app.screen
        assert isinstance(screen, EstimateScreen)
        screen._begun = False
        assert screen.check_action("tab", ("cash",)) is False
        assert screen.check_action("save", ()) is True
        await settled(pilot)
        await until(pilot, lambda: isinstance(screen.focused, Field), "the field")
        assert screen.check_action("tab", ("cash",)) is True
        assert screen.tab == "interview"


async def test_the_keys_begin_at_the_chosen_format() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=SIZES[0]) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "e")
        await until(pilot, lambda: app.screen is not screen, "the dialog")
        formats = app.screen.query_one("#formats", Choices)
        chosen = formats.children[formats.pressed_index]
        await until(pilot, lambda: chosen.has_class("-selected"), "the mark")
        assert str(chosen.label).startswith(".xlsx")  # type: ignore[attr-defined]
