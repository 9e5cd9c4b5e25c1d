"""The inputs in their groups: value, spread, unit, picture, grade, and an editor in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.await_remove import AwaitRemove
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from exports.voice.wording import each_year, grade_word
from roi.model import ModelInput
from tui.app.widgets.densities import likely, low_high, picture, unit
from tui.app.widgets.editor import Check, Editor
from tui.app.widgets.plain import Plain
from tui.app.widgets.row_keys import MOVES, TypedInto, move_focus
from tui.desk.session import Session
from tui.views.catalogue import list_groups
from tui.views.style import GRADE_STYLE

PICTURE = 9
# (input's id, text) → takes the value over at once; what it returns, if it did, shows it.
Edited = Callable[[str, str], Awaitable[None] | None]


class GroupTitle(Plain):
    """The name of a group of inputs."""


class InputRow(TypedInto, can_focus=True):
    """One input on two lines."""

    CALLED = "An input"
    HELP = (
        "An input: its likely value and unit, P10 … P90, a small picture of its distribution, and the grade of "
        "the evidence it rests on. A dot marks a value of your own, a diamond one of the preset or option."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "Edit"),
        *MOVES,
    ]

    def __init__(self, item: ModelInput, answered: bool) -> None:
        super().__init__(classes="yearly" if item.yearly is not None else None)
        self.item = item
        self.answered = answered
        self._picture = picture(item, PICTURE)
        self._spread = low_high(item)

    def show(self, item: ModelInput, answered: bool) -> None:
        """Another value of the same input."""
        if item == self.item and answered == self.answered:
            return
        self.item, self.answered = item, answered
        self._picture, self._spread = picture(item, PICTURE), low_high(item)
        self.refresh()

    def matches(self, text: str) -> bool:
        """Whether a search finds it."""
        spec = self.item.spec
        words = (spec.label, spec.id, spec.group, spec.unit, spec.grade, grade_word(spec.grade))
        return text.lower() in " ".join(words).lower()

    def render(self) -> Text:
        width = max(20, self.columns)
        spec = self.item.spec
        mark = (
            ("● ", "bold cyan")
            if self.answered
            else ("↝ ", "cyan")
            if self.item.moved_by
            else ("◆ ", "magenta")
            if self.item.layer != "case"
            else ("  ", "")
        )
        grade = "luck" if spec.luck else spec.grade
        room = width - 2 - len(grade) - 1
        label = Text(spec.label, style="bold" if self.answered else "")
        label.truncate(room, overflow="ellipsis", pad=True)
        first = Text.assemble(mark, label, " ")
        first.append(grade_word(grade), style="blue" if spec.luck else GRADE_STYLE[spec.grade])
        value = Text.assemble("  ", (likely(self.item), "bold"), (f" {unit(self.item)}", "dim"))
        spread = self._spread or "fixed"
        rest = width - value.cell_len - PICTURE - 1
        if len(spread) + 1 > rest:
            value.truncate(max(8, width - PICTURE - 2 - len(spread)), overflow="ellipsis")
            rest = width - value.cell_len - PICTURE - 1
        second = Text.assemble(value, (spread.rjust(max(0, rest)), "dim"), " ", (self._picture, "cyan"))
        if not (years := each_year(self.item)):
            return Text("\n").join([first, second])
        third = Text(f"  {years}", style="dim")
        third.truncate(width, overflow="ellipsis")
        return Text("\n").join([first, second, third])

    def on_click(self, event: events.Click) -> None:
        """A click chooses the row, a second one edits it."""
        if event.chain >= 2:
            self.action_edit()


class InputsPanel(Vertical):
    """All inputs, with a search field."""

    CALLED = "The inputs"
    HELP = "The inputs of the estimate. Arrows move, Enter edits in place, / searches."

    def __init__(self, session: Session, check: Check, edited: Edited, id: str | None = None) -> None:
        """`session`: whose inputs are there from the first painting on."""
        super().__init__(id=id)
        self._session = session
        self._check = check
        self._edited = edited

    def compose(self) -> ComposeResult:
        yield Input(placeholder="Search inputs", id="search", compact=True)
        with VerticalScroll(id="rows", can_focus=False):
            yield from _rows(self._session)

    def rows(self) -> list[InputRow]:
        """The rows in order."""
        return [row for row in self.query_one("#rows").children if isinstance(row, InputRow)]

    async def show(self, session: Session) -> None:
        """Show the inputs of a session; rows that stay are kept."""
        items = session.model.inputs
        rows = self.rows()
        if [row.item.id for row in rows] != [item.id for item in _grouped(session)]:
            await self._fill(session)
            return
        by_id = {item.id: item for item in items}
        for row in rows:
            item = by_id[row.item.id]
            row.show(item, session.changed(item))

    async def _fill(self, session: Session) -> None:
        scroll = self.query_one("#rows", VerticalScroll)
        await scroll.remove_children()
        await scroll.mount_all(_rows(session))

    def row(self, name: str) -> InputRow:
        """The row of an input."""
        return self.named(name)[0]

    def named(self, name: str) -> list[InputRow]:
        """The same; none where another way to deploy has no such input."""
        return [row for row in self.rows() if row.item.id == name]

    def focused_input(self) -> str | None:
        """The input whose row or editor has the focus."""
        for widget in self.screen.focused.ancestors_with_self if self.screen.focused else ():
            if isinstance(widget, InputRow):
                return widget.item.id
            if isinstance(widget, Editor):
                return widget.input_name
        return None

    def search(self) -> None:
        """Go to the search field at once: what is typed next is looked for."""
        self.screen.set_focus(self.query_one("#search", Input))

    def focus_first(self) -> None:
        """Go to the first row."""
        for row in self.rows():
            if row.display:
                self.screen.set_focus(row)
                return

    @on(Input.Changed, "#search")
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._filter(event.value)

    def _filter(self, text: str) -> None:
        title: GroupTitle | None = None
        for child in self.query_one("#rows").children:
            if isinstance(child, GroupTitle):
                title = child
                title.display = False
            elif isinstance(child, InputRow):
                child.display = child.matches(text)
                if title is not None and child.display:
                    title.display = True

    @on(Input.Submitted, "#search")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_first()

    def on_key(self, event: events.Key) -> None:
        """Escape in the search field, or on what it found, shows everything again."""
        field = self.query_one("#search", Input)
        if event.key == "escape" and self.screen.focused is field:
            field.value = ""
            self.focus_first()
            event.stop()
        elif event.key == "escape" and field.value and isinstance(self.screen.focused, InputRow):
            field.value = ""  # the row keeps the focus: the others come back around it
            self.screen.focused.scroll_visible()
            event.stop()
        elif event.key == "down" and self.screen.focused is field:
            self.focus_first()
            event.stop()

    @on(InputRow.Moved)
    def _moved(self, event: InputRow.Moved) -> None:
        event.stop()
        move_focus([row for row in self.rows() if row.display], event.row, event.step)

    @on(InputRow.Chosen)
    async def _chosen(self, event: InputRow.Chosen) -> None:
        event.stop()
        await self.query(Editor).remove()
        if event.row not in self.rows():  # an undo, or another way to deploy, was faster
            return
        item = event.row.item
        hint = "number · low likely high · range(…)"
        value = event.typed or item.spec.value
        editor = Editor(item.id, self._check, self._taken, value=value, hint=hint, begun=bool(event.typed))
        await self.query_one("#rows").mount(editor, after=event.row)
        editor.scroll_visible()

    def _taken(self, name: str, text: str) -> None:
        """Work on it at once, and close the field meanwhile: all of it is painted together."""
        changed = text and any(text != row.item.spec.value for row in self.named(name))
        show = self._edited(name, text) if changed else None
        painting = ExitStack()
        painting.enter_context(self.app.batch_update())
        removed = self._close(name)
        self.call_next(self._finish, removed, show, painting)

    async def _finish(
        self, removed: AwaitRemove, show: Awaitable[None] | None, painting: ExitStack[bool | None]
    ) -> None:
        with painting:
            await removed
            if show is not None:
                await show

    @on(Editor.Cancelled)
    def _cancelled(self, event: Editor.Cancelled) -> None:
        event.stop()
        self._close(event.name)

    def _close(self, name: str) -> AwaitRemove:
        for row in self.named(name):
            self.screen.set_focus(row)
        return self.query(Editor).remove()


def _rows(session: Session) -> Iterator[Widget]:
    group = ""
    for item in _grouped(session):
        if item.spec.group != group:
            group = item.spec.group
            yield GroupTitle(group)
        yield InputRow(item, session.changed(item))


def _grouped(session: Session) -> Sequence[ModelInput]:
    groups = list_groups(session.model)
    return sorted(session.model.inputs, key=lambda item: groups.index(item.spec.group))
