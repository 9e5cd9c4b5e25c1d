"""What came of an estimate: the chart of what was sold, observed and is expected now, and who is asked for what."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from exports.voice.track import calendar, notes
from roi.errors import RoiError
from roi.observed.tracked import Tracked, TrackedLine
from roi.text import counted
from tui.app.state import View
from tui.app.widgets.pane import Pane, error_text, studied
from tui.app.widgets.tracking_chart import EXPECTED, OBSERVED, SOLD, Course, TrackingChart
from tui.desk.realised import RealisedStudy
from tui.views.track import headline_parts, request_parts, table_parts

_NET = ""  # the running net, beside ids of lines
_WAITING = "Holding the estimate against what was observed"


class RealisedPane(Pane):
    """The view of `roi track`: what it comes to, a chart, tables, and who is asked for what next."""

    CALLED = "Realised and still to come"
    HELP = (
        "What was observed beside what was sold, and what is expected now: by month in the chart, whose line l "
        "chooses, by line in the tables. NPV at completion is what was realised and the forecast of the rest. "
        "Below stands who is asked for which figures next. u takes further observations in; a says who answers."
    )
    NEEDS = (RealisedStudy(),)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("l", "line", "Line shown")]

    def __init__(self) -> None:
        super().__init__()
        self.line = _NET

    def compose(self) -> ComposeResult:
        yield Static("", id="realised-headline")
        with Horizontal(id="realised-buttons"):
            yield Button("Shown: running net", id="realised-line", compact=True)
            yield Button("Update …", id="realised-update", compact=True, action="screen.update")
            yield Button("Owners …", id="realised-owners", compact=True, action="screen.owners")
        yield Static("", id="realised-legend")
        yield TrackingChart("realised-chart")
        yield Static("", id="realised-tables")
        yield Static("", id="realised-requests")

    def draw(self, view: View) -> None:
        """Show what came of it, once it is worked out."""
        tracked = view.result_of(RealisedStudy())
        headline = self.query_one("#realised-headline", Static)
        headline.update(studied(view, RealisedStudy(), lambda each: Group(*headline_parts(each)), _WAITING))
        there = isinstance(tracked, Tracked)
        for part in ("buttons", "legend", "chart", "tables", "requests"):
            self.query_one(f"#realised-{part}").display = there
        if isinstance(tracked, RoiError):
            headline.update(error_text(tracked))
        if isinstance(tracked, Tracked):
            self._draw_chart(tracked)
            self.query_one("#realised-tables", Static).update(Group(*table_parts(tracked, self.room)))
            remarks = (Text(sentence, style="dim") for sentence in notes(tracked))
            self.query_one("#realised-requests", Static).update(Group(*request_parts(tracked), *remarks))

    def _draw_chart(self, tracked: Tracked) -> None:
        line = next((each for each in tracked.lines if each.name == self.line and each.sold), None)
        label = line.label if line else "running net"
        self.query_one("#realised-line", Button).label = Content(f"Shown: {label}")
        course = _net(tracked) if line is None else _course(line)
        chart = self.query_one(TrackingChart)
        chart.show(course)
        money = line is not None and line.kind != "shown line"
        unit = tracked.model.currency if line is None else line.unit
        first = calendar(tracked.start, 1)
        self.query_one("#realised-legend", Static).update(Text.assemble(
            f"{unit} a month" if money else unit,
            (f" {SOLD} P10–P90 as sold", chart.colour("foreground-muted")),
            (f" {OBSERVED} observed", chart.colour("success")),
            (f" {EXPECTED} expected now", chart.colour("accent")),
            f"; month 1 is {first}" if first else "",
        ))  # fmt: skip

    def action_line(self) -> None:
        """Choose what the chart shows."""
        tracked = self.view.result_of(RealisedStudy()) if self.view is not None else None
        if not isinstance(tracked, Tracked):
            return
        options = [("Running net", _NET, "All benefits and costs that count together.")]
        options += [
            (each.label, each.name, _observed(each)) for each in tracked.lines if each.sold and each.updated
        ]
        self.post_message(self.Choice("Show in the chart", options, self.line, self._take))

    @on(Button.Pressed, "#realised-line")
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_line()

    def _take(self, name: str) -> None:
        self.line = name
        if self.view is not None:
            self.draw(self.view)


def _observed(line: TrackedLine) -> str:
    count = sum(value is not None for value in line.actual)
    return f"{line.kind.capitalize()}, {counted(count, 'month')} observed."


def _net(tracked: Tracked) -> Course:
    net = tracked.cumulative
    return Course(net.sold, net.updated, net.realised, {}, tracked.last)


def _course(line: TrackedLine) -> Course:
    assert line.sold is not None
    assert line.updated is not None
    last = max((month for month, value in enumerate(line.actual) if value is not None), default=0)
    errors = {
        each.months[0]: each.error
        for each in line.measured
        if each.months is not None and each.months[0] == each.months[1] and each.error > 0
    }
    return Course(line.sold, line.updated, line.actual, errors, last)
