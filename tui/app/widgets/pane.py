"""What the tabs of the estimate screen share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import RenderResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static, TabPane

from roi.errors import RoiError
from tui.app.settings import as_field
from tui.app.state import Found, View, outside_words
from tui.app.widgets.headline import MIDDLING, Headline
from tui.desk.studies import Study

if TYPE_CHECKING:
    from roi.analysis.solve import Solution
    from roi.analysis.verdict import Verdict


class Pane(VerticalScroll):
    """A tab's content: told what to show, it changes only itself."""

    HELP: ClassVar[str] = ""
    NEEDS: ClassVar[Sequence[Study[Any]]] = ()  # studies it shows

    view: View | None = None

    class Wanted(Message):
        """The pane waits for other studies now."""

    class Choice(Message):
        """One of several is to be chosen in a dialog; `take` is told which.  `options`: (title, id, note)."""

        def __init__(
            self,
            title: str,
            options: Sequence[tuple[str, str, str]],
            current: str,
            take: Callable[[str], None],
        ) -> None:
            super().__init__()
            self.title, self.options, self.current, self.take = title, options, current, take

    class Entry(Message):
        """A text is to be typed in a dialog; `check` refuses it, `take` is told it."""

        def __init__(
            self,
            title: str,
            label: str,
            text: str,
            check: Callable[[str], object],
            take: Callable[[str], None],
            note: str,
        ) -> None:
            super().__init__()
            self.title, self.label, self.text, self.note = title, label, text, note
            self.check, self.take = check, take

    @property
    def needs(self) -> Sequence[Study[Any]]:
        """The studies it shows now."""
        return self.NEEDS

    def show(self, view: View) -> None:
        """Show an estimate and what is known of it."""
        self.view = view
        self.draw(view)

    def draw(self, view: View) -> None:
        """Put a view into the parts."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Tables fit the width: draw again."""
        if self.view is not None:
            self.draw(self.view)

    @property
    def room(self) -> int:
        """Columns for a table."""
        return max(40, self.size.width)


class TabBody(TabPane):
    """A tab; until its content is made it paints where that will stand, not its own name as the toolkit does."""

    def render(self) -> RenderResult:
        """Grey bars, as long as there is nothing in it."""
        if self.children:
            return super().render()
        bars = "\n\n".join("░" * (28 if place % 2 else 44) for place in range(4))
        return Text(f"\n{bars}", style="dim", no_wrap=True)


def warning(text: str) -> Text:
    """A text in yellow, with a capital at its head.

    As a span: a style of the whole text is read as a colour of the web, whose yellow no light screen shows.
    """
    return Text.assemble((text[:1].upper() + text[1:], "yellow"))


def error_text(error: RoiError) -> Text:
    """Why something cannot be shown."""
    text = warning(error.message)
    if error.hint:
        text.append(f"\n{error.hint.worded(as_field)}", style="dim")
    return text


def studied(
    view: View, study: Study[Found], build: Callable[[Found], RenderableType], waiting: str
) -> RenderableType:
    """A study as a renderable, why there is none, or that it is being worked out."""
    result = view.result_of(study)
    if result is None:
        return Text(f"{waiting} …", style="dim italic")
    return error_text(result) if isinstance(result, RoiError) else build(result)


class Words(Static):
    """Words that are laid out again only when they take more or fewer rows."""

    _told: Text | None = None
    _rows = 0

    def tell(self, text: Text, *, waiting: bool = False) -> None:
        """Say something else; what is `waiting` for its text takes as many rows as what it will replace."""
        if text != self._told:
            self._told = text
            width = self.content_size.width
            rows = len(text.wrap(self.app.console, width)) if width else 0
            if waiting and rows < self.content_size.height:
                text = Text.assemble(text, "\n " * (self.content_size.height - rows))
                rows = self.content_size.height
            self.update(text, layout=not rows or rows != self._rows)
            self._rows = rows


class OutsideView(Words):
    """Whose answers the result rests on, and what would have to be true."""

    CALLED = "Whose answers it rests on"
    HELP = (
        "As long as questions are unanswered the result is an outside view: what the published evidence says of "
        "deals like this one. What must be true is said of the expected NPV, whenever it loses."
    )

    def __init__(self, *, counts: bool = False) -> None:
        """`counts`: whose answers count is said here wherever the lines above have no room for it."""
        super().__init__()
        self._counts = counts

    def show(self, view: View) -> None:
        """Show whose answers count; where it loses, or questions are open, what must be true as well."""
        here = self._counts and self.app.size.height >= MIDDLING
        above = any(isinstance(line, Headline) and line.counts for line in self.screen.children)
        text = Text()
        if not view.outside or (here and not above):
            text.append(outside_words(view.session, self.content_size.width), style="bold")
        verdict = view.settled
        red = view.result is not None and not view.result.headline(view.cut).npv.expected.value > 0
        if (view.outside or red) and not view.session.model.unstated:
            text.append("\n" * bool(text))
            if verdict is None:
                text.append("What must be true: being worked out …", style="dim")
            else:
                text.append(conditions(verdict, brief=self.brief))
        self.tell(text, waiting=verdict is None)

    @property
    def brief(self) -> bool:
        """Whether the terminal is too low for more than the first condition."""
        return self.app.size.height < 32


def conditions(verdict: Verdict, *, brief: bool = False, middle: Sequence[Solution] | None = None) -> Text:
    """What must be true of the expected NPV, or of NPV at P50: all conditions, or the first."""
    from exports.voice.verdict import must_be_true

    conditions = must_be_true(verdict, middle)
    lead, rows = conditions.lead, conditions.rows
    if not rows:
        return warning(conditions.text)
    if brief:
        more = f". {len(rows) - 1} more in Drivers" if len(rows) > 1 else ""
        return Text.assemble((f"{lead}  ", "bold cyan"), rows[0], (more, "dim"))
    text = Text.assemble((f"{lead}  ", "bold cyan"), conditions.text)
    for place, row in enumerate(rows):
        text.append("\n  or " if place else "\n  ").append(row)
    return text
