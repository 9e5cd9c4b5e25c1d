"""The tabs of the estimate screen: made when they are first shown, and where the keys go in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from textual.screen import Screen
from textual.widgets import TabbedContent, Tabs

from tui.app.actions import REALISED, TABS
from tui.app.state import View
from tui.app.widgets.pane import Pane, TabBody
from tui.desk.session import Session


def tabs_of(session: Session) -> tuple[str, ...]:
    """The tabs of an estimate: that of what came of it is there once something was observed."""
    return (*TABS, REALISED) if session.estimate.observations else TABS


def tab_body(names: Sequence[str], name: str, *content: Pane) -> TabBody:
    """A tab, with its number before its name."""
    return TabBody(f"{names.index(name) + 1} {name.capitalize()}", *content, id=name)


class Panes:
    """Which tab is shown, what is made of them, and whether the keys are on their way to one."""

    def __init__(self, screen: Screen[None], makers: Mapping[str, Callable[[], Pane]]) -> None:
        self._screen, self._makers = screen, makers
        self.made: dict[str, Pane] = {}
        self._going_to = ""

    def bodies(self, session: Session, shown: str) -> Iterator[TabBody]:
        """All tabs of an estimate, empty but for the one that is shown first."""
        names = tabs_of(session)
        content = self.made[shown] = self._makers[shown]()
        return (tab_body(names, name, *([content] if name == shown else [])) for name in names)

    @property
    def _tabs(self) -> TabbedContent:
        return self._screen.query_one("#tabs", TabbedContent)

    @property
    def tab(self) -> str:
        """The tab that is shown."""
        return self._tabs.active

    @property
    def shown(self) -> Pane | None:
        """What is in it, once it is made."""
        return self.made.get(self.tab)

    @property
    def names(self) -> list[str]:
        """The tabs that are there, in their order."""
        return [str(pane.id) for pane in self._tabs.query(TabBody)]

    async def follow(self, session: Session) -> None:
        """Have a tab of what came of it as long as something is observed; whoever is on it then sees the result."""
        wanted = tabs_of(session)
        if REALISED in wanted and REALISED not in self.names:
            await self._tabs.add_pane(tab_body(wanted, REALISED))
        elif REALISED in self.names and REALISED not in wanted:
            if self.tab == REALISED:
                self._leave_for("result")
            self.made.pop(REALISED, None)
            await self._tabs.remove_pane(REALISED)

    def _leave_for(self, name: str) -> None:
        """Show another tab, with the keys where they were in the shown one."""
        focused = self._screen.focused
        if focused is None or self.shown in focused.ancestors_with_self:
            self.go_to(name)
        else:
            self._tabs.active = name

    @property
    def moving(self) -> bool:
        """Whether the keys are on their way to another tab."""
        return bool(self._going_to) and self._screen.focused is None

    def show(self, view: View) -> None:
        """Put a view into the shown tab."""
        pane = self.shown
        if pane is not None and pane.is_mounted:
            pane.show(view)

    async def activated(self, event: TabbedContent.TabActivated) -> None:
        """A tab is shown: make what is in it, and go on to it where the keys were on their way."""
        name = str(event.pane.id)
        if name not in self.made and name in self.names:
            pane = self.made[name] = self._makers[name]()
            await event.pane.mount(pane)
        if self._going_to == name:
            self._going_to = ""
            if self._screen.focused is None:  # else somebody was faster, and types elsewhere already
                self.focus()

    def answer(self, name: str) -> None:
        """Have the interview ask for an answer, where it is made already."""
        if "interview" in self.made:
            from tui.app.widgets.interview import InterviewPane

            pane = self.made["interview"]
            assert isinstance(pane, InterviewPane)
            pane.answer(name)

    def ask_again(self) -> bool:
        """Have the lines tell of another figure; whether they are made already."""
        if "lines" not in self.made:
            return False
        from tui.app.widgets.lines import LinesPane

        pane = self.made["lines"]
        assert isinstance(pane, LinesPane)
        pane.ask_again()
        return True

    def go_to(self, name: str) -> None:
        """Show a tab, and go to it, in place of the inputs where there is room for one side only."""
        self._screen.remove_class("-inputs")
        self._screen.set_focus(None)  # a focused part would call its own tab back
        if self.tab == name:
            self.focus()
            return
        self._going_to = name
        self._tabs.active = name

    def turn(self, step: int) -> None:
        """Show the tab so many places further, and go to it."""
        names = self.names
        self.go_to(names[(names.index(self.tab) + step) % len(names)])

    def focus_bar(self) -> None:
        """Go to the tabs themselves."""
        self._screen.remove_class("-inputs")
        self._screen.set_focus(self._tabs.query_one(Tabs))

    def focus(self) -> None:
        """Go to the first part of the shown tab that takes keys."""
        pane = self.shown
        if pane is None:
            return
        for widget in (*pane.query("*"), pane):
            if widget.focusable and widget.display:
                self._screen.set_focus(widget, scroll_visible=False)
                return

    def focus_once_there(self) -> None:
        """The same, as soon as the shown tab is made."""
        self._going_to = self.tab
        self.focus()
