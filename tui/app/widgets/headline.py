"""The lines above everything: what is open, and the result in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import ProgressBar, Static

from exports.voice.model_facts import option_title, preset_title, region_title
from roi.case import EVIDENCE
from roi.records import dataclass
from roi.sim.cuts import HEADLINE
from tui.app.state import View, headline, outside_words, verdict_text
from tui.views.line_breaks import lines_of

BAR = 12  # columns of the bar and the space around it
SHORT = 16  # rows under which every line counts
MIDDLING, HIGH = 24, 32  # rows from which on the verdict, and whose answers count, may take a line more


class Titlebar(Horizontal):
    """Case, prospect, preset, option, region, cut and file; on the right how far all the draws have come."""

    CALLED = "The title line"
    HELP = (
        "What is open: the case, for whom, preset and option, by what it was updated, which benefits count, and "
        "the file. Every change is answered with 4,096 draws at once; the bar fills while the full number is "
        "drawn behind it."
    )

    _view: View | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="title-text")
        yield ProgressBar(total=100, show_eta=False, show_percentage=False, id="refining")

    def show(self, view: View) -> None:
        """Show where we are."""
        self._view = view
        if not self.children:  # the app was closed while it came up
            return
        session, model = view.session, view.session.model
        title = Text.assemble((model.case.header.title, "bold"))
        if session.settings.prospect:
            title.append(f" for {session.settings.prospect}")
        parts = _parts(view)
        state = Text(" ● unsaved", style="yellow") if session.dirty else Text()
        if view.present:
            state.append(" ■ private hidden", style="cyan")
        text = _fitting(title, parts, state, self.size.width - BAR)
        self.query_one("#title-text", Static).update(text, layout=False)
        result = view.result
        done = result is not None and result.final and not view.stale
        bar = self.query_one(ProgressBar)
        bar.visible = not done  # a full bar says nothing
        bar.update(total=100, progress=100 if done else 0)

    def progressed(self, done: int, total: int) -> None:
        """So many of all draws are done."""
        self.query_one(ProgressBar).update(total=total, progress=done)

    def on_resize(self) -> None:
        """Leave out what has no room."""
        if self._view is not None:
            self.show(self._view)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the title; those that matter least go first, one that `CAN_BE_SHORT` is cut short before."""

    text: str
    matters: int


CAN_BE_SHORT, STAYS = 3, 8  # above which it is cut short before it goes, and from which on it stays
SHORTEST = 10  # columns of what is cut short


def _parts(view: View) -> list[_Part]:
    """What the figures are of; what is not as usual matters most, since nothing else says it on every tab."""
    session, model = view.session, view.session.model
    update = ""
    if session.estimate.updated:
        from exports.voice.update import updated_words

        update = updated_words(session.estimate.observations)
    file = session.path.name if session.path else "" if session.dirty else "not saved yet"
    parts = (
        _Part(preset_title(model), 2 if model.preset == EVIDENCE else 6),
        _Part(update, 5),
        _Part(option_title(model), 7),
        _Part(region_title(model), 4),
        _Part(view.cut.label, 3 if view.cut == HEADLINE else STAYS),
        _Part("" if view.result is None else f"{view.result.run.draws_used:,} draws", 1),
        _Part("" if view.present else file, 0),
    )
    return [part for part in parts if part.text]


def _fitting(title: Text, parts: Sequence[_Part], state: Text, room: int) -> Text:
    """As many parts as there is room for; that something is unsaved always shows."""
    kept, spare = list(parts), room - title.cell_len - state.cell_len
    while kept and (over := cell_len(_joined(kept)) - spare) > 0:
        least = min(kept, key=lambda part: part.matters)
        if least.matters >= STAYS:
            break
        place, left = kept.index(least), cell_len(least.text) - over
        if least.matters > CAN_BE_SHORT and left >= SHORTEST:
            kept[place] = replace(least, text=set_cell_size(least.text, left - 1).rstrip() + "…")
        else:
            del kept[place]
    behind = _joined(kept)
    if room < cell_len(behind) + state.cell_len + SHORTEST:
        behind = ""
    begin = title.copy()
    if room > state.cell_len:
        begin.truncate(room - cell_len(behind) - state.cell_len, overflow="ellipsis")
    text = Text.assemble(begin, (behind, "dim"), state)
    text.no_wrap = True
    return text


def _joined(parts: Sequence[_Part]) -> str:
    return "  " + " · ".join(part.text for part in parts) if parts else ""


class Headline(Static):
    """The result, whose answers it rests on, and the verdict."""

    CALLED = "The result in one line"
    HELP = (
        "The result in one line: the expected NPV, between what eight in ten draws lie, how often it loses and how "
        "soon the middle draw pays back. Below it the verdict with the next step; Result has it in full."
    )

    counts = False  # whether it says whose answers count
    _view: View | None = None
    _rows = 0

    def show(self, view: View) -> None:
        """Show a result."""
        self._view = view
        room, low = self.content_size.width, self.app.size.height < SHORT
        words = headline(view, room, low=low)  # the tab below needs its rows
        text = Text(words, style="dim" if view.stale else "")
        whose = Text(outside_words(view.session) if view.outside else "", style="bold yellow")
        beside = view.result is not None and whose.cell_len + 3 + text.cell_len <= room
        self.counts = bool(whose) and (beside or self.app.size.height >= HIGH) and not low
        lines = [text]
        if self.counts:
            lines = [Text(" · ").join([whose, text])] if beside else [whose, text]
        if not low:
            lines.append(verdict_text(view, room, 2 if self.app.size.height >= MIDDLING else 1))
        rows = sum(lines_of(line.plain, room) for line in lines)
        if view.settled is None:
            rows = max(rows, self._rows)  # the verdict comes back: the tab below stays where it is
        self._rows = rows
        self.styles.height = min(rows, 5)
        self.update(Text("\n").join(lines), layout=False)

    def on_resize(self) -> None:
        """One line or two."""
        self._rows = 0
        if self._view is not None:
            self.show(self._view)
