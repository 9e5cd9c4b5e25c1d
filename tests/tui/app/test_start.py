"""The start: searched as one types, narrowed to a sector, with recent files and packs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from cases import load, templates
from cases.new import template_text
from roi.case_files import CASES_VARIABLE
from roi.sectors import SECTORS
from tests.tui.app.pilots import settled, text_of, until
from tui.app.app import RoiApp
from tui.app.autosave import remember
from tui.app.screens.dialogs import Choose, Told
from tui.app.screens.start import Cards, StartScreen
from tui.app.screens.start_entries import EntryOption

pytestmark = pytest.mark.few_draws

SMALL = (80, 24)


@pytest.fixture(autouse=True)
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack with a case of each sector, and a file that is none."""
    folder = tmp_path / "acme"
    folder.mkdir()
    for sector in SECTORS:
        name = sector.id.replace("_", "-")
        text = template_text(name).replace('"Banking"', f'"{sector.name}"', 1)
        if sector.id == "education":
            text = text.replace('title = "', 'title = "Zithers: ', 1)
        (folder / f"{name}.toml").write_text(text)
    (folder / "broken.toml").write_text("[case]\nid = [")
    monkeypatch.setenv(CASES_VARIABLE, str(folder))
    return folder


def lines(pilot: Pilot[None]) -> list[str]:
    """What the list says, line by line."""
    cards = pilot.app.screen.query_one(Cards)
    return [str(cards.get_option_at_index(place).prompt).strip() for place in range(cards.option_count)]


def chosen(pilot: Pilot[None]) -> str:
    """The line that Enter takes."""
    cards = pilot.app.screen.query_one(Cards)
    assert cards.highlighted is not None
    return lines(pilot)[cards.highlighted]


async def test_search_as_one_types_and_escape() -> None:
    Path("deal.toml").touch()
    remember(Path("deal.toml").absolute(), "Zithers for nurses")
    app = RoiApp()
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: len(lines(pilot)) > 20, "all cases")
        everything = lines(pilot)
        assert [line for line in everything if "of the market" in line] == [
            f"{sector.name}  {sector.share:g} % of the market" for sector in SECTORS
        ]
        assert everything[0] == chosen(pilot) == "deal.toml  Zithers for nurses"
        await pilot.press("slash", *"zith")
        await until(pilot, lambda: len(lines(pilot)) == 5, "what holds the word")
        assert chosen(pilot).endswith("acme/education")  # what was looked for, and not what was open last
        await pilot.press("x")
        await until(pilot, lambda: "There is no such case" in lines(pilot)[0], "nothing")
        assert chosen(pilot) == "Open a file …"
        await pilot.press("escape")
        await until(pilot, lambda: lines(pilot) == everything, "everything again")
        assert isinstance(app.focused, OptionList)
        assert app.screen.query_one("#search", Input).value == ""
        # Enter in the field goes to what was found, and there opens it.
        await pilot.press("f3", *"acme/retail", "enter", "enter")
        assert (await settled(pilot)).session.model.case.id == "retail"


async def test_a_choice_is_of_the_list_that_was_shown_when_it_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with RoiApp().run_test(size=SMALL) as pilot:
        await until(pilot, lambda: pilot.app.screen.query(Cards), "the list")
        screen = pilot.app.screen
        cards = screen.query_one(Cards)
        place = cards.option_count - 3
        option = cards.get_option_at_index(place)
        assert isinstance(option, EntryOption)
        screen.query_one("#search", Input).value = "bank-chatbot"
        await until(pilot, lambda: cards.option_count <= place, "a shorter list")
        assert isinstance(screen, StartScreen)
        posted: list[Message] = []
        monkeypatch.setattr(screen, "post_message", posted.append)
        screen._selected(OptionList.OptionSelected(cards, option, place))
        screen._chosen(OptionList.OptionHighlighted(cards, option, place))
        monkeypatch.undo()
        assert [each.target for each in posted if isinstance(each, StartScreen.Opened)] == [
            option.entry.opens
        ]


async def test_a_sector_is_chosen_and_left_again() -> None:
    app = RoiApp()
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: len(lines(pilot)) > 20, "all cases")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the sectors")
        rows = app.screen.query_one(OptionList)
        assert rows.option_count == 1 + len(SECTORS)
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, StartScreen), "the start")
        await until(
            pilot, lambda: "Sector: Healthcare" in text_of(app.screen.query_one("#sector", Static)), "it"
        )
        first, *names, acme, file, folder = [line.rpartition("  ")[2] for line in lines(pilot)]
        assert (first, acme, file) == ("18 % of the market", "acme/healthcare", "Open a file …")
        assert folder == "Open a folder as a portfolio …"
        assert names == [name for name in templates() if load(name).header.sector == "Healthcare"]
        assert chosen(pilot).endswith(names[0])
        await pilot.press("escape")
        await until(pilot, lambda: len(lines(pilot)) > 20, "all cases")


async def test_what_cannot_be_read_and_a_pack_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    os.environ[CASES_VARIABLE] += f"{os.pathsep}{tmp_path / 'gone'}"
    app = RoiApp(present=True)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: len(lines(pilot)) > 20, "all cases")
        assert lines(pilot)[-5:] == [
            "Cannot be read",
            "acme/broken",
            "A pack cannot be used",
            "Open a file …",
            "Open a folder as a portfolio …",
        ]
        await pilot.press("end", "up", "up")
        about = app.screen.query_one("#about-text", Static)
        await until(pilot, lambda: "the folder cannot be read" in text_of(about), "why")
        assert str(tmp_path) not in text_of(about)  # a shared screen shows no folders
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Told), "the dialog")
        await pilot.press("escape", "up")
        await until(pilot, lambda: "its head cannot be read" in text_of(about), "why")


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (50, 16), (100, 30), (140, 40)])
async def test_it_fits_every_terminal(size: tuple[int, int]) -> None:
    app = RoiApp()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: len(lines(pilot)) > 20, "all cases")
        await pilot.press("slash", *"letters", "escape", "down", "end")
        assert chosen(pilot) == "Open a folder as a portfolio …"
