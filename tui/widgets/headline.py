"""The lines above everything: what is open, and the result in one line."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import ProgressBar, Static

from exports.facts import option_title, preset_title
from tui.view import View, cut_words, headline, outside_words

BAR = 12  # columns of the bar and the space around it


class Titlebar(Static):
    """Case, prospect, preset, option, cut and file."""

    HELP = "What is open: the case, for whom, preset and option, which benefits count, and the file."

    def show(self, view: View) -> None:
        """Show where we are."""
        session, model = view.session, view.session.model
        text = Text.assemble((model.case.header.title, "bold"))
        if session.settings.prospect:
            text.append(f" for {session.settings.prospect}")
        parts = [preset_title(model), option_title(model), cut_words(view.cut)]
        text.append("  " + " · ".join(part for part in parts if part), style="dim")
        name = session.path.name if session.path else "not saved yet"
        if view.result is not None:
            text.append(f" · {view.result.run.draws_used:,} draws", style="dim")
        if not view.present:
            text.append(f"  {name}", style="dim")
        if session.dirty:
            text.append(" ● unsaved", style="yellow")
        text.no_wrap, text.overflow = True, "ellipsis"
        self.update(text, layout=False)


class Headline(Horizontal):
    """The result, and how far the full number of draws has come."""

    HELP = (
        "The result in one line. Every change is answered with 4,096 draws at once; the bar fills while the full "
        "number is drawn behind it."
    )

    def compose(self) -> ComposeResult:
        yield Static("Simulating …", id="headline-text")
        yield ProgressBar(total=100, show_eta=False, show_percentage=False, id="refining")

    def show(self, view: View) -> None:
        """Show a result."""
        text = Text(headline(view), style="dim" if view.stale else "")
        if view.outside and view.result is not None:
            text = Text.assemble((outside_words(view.session), "bold yellow"), " · ", text)
        self.set_class(len(text) > self.size.width - BAR, "-long")
        self.query_one("#headline-text", Static).update(text, layout=False)
        result = view.result
        bar = self.query_one(ProgressBar)
        done = result is not None and result.final and not view.stale
        bar.update(total=100, progress=100 if done else 0)

    def progressed(self, done: int, total: int) -> None:
        """So many of all draws are done."""
        self.query_one(ProgressBar).update(total=total, progress=done)
