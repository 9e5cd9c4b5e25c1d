"""Present: the estimate told a page at a time, large, without inputs."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Digits, Static

from exports.voice.formats import MINUS
from tui.app.actions import bindings
from tui.app.screens.editing import Presenting
from tui.app.state import View
from tui.app.story import CHAPTERS, page
from tui.app.story.page import StoryPage
from tui.app.widgets.keys import Keys

_ROOM_FOR_NAMES = 90  # columns in which the row of pages has names


class StoryScreen(Presenting):
    """One page at a time; it follows the estimate below it."""

    CSS_PATH = "story.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("story")
    CALLED = "The pages"
    HELP = "The estimate told a page at a time. Right, space or PgDn goes on, Esc goes back to the estimate."

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
        self.place = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="story-top")
        with VerticalScroll(id="story-page", can_focus=False), Vertical(id="story-body"):
            yield Static("", id="story-title")
            yield Digits("", id="story-big")
            yield Static("", id="story-caption")
            yield Static("", id="story-text")
            yield Static("", id="story-rows")
            yield Static("", id="story-foot")
        yield Static("", id="story-way")
        yield Keys()

    def on_mount(self) -> None:
        """The first page, from what is known by now."""
        self.show(self.view)

    def on_resize(self) -> None:
        """The row of pages fits the width."""
        self._draw()

    def show(self, view: View) -> None:
        """Another view of the estimate: the same page of it."""
        self.view = view
        self._draw()

    def action_turn(self, step: int) -> None:
        """To the page beside this one."""
        self._go(self.place + step)

    def action_go(self, place: int) -> None:
        """To a page; −1 is the last."""
        self._go(place % len(CHAPTERS))

    def action_leave_story(self) -> None:
        """Back to the estimate."""
        self.dismiss(None)

    def _go(self, place: int) -> None:
        if 0 <= place < len(CHAPTERS) and place != self.place:
            self.place = place
            self._draw()
            self.query_one("#story-page").scroll_home(animate=False)

    def _draw(self) -> None:
        if not self.query("#story-foot"):
            return
        shown = page(self.place, self.view)
        self.query_one("#story-top", Static).update(self._top())
        self.query_one("#story-title", Static).update(Text(shown.title))
        big = self.query_one("#story-big", Digits)
        big.update(shown.big.replace(MINUS, "-"))
        big.display = bool(shown.big)
        body = self.query_one("#story-body")
        body.set_class(shown.sign > 0, "-gain")
        body.set_class(shown.sign < 0, "-loss")
        body.set_class(not shown.big, "-worded")
        parts: dict[str, Text | Table | None] = {
            "caption": Text(shown.caption),
            "text": Text("\n".join(part for part in shown.text if part)),
            "rows": _table(shown) if shown.rows else None,
            "foot": Text(shown.foot),
        }
        for name, drawn in parts.items():
            part = self.query_one(f"#story-{name}", Static)
            part.display = bool(drawn)
            part.update(drawn or "")
        self.query_one("#story-way", Static).update(self._way())

    @property
    def position(self) -> str:
        """That it is on, and where in it."""
        return f"■ Presenting{' …' if self.view.stale else ''}  page {self.place + 1} of {len(CHAPTERS)}"

    def _top(self) -> Table:
        session = self.view.session
        title = Text.assemble((session.model.case.header.title, "bold"))
        if session.settings.prospect:
            title.append(f" for {session.settings.prospect}")
        grid = Table.grid(expand=True)
        grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        grid.add_column(justify="right", no_wrap=True)
        grid.add_row(title, Text(self.position, style="bold cyan"))
        return grid

    def _way(self) -> Text:
        """The pages in a row, this one standing out."""
        way = Text(no_wrap=True, overflow="ellipsis")
        for place, chapter in enumerate(CHAPTERS):
            here = place == self.place
            name = (
                f"{'●' if here else '○'} {chapter.name}"
                if self.size.width >= _ROOM_FOR_NAMES
                else "●"
                if here
                else "○"
            )
            way.append(name, style="bold cyan" if here else "dim")
            way.append("  ")
        return way


def _table(shown: StoryPage) -> Table:
    """The first column wraps, figures do not; where there is no figure the last one wraps."""
    words = not shown.head and len(shown.rows[0]) == 2
    table = Table(box=None, show_header=bool(shown.head), padding=(0, 3, 0, 0), header_style="dim")
    for place in range(len(shown.rows[0])):
        first = place == 0
        table.add_column(
            Text(shown.head[place]) if shown.head else "",
            justify="left" if first or not shown.head else "right",
            no_wrap=not first and not words,
        )
    for number, row in enumerate(shown.rows):
        last = shown.summed and number == len(shown.rows) - 1
        cells = (Text(cell, style="bold" if last or place == 1 else "") for place, cell in enumerate(row))
        table.add_row(*cells)
    return table
