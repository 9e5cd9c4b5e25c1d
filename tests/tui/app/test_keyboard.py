"""Every key goes where the cursor was when it was typed, however fast: as on a busy machine, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

import tui.app.screens.opening
from tests.tui.app.pilots import CASE, PATIENCE, estimate, painted, settled, show_tab, until
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Told
from tui.app.screens.opening import Opening
from tui.app.screens.start import Cards, StartScreen
from tui.app.widgets.editor import Field
from tui.app.widgets.inputs import InputRow, InputsPanel
from tui.app.widgets.pane import TabBody
from tui.app.widgets.question import Question

NAMES = {
    "\n": ("enter", "\r"),
    "\t": ("tab", "\t"),
    "↓": ("down", None),
    "↑": ("up", None),
    "⎋": ("escape", None),
}


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """What opens is read once this is set: until then it is being opened, however fast the machine is."""
    may_read, read = Event(), tui.app.screens.opening._read

    def held(*arguments: Any) -> None:
        may_read.wait(PATIENCE)
        read(*arguments)

    monkeypatch.setattr(tui.app.screens.opening, "_read", held)
    yield may_read
    may_read.set()


def typed(pilot: Pilot[None], text: Iterable[str]) -> None:
    """All of it at once; a line break is Enter."""
    for letter in text:
        key, character = NAMES.get(letter) or (_character_to_key(letter), letter)
        pilot.app.post_message(events.Key(key, character))


async def test_details_land_in_their_fields(app: RoiApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        typed(pilot, "dAcme 12\tMe, 7\tnever below 9 % / ask\n")
        await until(pilot, lambda: screen.session.settings.note, "the details")
        settings = screen.session.settings
        assert (settings.prospect, settings.prepared_by, settings.note) == (
            "Acme 12", "Me, 7", "never below 9 % / ask"
        )  # fmt: skip
        assert screen.tab == "interview"
        assert screen.view.cut == "headline"  # no letter of it was a command


async def test_ten_edits_are_all_kept(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        panel = screen.query_one(InputsPanel)
        rows = panel.rows()
        assert len(rows) >= 3
        names = [row.item.id for row in rows[:3]]
        screen.set_focus(rows[0])
        # Three rows down and up again: the values of the last round are those that stay.
        for part in "1234":
            typed(pilot, f"1{part}\n↓2{part}\n↓3{part}\n↑↑")
        last = dict(zip(names, ("14", "24", "34"), strict=True))
        await until(
            pilot,
            lambda: (
                {name: override.value for name, override in screen.session.estimate.overrides.items()} == last
            ),
            "the last values",
        )
        await settled(pilot)
        assert len(screen.session.past) == 12
        assert screen.tab == "interview"


async def test_a_value_that_is_typed_on_a_row_is_its_value(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        row = screen.query_one(InputsPanel).row("letters")
        screen.set_focus(row)
        await pilot.press("7")
        await until(pilot, lambda: isinstance(screen.focused, Field), "the field")
        await pilot.press("5", "0", "0", "enter")
        await until(pilot, lambda: "letters" in screen.session.estimate.overrides, "the value")
        assert screen.session.estimate.overrides["letters"].value == "7500"
        assert screen.tab == "interview"
        assert isinstance(screen.focused, InputRow)


async def test_an_answer_that_is_typed_on_a_question_is_its_answer(app: RoiApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(screen.focused, Question), "a question")
        name = screen.focused.item.id  # type: ignore[union-attr]
        typed(pilot, "9000\n")
        await until(pilot, lambda: name in screen.session.estimate.overrides, "the answer")
        assert screen.session.estimate.overrides[name].value.startswith("9000")
        assert screen.tab == "interview"


@pytest.mark.parametrize(
    ("pasted", "taken", "warned"),
    [
        ("120", "120", False),
        ("120\n", "120", False),
        ("\r\n  \n 120 \n", "120", False),
        ("120\n130\n", "120", True),
    ],
)
@pytest.mark.parametrize("place", ["field", "row", "question"])
async def test_of_a_paste_a_field_takes_the_first_line_and_says_so(
    app: RoiApp, pasted: str, taken: str, warned: bool, place: str
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        if place != "field":
            await pilot.press("escape")
            screen.set_focus(next(iter(screen.query(InputRow if place == "row" else Question))))
        await pilot.pause()
        app.post_message(events.Paste(pasted))
        await until(pilot, lambda: any(field.value for field in screen.query(Field)), "the field with it")
        assert [field.value.strip() for field in screen.query(Field)] == [taken]
        assert (
            any("of the 2 pasted it has the first" in each.message for each in app._notifications) is warned
        )


async def test_a_tab_and_what_is_typed_behind_it(app: RoiApp) -> None:
    """The digit changes the tab, the next key is for what stands there."""
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        screen.action_tab("claims")
        await until(pilot, lambda: screen.tab == "claims" and not screen.panes.moving, "the claims")
        typed(pilot, "18")
        typed(pilot, "000\n")
        await until(pilot, lambda: screen.session.estimate.overrides, "the answer")
        assert estimate(pilot).tab == "interview"
        assert next(iter(screen.session.estimate.overrides.values())).value.startswith("8000")


async def test_rows_are_moved_among_as_in_a_spreadsheet(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        rows = screen.query_one(InputsPanel).rows()
        screen.set_focus(rows[0])
        await pilot.press("end")
        await until(pilot, lambda: screen.focused is rows[-1], "the last")
        await pilot.press("home")
        await until(pilot, lambda: screen.focused is rows[0], "the first")
        await pilot.press("pagedown", "pageup")
        await until(pilot, lambda: screen.focused is rows[0], "the first again")


async def test_what_is_typed_while_a_case_opens_is_its_first_answer(reading: Event) -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Opening), "the dialog")
        typed(pilot, "9000\n")
        await pilot.pause()
        reading.set()
        screen = await settled(pilot)
        await until(pilot, lambda: screen.session.estimate.overrides, "the answer")
        (name, override), *others = screen.session.estimate.overrides.items()
        assert (name, others) == (screen.session.questions()[0].id, [])
        assert override.value.startswith("9000")


async def test_enter_pressed_twice_opens_a_case_and_answers_nothing(reading: Event) -> None:
    app = RoiApp()
    async with app.run_test(size=(100, 30)) as pilot:
        app.open(CASE)
        await until(pilot, lambda: isinstance(app.screen, Opening), "the dialog")
        typed(pilot, "\n")
        await pilot.pause()
        reading.set()
        screen = await settled(pilot)
        await until(pilot, lambda: isinstance(screen.focused, Field), "the first question")
        await pilot.pause()
        assert not screen.session.past
        typed(pilot, "\n")
        await until(pilot, lambda: screen.session.past, "the answer of who has seen the question")


async def test_what_is_typed_before_anything_is_painted_is_the_first_answer(reading: Event) -> None:
    """Nothing is there yet that could take a key; and nothing between what opens and what follows takes one."""
    app = RoiApp(str(CASE))
    async with app.run_test(size=(100, 30)) as pilot:
        typed(pilot, "90")
        reading.set()
        typed(pilot, "00\n")
        screen = await settled(pilot)
        await until(pilot, lambda: screen.session.estimate.overrides, "the answer")
        (override,) = screen.session.estimate.overrides.values()
        assert override.value.startswith("9000")


async def test_a_key_of_a_start_that_is_covered_does_nothing() -> None:
    start = StartScreen(covered=True)
    start.on_key(events.Key("escape", None))
    assert start.moving


async def test_a_way_out_of_what_opens_works_at_once_and_nothing_else_is_typed(
    reading: Event,
) -> None:
    """Escape, then the start comes to light with all its parts; what was typed before goes nowhere."""
    app = RoiApp(str(CASE))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Opening), "the dialog")
        typed(pilot, "/x⎋")
        await until(pilot, lambda: isinstance(app.screen.focused, Cards), "the cards")
        assert app.screen.query_one("#finder Input", Input).value == ""
        reading.set()


async def test_what_is_typed_before_a_refusal_does_not_close_it(reading: Event) -> None:
    Path("broken.toml").write_text("[case]\nid = [")
    app = RoiApp("broken.toml")
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Opening), "the dialog")
        typed(pilot, "9\n")
        await pilot.pause()
        reading.set()
        await until(pilot, lambda: isinstance(app.screen, Told), "why not")
        await pilot.pause()
        assert isinstance(app.screen, Told)


async def test_the_start_comes_to_light_when_an_estimate_is_left() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert not app.screen_stack[0].query(Cards)  # nobody sees it yet
        await pilot.press("escape", "f2")
        await until(pilot, lambda: isinstance(app.screen.focused, Cards), "the cards")
        assert app.screen.query_one(Cards).option_count > 20


async def test_a_tab_paints_where_its_content_will_stand_until_that_is_made(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        body = screen.query_one("#cash", TabBody)
        assert "cash" not in screen.panes.made
        assert "░" in str(body.render())
        await show_tab(pilot, "cash")
        assert "░░░" not in str(body.render())
        assert "Running net" in painted(pilot)
