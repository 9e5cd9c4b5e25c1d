"""The portfolio screen: a folder is run, sorted and funded under a budget; estimates open and come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import tomli_w
from textual.pilot import Pilot
from textual.widgets import Input

from cases import estimate_text
from roi.portfolio.funding.choices import limits_of
from roi.portfolio.plan import fund
from tests.tui.app.pilots import CASE, edit, fill, painted, settled, until
from tui.app.app import RoiApp
from tui.app.portfolio_state import reason_of
from tui.app.screens.dialogs import Choose, Form, Told
from tui.app.screens.portfolio import PortfolioScreen
from tui.app.screens.start import StartScreen
from tui.app.widgets.deals_table import DealsTable
from tui.app.widgets.frontier import STEPS, FrontierChart
from tui.app.workers.portfolio import PlanMade
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

pytestmark = pytest.mark.few_draws

SMALL, LARGE = (80, 24), (140, 40)
LETTERS = {"alpha": 9_000, "beta": 14_000, "gamma": 20_000, "delta": 40_000, "loser": 400}
OWNERS = ("Ann", "Bo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five deals of the tests' own case; the smallest loses money."""
    folder = tmp_path / "pipeline"
    folder.mkdir()
    deals: dict[str, dict[str, object]] = {}
    for place, (name, letters) in enumerate(LETTERS.items()):
        estimate = open_case(CaseRequest(str(CASE), sets=(f"letters={letters}",), by="me")).estimate
        (folder / f"{name}.toml").write_text(estimate_text(estimate), encoding="utf-8")
        deals[name] = {"owner": OWNERS[place % 2], "stage": "Lead" if place else "Offer", "chance": 0.5}
    (folder / "portfolio.toml").write_text(tomli_w.dumps({"deals": deals}), encoding="utf-8")
    return folder


def screen_of(pilot: Pilot[None]) -> PortfolioScreen:
    """The portfolio screen, which must be shown."""
    screen = pilot.app.screen
    assert isinstance(screen, PortfolioScreen), screen
    return screen


async def planned(pilot: Pilot[None]) -> PortfolioScreen:
    """The portfolio screen once all was run and planned."""
    await until(pilot, lambda: isinstance(pilot.app.screen, PortfolioScreen), "the portfolio")
    screen = screen_of(pilot)
    await until(pilot, lambda: screen.state.point is not None and not screen.state.planning, "plans")
    await pilot.pause()
    return screen


def names(screen: PortfolioScreen) -> list[str]:
    """What the list holds, from its top; a heading as its first words."""
    table = screen.query_one(DealsTable)
    return [str(table.get_row_at(row)[1]).split(" (")[0] for row in range(table.row_count)]


def marked(screen: PortfolioScreen) -> set[str]:
    """The deals that are marked as in."""
    table = screen.query_one(DealsTable)
    rows = [table.get_row_at(row) for row in range(table.row_count)]
    return {str(row[1]) for row in rows if str(row[0]) == "●"}


async def test_an_owner_may_be_called_as_the_heading_of_those_without_is(folder: Path) -> None:
    deals = {"alpha": {"owner": "No owner"}, "beta": {"owner": "no owner"}}
    (folder / "portfolio.toml").write_text(tomli_w.dumps({"deals": deals}), encoding="utf-8")
    for name in set(LETTERS) - set(deals):  # without an owner, and prepared by nobody, who would be it
        (folder / f"{name}.toml").write_text(estimate_text(open_case(CaseRequest(str(CASE))).estimate))
    app = RoiApp(str(folder))
    async with app.run_test(size=SMALL) as pilot:
        screen = await planned(pilot)
        await pilot.press("g")
        headings = [name for name in names(screen) if name not in LETTERS]
        assert sorted(headings) == ["No owner", "No owner", "no owner"]
        await pilot.press("end", "up", "enter", "g")


async def test_a_folder_is_run_sorted_grouped_searched_and_funded(folder: Path) -> None:
    app = RoiApp(str(folder))
    async with app.run_test(size=SMALL) as pilot:
        screen = await planned(pilot)
        everything = names(screen)
        assert everything == ["delta", "gamma", "beta", "alpha", "loser"]  # NPV × chance, the largest first
        assert {"Open", "Sort", "Group", "Budget"} <= set(painted(pilot).split())
        await pilot.press("r")
        assert names(screen) == everything[::-1]
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the columns")
        await pilot.press("home", "enter")  # the name
        await until(pilot, lambda: names(screen) == sorted(everything), "sorted by name")
        await pilot.press("g")
        assert names(screen) == ["Ann", "alpha", "gamma", "loser", "Bo", "beta", "delta"]
        await pilot.press("g", "g")
        assert names(screen)[0] == "Lead"
        await pilot.press("g", "slash", *"bo")
        await until(pilot, lambda: names(screen) == ["beta", "delta"], "Bo's deals")
        await pilot.press("escape")
        await until(pilot, lambda: names(screen) == sorted(everything), "all deals")

        state = screen.state
        assert state.plans is not None
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, Form), "the budget")
        await fill(pilot, "#field-budget", "0")
        await pilot.press("enter")
        await until(pilot, lambda: screen.state.budget == 0.0 and not marked(screen), "nothing is in")
        await pilot.press("plus")
        assert screen.state.budget == pytest.approx(state.plans.most / STEPS)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, Form), "the budget")
        await fill(pilot, "#field-budget", "1 bn")
        await pilot.press("enter")
        await until(pilot, lambda: marked(screen) == {"alpha", "beta", "gamma", "delta"}, "all that pay")
        assert screen.state.budget == pytest.approx(state.plans.most)
        assert any("a larger budget changes nothing" in notice.message for notice in app._notifications)
        await pilot.press("end")
        await until(pilot, lambda: "worth its money" in painted(pilot), "why the last one is out")
        chart = screen.query_one(FrontierChart)
        await pilot.press("f6", "left")
        assert app.focused is chart
        await until(pilot, lambda: (screen.state.budget or 0.0) < state.plans.most, "less budget")  # type: ignore[union-attr]
        before = screen.state.budget
        await pilot.click(chart, offset=(14, 3))
        await until(pilot, lambda: (screen.state.budget or 0.0) < (before or 0.0), "where the mouse points")
        point = screen.state.point
        assert point is not None
        assert set(point.ways) == marked(screen)
        results = screen.state.results
        assert results is not None
        by_fund = fund(results, replace(limits_of(results), total=point.budget))
        taken = {each.name: (each.option.label, each.start) for each in by_fund.taken}
        assert {name: (way.option, way.start) for name, way in point.ways.items()} == taken
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, StartScreen), "the start")


