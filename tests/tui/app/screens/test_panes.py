"""The tabs alone: what is in one is made when it is first shown; that of what came of it comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Static, TabbedContent

from roi.observed.observations import Exact, Observation
from tests.tui.app.pilots import CASE, until
from tui.app.actions import REALISED, TABS
from tui.app.screens.panes import Panes
from tui.app.state import View
from tui.app.widgets.pane import Pane
from tui.desk.opened import opened

SESSION = opened(CASE)
ROW = Observation("fees", 900.0, Exact(), months=(1, 1))
OBSERVED = SESSION.with_estimate(replace(SESSION.estimate, observations=(ROW,)), "update by observations")


class Words(Pane):
    """A tab's content with a part that takes keys, which counts what it was given."""

    def __init__(self) -> None:
        super().__init__(can_focus=False)
        self.drawn: list[View] = []

    def compose(self) -> ComposeResult:
        yield Static("Words")
        yield Button("Part")

    def draw(self, view: View) -> None:
        self.drawn.append(view)


class Bare(Screen[None]):
    """The tabs of an estimate and nothing else."""

    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        makers: dict[str, Callable[[], Pane]] = dict.fromkeys((*TABS, REALISED), Words)
        self.panes = Panes(self, makers)

    def compose(self) -> ComposeResult:
        yield Button("Beside", id="beside")
        with TabbedContent(initial="result", id="tabs"):
            yield from self.panes.bodies(SESSION, "result")

    @on(TabbedContent.TabActivated, "#tabs")
    async def shown(self, event: TabbedContent.TabActivated) -> None:
        await self.panes.activated(event)


class BareApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return Bare()


async def arrived(pilot: Pilot[None], name: str) -> None:
    """The keys are in what is made of a tab, and everybody knows it."""
    screen: Any = pilot.app.screen

    def inside() -> bool:
        pane = screen.panes.made.get(name)
        return screen.focused is not None and pane in screen.focused.ancestors_with_self

    await until(pilot, inside, f"the keys in {name}")
    await pilot.pause()


async def test_a_tab_is_made_when_it_is_first_shown_and_kept() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        panes = screen.panes
        await until(pilot, lambda: panes.shown is not None, "the first tab")
        assert panes.names == [*TABS]
        assert set(panes.made) == {"result"}
        panes.go_to("cash")
        assert panes.moving
        await arrived(pilot, "cash")
        assert not panes.moving
        first = panes.made["cash"]
        panes.turn(-1)
        await arrived(pilot, "result")
        panes.turn(1)
        await arrived(pilot, "cash")
        assert panes.made["cash"] is first
        panes.show(View(SESSION))
        assert [len(panes.made[name].drawn) for name in ("result", "cash")] == [0, 1]
        assert not panes.ask_again()  # the lines are not made yet


async def test_whoever_was_faster_types_on_where_they_are() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        panes = screen.panes
        await until(pilot, lambda: panes.shown is not None, "the first tab")
        panes.go_to("drivers")
        screen.query_one("#beside").focus()
        await until(pilot, lambda: "drivers" in panes.made, "the tab")
        await pilot.pause()
        assert screen.focused is screen.query_one("#beside")
        assert not panes.moving


async def test_what_came_of_it_has_a_tab_as_long_as_something_is_observed() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        panes = screen.panes
        await panes.follow(OBSERVED)
        assert panes.names == [*TABS, REALISED]
        panes.go_to(REALISED)
        await arrived(pilot, REALISED)
        await panes.follow(SESSION)  # the update was taken back
        await arrived(pilot, "result")
        assert panes.names == [*TABS]
        assert REALISED not in panes.made
        await panes.follow(OBSERVED)  # and made again
        panes.go_to(REALISED)
        await arrived(pilot, REALISED)


async def test_a_tab_that_goes_leaves_the_keys_where_they_are() -> None:
    app = BareApp()
    async with app.run_test() as pilot:
        screen: Any = app.screen
        panes = screen.panes
        await panes.follow(OBSERVED)
        panes.go_to(REALISED)
        await arrived(pilot, REALISED)
        screen.query_one("#beside").focus()
        await pilot.pause()
        await panes.follow(SESSION)
        await until(pilot, lambda: panes.tab == "result" and "result" in panes.made, "the result")
        assert screen.focused is screen.query_one("#beside")
