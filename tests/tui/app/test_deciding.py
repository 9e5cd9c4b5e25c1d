"""The tabs that help to decide: two inputs at once, a pilot's gate, what to ask before choosing."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList, RadioButton, Static

from exports.voice.formats import measured, money, share
from roi.analysis.compare import Comparison
from roi.analysis.stress import parse_stress
from roi.sim.cuts import HEADLINE
from tests.support.printed import printed
from tests.tui.app.pilots import CASE, piloted, settled, show_tab, until
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Choose, Form
from tui.app.widgets.compare import ComparePane
from tui.app.widgets.drivers import DriversPane
from tui.desk.candidates import Kind
from tui.desk.studies import QUICK_DRAWS, ChoiceStudy, Choosing, ComparisonStudy, comparison

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


def shown(widget: Static) -> str:
    """What a widget holds, tables too, as wide as it needs."""
    return printed(widget.content, 200)


async def test_two_inputs_are_chosen_with_keys_and_with_the_mouse(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "drivers")
        pane = screen.query_one(DriversPane)
        table = pane.query_one("#part-two_way", Static)
        first = shown(table)
        assert "Net present value at P50" in first
        strongest = [str(pane.query_one(f"#two-{axis}", Button).label) for axis in ("across", "down")]
        assert strongest == ["Across: Share of time that becomes money", "Down: Minutes saved"]

        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the inputs")
        chosen = app.screen.query_one(OptionList)
        chosen.highlighted = chosen.get_option_index("choice-fee")
        await pilot.press("enter")
        await until(pilot, lambda: pane.two.across == "fee", "the input")
        await settled(pilot)
        assert str(pane.query_one("#two-across", Button).label) == "Across: Fee a letter"
        assert "Fee a letter, USD/letter" in shown(table)

        pane.query_one("#box-two_way").scroll_visible(top=True, animate=False)
        await pilot.pause()
        await pilot.click("#two-statistic")
        await settled(pilot)
        assert "Chance that NPV is at least USD 0, %" in shown(table)
        await pilot.click("#two-down")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the inputs")
        chosen = app.screen.query_one(OptionList)
        chosen.highlighted = chosen.get_option_index("choice-fee")
        await pilot.press("enter")
        await until(pilot, lambda: pane.two.down == "fee", "the other input")
        assert pane.two.across == ""  # the two change places
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert shown(table) != first
        await pilot.press("y", "escape")
        await until(pilot, lambda: app.screen is screen, "to leave it")
        assert pane.two.down == "fee"


async def test_an_edit_is_answered_while_tables_are_worked_out(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "drivers")
        before = shown(screen.query_one("#part-two_way", Static))
        await screen.commit(screen.session.edit("fee", "0.3"))
        await screen.commit(screen.session.edit("fee", "0.05"))  # the first is not waited for
        assert screen.view.stale
        assert not screen.view.studies
        await settled(pilot)
        assert shown(screen.query_one("#part-two_way", Static)) != before


async def test_a_chosen_input_that_an_option_lacks_gives_way_to_the_strongest(tmp_path: Path) -> None:
    app = RoiApp(str(piloted(tmp_path)))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await screen.commit(screen.session.choose(option="pilot"))
        await show_tab(pilot, "drivers")
        pane = screen.query_one(DriversPane)
        pane._take("across", "gate")
        await until(pilot, lambda: pane.two in screen.needs(), "the study")
        await settled(pilot)
        assert "Minutes that the pilot must show" in shown(pane.query_one("#part-two_way", Static))
        await screen.commit(screen.session.choose(option=None))
        await settled(pilot)
        assert pane.two.across == ""


async def test_options_tell_the_gate_and_what_to_ask_before_choosing(tmp_path: Path) -> None:
    app = RoiApp(str(piloted(tmp_path)))
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await show_tab(pilot, "compare")
        below = screen.query_one("#choosing", Static)
        await until(pilot, lambda: ChoiceStudy() in screen.needs(), "the options")
        await settled(pilot)
        text = " ".join(shown(below).split())
        assert "A pilot with a gate first: mean NPV is USD" in text
        assert "that of all at once" in text
        assert "Ask next, to choose among all of these" in text
        assert "best: do nothing up to" in text
        table = shown(screen.query_one("#comparison", Static))
        assert "4,096 common draws" in table
        result = screen.view.result_of(ChoiceStudy())
        assert isinstance(result, Choosing)
        pilots = next(standing for standing in result.comparison.standings if standing.name == "pilot")
        row = next(line for line in table.splitlines() if "A pilot with a gate" in line)
        assert row.split()[-2:] == money(pilots.regret.value, "USD").removeprefix("USD ").split()
        gaps = shown(screen.query_one("#differences", Static))
        assert "NPV minus that of this estimate, the same luck" in gaps
        assert {"Do nothing", "A pilot with a gate"} <= {
            line.strip()[:19].strip() for line in gaps.splitlines()
        }
        costs = shown(screen.query_one("#costs", Static))
        assert "Total cost of ownership over" in costs
        assert "This estimate ░" in costs or "This estimate █" in " ".join(costs.split())
        assert "Less than doing nothing, P10" in costs
        volumes = " ".join(shown(screen.query_one("#volumes", Static)).split())
        assert "Letters" in volumes
        assert "Largest NPV" in volumes
        assert "then " in volumes
        screen.query(RadioButton)[1].value = True
        await until(pilot, lambda: not below.display, "presets, which are no choice")


async def test_all_candidates_are_put_under_a_stress_and_out_of_it_again(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await show_tab(pilot, "compare")
        screen.query(RadioButton)[1].value = True
        await until(pilot, lambda: ComparisonStudy("presets") in screen.needs(), "the presets")
        await settled(pilot)
        stressed = screen.query_one("#stressed", Static)
        button = screen.query_one("#compare-stress", Button)
        assert not stressed.display
        await _stress(pilot, "minutes", "*=0", refused=True)
        assert "factor is 0" in str(app.screen.query_one("#dialog-message", Static).content)
        app.screen.query_one(Input).value = "*=0.5"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen, "the change")
        await settled(pilot)
        assert str(button.label) == "Stress: minutes*=0.5"
        text = shown(stressed)
        assert "Under stress: minutes*=0.5" in text
        twins = screen.view.result_of(ComparisonStudy("presets", (parse_stress("minutes*=0.5"),)))
        assert isinstance(twins, Comparison)
        apart = comparison(screen.session, "presets", HEADLINE)
        before, after = (side.standings[0].positive.value for side in (apart, twins))
        assert after < before
        assert share(after) in text
        await _stress(pilot, "fee", "+=0.1")
        await settled(pilot)
        assert str(button.label) == "Stress: minutes*=0.5; fee+=0.1"
        await _stress(pilot, "minutes", "")
        await settled(pilot)
        assert str(button.label) == "Stress: fee+=0.1"
        await _stress(pilot, "", None)
        await settled(pilot)
        assert str(button.label) == "Stress: none"
        assert not stressed.display


async def _stress(pilot: Pilot[None], name: str, change: str | None, *, refused: bool = False) -> None:
    """Choose an input, then type how it changes."""
    screen = pilot.app.screen
    await pilot.press("t")
    await until(pilot, lambda: isinstance(pilot.app.screen, Choose), "the inputs")
    chosen = pilot.app.screen.query_one(OptionList)
    chosen.highlighted = chosen.get_option_index(f"choice-{name}")
    await pilot.press("enter")
    if change is not None:
        await until(pilot, lambda: isinstance(pilot.app.screen, Form), "the change")
        pilot.app.screen.query_one(Input).value = change
        await pilot.press("enter")
    if not refused:
        await until(pilot, lambda: pilot.app.screen is screen, "the change to be taken")


async def test_why_there_is_no_table_is_told_where_it_would_stand(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await screen.commit(screen.session.choose(preset="brochure"))
        await show_tab(pilot, "drivers")
        assert "does not state all costs" in shown(screen.query_one("#part-two_way", Static))
        await screen.commit(screen.session.choose(preset="evidence").edit("failure_rate", "0"))
        edits = {"realisation": "90", "minutes": "6", "build": "90_000"}
        for name, text in edits.items():
            await screen.commit(screen.session.edit(name, text))
        await settled(pilot)
        losing = " ".join(shown(screen.query_one("#part-losing", Static)).split())
        assert losing.startswith("None of 4,096 draws loses money: the chance of a loss is below 0.0732 %")


@pytest.mark.parametrize("kind", ["presets", "options"])
async def test_the_estimate_is_compared_by_the_figures_that_it_has_elsewhere(kind: Kind) -> None:
    """Quickly first, then on all its draws: its P10 in the table is that of the lines above."""
    app = RoiApp(str(CASE))
    async with app.run_test(size=(160, 50)) as pilot:
        screen = await settled(pilot)
        await screen.commit(screen.session.describe(draws=2 * QUICK_DRAWS))
        await show_tab(pilot, "compare")
        pane = screen.query_one(ComparePane)
        pane.kind = kind
        pane.post_message(pane.Wanted())
        await until(pilot, lambda: ComparisonStudy(kind) in screen.view.studies, "the first of it")
        screen = await settled(pilot)
        table = shown(pane.query_one("#comparison", Static))
        assert f"{2 * QUICK_DRAWS:,} common draws" in table
        low, high = (
            screen.view.known.summary.metrics["headline"]["npv"].percentiles[p].value for p in (10, 90)
        )
        for value in (low, high):
            assert measured(value, "money", "USD").bare in table