async def test_the_budget_that_is_stated_or_was_moved_meanwhile_has_its_own_plan(folder: Path) -> None:
    """Not that of a smaller one, whenever it was chosen: also while the others are being planned."""
    path = folder / "portfolio.toml"
    path.write_text(f"[portfolio]\nbudget = [63_210]\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    app = RoiApp(str(folder))
    async with app.run_test(size=LARGE) as pilot:
        screen = await planned(pilot)
        budget = screen.state.budget
        assert budget is not None
        assert budget == screen.state.plans.stated  # type: ignore[union-attr]
        assert screen.state.point is not None
        assert screen.state.point.budget == budget
        screen.state = replace(screen.state, budget=0.9 * budget)
        point = screen.state.points[-1]
        screen.post_message(PlanMade(screen._number, point, more=False))
        await until(pilot, lambda: screen.state.point.budget == 0.9 * budget, "its own plan")  # type: ignore[union-attr]


async def test_a_copy_is_told_on_opening_and_beside_its_deal(folder: Path) -> None:
    (folder / "zeta.toml").write_bytes((folder / "alpha.toml").read_bytes())
    app = RoiApp(str(folder))
    async with app.run_test(size=SMALL) as pilot:
        screen = await planned(pilot)
        notices = [notice.message for notice in app._notifications]
        assert "alpha.toml and zeta.toml are the same estimate under 2 names: it counts twice." in notices
        for name, copied in (("zeta", True), ("beta", False)):
            state = replace(screen.state, chosen=name)
            assert ("the same estimate under 2 names" in reason_of(state).plain) is copied


async def test_an_estimate_that_was_changed_is_run_again_and_the_book_is_written(folder: Path) -> None:
    app = RoiApp(str(folder / "portfolio.toml"))
    async with app.run_test(size=LARGE) as pilot:
        screen = await planned(pilot)
        runs = screen.state.results
        await pilot.press("end", "enter")
        await settled(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: app.screen is screen, "back")
        await pilot.pause()
        assert screen.state.results is runs  # nothing was changed: nothing is run
        assert screen.state.chosen == "loser"
        await pilot.press("enter")
        await settled(pilot)
        await edit(pilot, "letters", "60000")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not app.screen.session.dirty, "saved")  # type: ignore[attr-defined]
        await pilot.press("f2")
        await until(pilot, lambda: screen.state.results is not runs, "run again")
        await planned(pilot)
        assert names(screen)[0] == "loser"
        assert runs is not None
        assert screen.state.results is not None
        old, new = (
            {each.deal.name: each.digest for each in outcome.deals}
            for outcome in (runs, screen.state.results)
        )
        assert {name for name in old if old[name] != new[name]} == {"loser"}
        await pilot.press("e")
        target = folder / "portfolio.xlsx"
        await until(pilot, lambda: list(app.screen.query("#path")), "where to")
        app.screen.query_one("#path", Input).value = str(target)
        await pilot.press("enter")
        await until(pilot, target.exists, "the workbook")
    book = openpyxl.load_workbook(target, data_only=True)
    rows = {row[0].value: row for row in book["Deals"].iter_rows(min_row=5, max_row=9)}
    shown = {listed.name: listed.row for listed in screen.state.listed}
    for name, row in shown.items():
        assert row is not None
        assert rows[name][6].value == pytest.approx(row.mean, rel=1e-12)
        link = rows[name][0].hyperlink
        assert link is not None
        assert link.target == f"{name}.toml"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder without estimates."""
    folder = tmp_path / "nothing"
    folder.mkdir()
    return folder


async def test_a_folder_without_estimates_is_told_and_the_start_asks_for_one(
    empty: Path, folder: Path
) -> None:
    app = RoiApp(str(empty))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "no estimates" in painted(pilot), "the message")
        assert isinstance(app.screen, Told)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, StartScreen), "the start")
        await pilot.press("p")
        await until(pilot, lambda: list(app.screen.query("#path")), "which folder")
        app.screen.query_one("#path", Input).value = str(folder)
        await pilot.press("enter")
        screen = await planned(pilot)
        assert len(names(screen)) == len(LETTERS)
        await pilot.press("f2")
        await until(pilot, lambda: "pipeline" in painted(pilot), "the folder among recent ones")
