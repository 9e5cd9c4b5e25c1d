"""The estimate screen: inputs on the left, the result in tabs on the right."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import TabbedContent

from cases.estimate import Noted
from roi.case import Speaker
from tui.app.actions import bindings
from tui.app.screens.attempts import Attempts
from tui.app.screens.commands import Commands
from tui.app.screens.panes import Panes
from tui.app.screens.tab_contents import tab_contents
from tui.app.widgets.editor import Editor
from tui.app.widgets.headline import Headline, Titlebar
from tui.app.widgets.inputs import InputsPanel
from tui.app.widgets.keys import Keys
from tui.app.widgets.pane import Pane
from tui.app.widgets.question import Question
from tui.app.workers.simulator import Progressed
from tui.desk.realised import HOW_TO_BEGIN, NOTHING
from tui.desk.session import Session
from tui.desk.studies import ProspectsStudy, Study

if TYPE_CHECKING:
    from tui.app.screens.story import StoryScreen
    from tui.app.widgets.charts import DistributionChart
    from tui.app.widgets.next_question import NextQuestions
    from tui.app.widgets.result import TileBox


class EstimateScreen(Commands):
    """One estimate, edited live."""

    # What gains or loses the focus paints itself: the whole screen need not be painted for it.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    CSS_PATH = "estimate.tcss"
    BINDINGS = bindings("estimate")
    AUTO_FOCUS = ""
    CALLED = "The estimate"
    HELP = "The estimate: inputs, and in the tabs what follows from them. Every change is answered at once."

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        contents = tab_contents(lambda: self.session, self.check, self.answered, lambda: self._to_answer)
        self.panes = Panes(self, contents)
        self.story: StoryScreen | None = None  # while it is told
        self._to_answer = ""  # the question that the interview begins with, once it is made
        self._begun = False  # whether something has taken the keys
        self._attempts = Attempts()
        self._showing = asyncio.Lock()  # rows and tabs come and go, for one session after the other

    @property
    def _interviews(self) -> bool:
        """Whether the interview comes first."""
        return self.session.new and bool(self.session.questions())

    def compose(self) -> ComposeResult:
        yield Titlebar()
        yield Headline()
        with Horizontal(id="body"):
            yield InputsPanel(self.session, self.check, self.edited, id="inputs")
            first = "interview" if self._interviews else "result"
            with TabbedContent(initial=first, id="tabs"):
                yield from self.panes.bodies(self.session, first)
        yield Keys(lines=2)

    def on_mount(self) -> None:
        self.show_change()
        if self.session.dirty:
            self.autosave_soon()
        self.edits.tell_notes()
        self.call_after_refresh(self._begin_first)

    def on_descendant_focus(self) -> None:
        """From now on a key is meant for what has the focus."""
        self._begun = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A digit typed before the first question is there was meant for it, not for a tab."""
        return self._begun or not self._interviews if action == "tab" else True

    def _begin_first(self) -> None:
        """Simulate once the inputs are painted; whoever was faster with a change has begun already."""
        if not self._interviews and self.focused is None:
            self.take_keys()
        if self.jobs.number == 0:
            self.begin()

    def check(self, name: str, text: str, who: Speaker = "seller") -> str:
        """How a typed value is understood; see `Attempts.words`."""
        return self._attempts.words(self.session, name, text, who)

    @property
    def moving(self) -> bool:
        """Whether the keys are on their way, to another tab or to the first field, see `Keyboard`."""
        return self.panes.moving or not (self._begun or self.view.result)

    @property
    def tab(self) -> str:
        """The tab that is shown."""
        return self.panes.tab

    def needs(self) -> Sequence[Study[Any]]:
        """Studies of the shown tab."""
        pane = self.panes.shown
        shown = (ProspectsStudy(), *(pane.needs if pane else ()))
        if self.story is None:
            return shown
        from tui.app.story import STUDIES

        return tuple(dict.fromkeys((*STUDIES, *shown)))

    def show_result(self) -> None:
        """Put the view into the lines above and the shown tab, and into the pages of present."""
        if self.story is not None:
            self.story.show(self.view)
        self.query_one(Titlebar).show(self.view)
        self.query_one(Headline).show(self.view)
        self.panes.show(self.view)

    async def commit(self, session: Session) -> None:
        """Take another session over: simulate it, and show what is known of it."""
        if session is not self.session:
            self.take(session)
            await self._show_session()

    async def _show_session(self) -> None:
        async with self._showing:
            await self.panes.follow(self.session)
            await self.query_one(InputsPanel).show(self.session)
        if not self.jobs.holding:  # else with the answer
            self.show_change()
        self.autosave_soon()

    def show_change(self) -> None:
        """Put a change into the lines above, and into the interview."""
        self.query_one(Titlebar).show(self.view)
        self.query_one(Headline).show(self.view)
        if self.tab == "interview":
            self.panes.show(self.view)

    def action_present(self) -> None:
        """Tell the result a page at a time; what is private is hidden from now on."""
        if self.story is not None:
            return
        from tui.app.screens.story import StoryScreen

        self.app.present = True  # type: ignore[attr-defined]
        self.story = StoryScreen(self.view)
        self.app.push_screen(self.story, self._presented)
        self.study_what_is_needed()

    def _presented(self, _nothing: None) -> None:
        self.story = None

    @on(TabbedContent.TabActivated, "#tabs")
    async def _tab_shown(self, event: TabbedContent.TabActivated) -> None:
        """A tab is made when it is first shown."""
        await self.panes.activated(event)
        self.show_result()
        self.study_what_is_needed()

    def edited(self, name: str, text: str) -> Awaitable[None] | None:
        """Take the value of an input over; what is returned shows it."""
        before = self.session
        after = self.attempted("The value", lambda: self._attempts.edited(before, name, text))
        return None if after is None or after is before else self._show_session()

    def answered(self, name: str, text: str, noted: Noted | None) -> Session | None:
        """Take the answer to a question over, at once: whatever is done next is done with it."""
        before = self.session
        after = self.attempted(
            "The answer",
            lambda: (
                before.note(name, noted) if noted else self._attempts.edited(before, name, text, "prospect")
            ),
        )
        if after is not None:
            self.call_next(self._show_session)
        return after

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        if event.number == self.jobs.number:
            self.query_one(Titlebar).progressed(event.done, event.total)

    # The parts of a tab are imported when it is shown: what they send comes by its name.
    def on_distribution_chart_threshold_moved(self, event: DistributionChart.ThresholdMoved) -> None:
        """Read the probability off elsewhere."""
        self.view = replace(self.view, threshold=event.value)
        self.show_result()

    @on(Pane.Wanted)
    def _wanted(self) -> None:
        self.jobs.stop_studies()
        self.show_result()
        self.study_what_is_needed()

    def on_tile_box_asked(self, event: TileBox.Asked) -> None:
        """Show what a figure is made of."""
        self._ask_why(event.figure)

    def on_next_questions_chosen(self, event: NextQuestions.Chosen) -> None:
        """Go to where a question is answered: the interview, else the input itself."""
        if event.name in [item.id for item in self.session.questions()]:
            self.panes.answer(event.name)
            self._to_answer = event.name
            self.action_tab("interview")
            return
        self.show_inputs()
        for row in self.query_one(InputsPanel).named(event.name):
            self.set_focus(row)
            row.action_edit()

    def action_why(self) -> None:
        """Show what the chosen input rests on, or what the net present value is made of."""
        self._ask_why(self.chosen_input() or "npv")

    def _ask_why(self, name: str) -> None:
        """`name`: of a figure or of an input."""
        self.view = replace(self.view, explained=name)
        if self.panes.ask_again() and self.tab == "lines":
            self.show_result()
        self.action_tab("lines")

    def action_tab(self, name: str) -> None:
        """Show a tab, and go to it."""
        if name not in self.panes.names:
            self.notify(HOW_TO_BEGIN, title=NOTHING.capitalize(), timeout=12)
            return
        self.panes.go_to(name)

    def action_turn_tab(self, step: int) -> None:
        """Show the tab beside this one."""
        self.panes.turn(step)

    def action_tab_bar(self) -> None:
        """Go to the tabs themselves."""
        self.panes.focus_bar()

    def take_keys(self) -> None:
        """An open field comes first, then the inputs, where there is room for them; else the tab."""
        for editor in self.query(Editor):
            editor.go()
        if self.focused is None and self.query_one(InputsPanel).display and self.tab != "interview":
            self.query_one(InputsPanel).focus_first()
        if self.focused is None:
            self.panes.focus_once_there()

    def action_switch_side(self) -> None:
        """Go from the inputs to the tabs, or back."""
        panel = self.query_one(InputsPanel)
        if panel.has_focus_within or self.has_class("-inputs"):
            self.panes.go_to(self.tab)
        else:
            self.show_inputs()
            panel.focus_first()

    def show_inputs(self) -> None:
        """Where there is room for one side only, show the inputs."""
        self.set_class(not self.has_class("-wide"), "-inputs")

    def on_resize(self) -> None:
        """Where there is no room for two sides any more, the one with the keys stays."""
        if self.query_one(InputsPanel).has_focus_within:
            self.show_inputs()

    def action_search(self) -> None:
        """Find an input."""
        self.show_inputs()
        self.query_one(InputsPanel).search()  # at once: what is typed next is looked for

    def present_changed(self, present: bool) -> None:
        """Hide or show what is private."""
        self.view = replace(self.view, present=present)
        self.show_result()

    def chosen_input(self) -> str | None:
        """The input that has the focus, in the list or as a question."""
        here = self.focused
        return here.item.id if isinstance(here, Question) else self.query_one(InputsPanel).focused_input()
