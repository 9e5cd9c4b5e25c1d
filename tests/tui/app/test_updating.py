"""The estimate updated in the app: a file picked, what it says seen, taken over or left, saved as another file."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList, Static
from typer.testing import CliRunner

from roi.accountability import Accountability
from tests.support.printed import printed
from tests.tui.app.pilots import CASE, fill, painted, settled, show_tab, until
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Choose, Form
from tui.app.screens.file_dialogs import PathDialog
from tui.app.screens.updating import ObservationsDialog, UpdateShown
from tui.cli.whole import app as commands
from tui.desk.observing import next_version

pytestmark = pytest.mark.few_draws
HEAD = "name,month,value,unit,error,source\n"
ROWS = f"""{HEAD}time_value,1,9000,USD,10%,time study
time_value,2,14000,USD,10%,time study
minutes,,14,minute/letter,5%,pilot
"""


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An estimate without observations, in a folder of its own with nothing remembered."""
    monkeypatch.setenv("ROI_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "acme.toml"
    words = ["run", str(CASE), "--draws", "1024", "--save", str(path), "--quiet"]
    assert CliRunner().invoke(commands, words).exit_code == 0
    (tmp_path / "rows.csv").write_text(ROWS)
    return path


async def dialog_for(pilot: Pilot[None], file: Path) -> ObservationsDialog:
    """The dialog, once a file is entered there."""
    await pilot.press("u")
    await until(pilot, lambda: isinstance(pilot.app.screen, ObservationsDialog), "the dialog")
    dialog = pilot.app.screen
    assert isinstance(dialog, ObservationsDialog)
    await fill(pilot, "#path", str(file))
    await pilot.press("enter")
    return dialog


async def seen(pilot: Pilot[None], file: Path) -> str:
    """What a file says."""
    await dialog_for(pilot, file)
    await until(pilot, lambda: isinstance(pilot.app.screen, UpdateShown), "what it says")
    await pilot.pause()
    text = pilot.app.screen.query_one("#update", Static)
    return " ".join(printed(text.content, text.content_size.width).split())


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_file_is_picked_seen_and_taken_over(acme: Path, size: tuple[int, int]) -> None:
    before = acme.read_bytes()
    app = RoiApp(str(acme))
    async with app.run_test(size=size) as pilot:
        screen = await settled(pilot)
        text = await seen(pilot, acme.with_name("rows.csv"))
        assert text.index("Not expected") < text.index("Expected NPV") < text.index("Inputs: P10")
        assert all(part in text for part in ("Spread gone", "Business case", "effective draws"))
        assert "updated by 3 observations" in painted(pilot)
        for button in app.screen.query(Button):  # in sight without scrolling
            assert app.screen.query_one(".dialog").region.contains_region(button.region)
        await pilot.press("enter")  # pressed twice for the file: nothing is taken over by it
        await pilot.pause()
        assert isinstance(app.screen, UpdateShown)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, PathDialog), "where to save it")
        assert app.screen.query_one("#path", Input).value == str(acme.with_name("acme-2.toml"))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen and not screen.session.dirty, "saved")
        assert screen.session.path == acme.with_name("acme-2.toml")
        await show_tab(pilot, "realised")
        session = screen.session
        await seen(pilot, acme.with_name("rows.csv"))  # the same once more
        await pilot.press("tab", "enter")
        await until(pilot, lambda: app.screen is screen, "the estimate")
        assert screen.session is session
        await pilot.press("ctrl+z")
        await until(pilot, lambda: not screen.session.estimate.observations, "taken back")
        await until(pilot, lambda: screen.tab == "result", "the tab of what came of it goes")
        assert "realised" not in screen.panes.names
        await settled(pilot)
    assert acme.read_bytes() == before
    mine = acme.with_name("by-command.toml")
    words = ["update", str(acme), "--observed", str(acme.with_name("rows.csv")), "--save", str(mine)]
    assert CliRunner().invoke(commands, words).exit_code == 0
    assert mine.read_bytes() == acme.with_name("acme-2.toml").read_bytes()


async def test_it_can_be_left_and_the_file_is_offered_again(acme: Path) -> None:
    app = RoiApp(str(acme))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        session = screen.session
        await seen(pilot, acme.with_name("rows.csv"))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")
        assert screen.session is session
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, ObservationsDialog), "the dialog")
        listed = app.screen.query_one("#recent", OptionList)
        assert listed.option_count == 1
        listed.focus()
        await pilot.press("enter")
        assert app.screen.query_one("#path", Input).value == str(acme.with_name("rows.csv"))
        await pilot.press("escape", "f9")  # on a shared screen no path is shown
        app.present = True
        await pilot.press("escape")


REFUSED = {
    "none.csv": (None, "there is no such file"),
    "empty.csv": ("", "empty"),
    "heads.csv": (HEAD, "no row has a value yet"),
    "unfilled.csv": (f"{HEAD}fees,1,,USD,,\n", "no row has a value yet"),
    "unknown.csv": (f"{HEAD}feess,1,3,USD,exact,\n", "Did you mean 'fees'"),
    "late.csv": (f"{HEAD}fees,400,3,USD,exact,\n", "400"),
    "other.csv": ("month,active\n1,3\n", "at the command line"),
    "words.csv": ("Total,5\n", "words.csv: the column `name` is missing"),
    "picture.xlsx": ("PK nonsense", "picture.xlsx"),
}


async def test_what_cannot_be_read_is_said_in_the_dialog_in_words_of_the_app(acme: Path) -> None:
    app = RoiApp(str(acme))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        session = screen.session
        for name, (text, says) in REFUSED.items():
            file = acme.with_name(name)
            if text is not None:
                file.write_text(text)
            dialog = await dialog_for(pilot, file)
            message = dialog.query_one("#dialog-message", Static)
            await until(pilot, lambda message=message: "✗" in str(message.content), f"a message: {name}")
            assert says in str(message.content), (name, str(message.content))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen, "the estimate")
        assert screen.session is session


def test_the_next_version_is_a_name_that_is_free(tmp_path: Path) -> None:
    names = ("acme.toml", "acme-2.toml", "deal-7.toml", "plan-2027.toml", "a-b.toml")
    for name in names:
        (tmp_path / name).touch()
    suggested = [next_version(tmp_path / name).name for name in names]
    assert suggested == ["acme-3.toml", "acme-3.toml", "deal-8.toml", "plan-2027-2.toml", "a-b-2.toml"]


async def test_who_answers_is_typed_line_by_line(acme: Path) -> None:
    app = RoiApp(str(acme))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the benefits and costs")
        assert "Nobody yet; no account; reviewed on days 30, 90, 365" in painted(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form), "the fields")
        await fill(pilot, "#field-reviews", "90, 30")
        await pilot.press("enter")
        message = app.screen.query_one("#dialog-message", Static)
        await until(pilot, lambda: "stands behind" in str(message.content), "why not")
        await fill(pilot, "#field-reviews", "30, 180")
        await fill(pilot, "#field-owner", "Head of Claims")
        await fill(pilot, "#field-account", "6420")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the benefits and costs again")
        assert "Head of Claims; account 6420; reviewed on days 30, 180" in painted(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")
        (entry,) = screen.session.estimate.lines.values()
        assert entry == Accountability("Head of Claims", "6420", (30, 180))
        await settled(pilot)
