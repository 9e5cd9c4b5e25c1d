"""The result: tiles, histogram, cumulative curve, threshold."""

from __future__ import annotations

import numpy as np
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal
from textual.message import Message
from textual.widgets import Static

from exports.voice.figures import why_three_figures
from exports.voice.formats import chance, money
from exports.voice.learning import learning_notes
from roi.arrays import Array
from roi.sim.cuts import Cut
from roi.sim.estimate import probability
from tui.app.state import Tile, View, planned, tiles, verdict_text
from tui.app.widgets.charts import DistributionChart
from tui.app.widgets.next_question import NextQuestions, TodayDifference
from tui.app.widgets.pane import OutsideView, Pane, Words, warning
from tui.app.workers.simulator import SimulationResult
from tui.desk.studies import RemarksStudy

MOST_TILES = 6


class TileBox(Static):
    """A figure in a box; a click asks it why."""

    CALLED = "A figure of the result"
    HELP = (
        "A figure of the result, and below it where eight in ten draws lie. A click shows what it is made of."
    )

    asks = "npv"
    _tile: Tile | None = None

    class Asked(Message):
        """What is it made of?"""

        def __init__(self, figure: str) -> None:
            super().__init__()
            self.figure = figure

    def show(self, tile: Tile | None) -> None:
        """Another figure, or none."""
        self._tile = tile
        self.display = tile is not None
        if tile is None:
            return
        self.asks = tile.asks
        style = {1: "bold green", -1: "bold red"}.get(tile.sign, "bold")
        label, detail = tile.fitting(self.content_size.width or len(tile.label))
        text = Text.assemble((label, "dim"), "\n", (tile.value, style), "\n", (detail, "dim"))
        self.update(text, layout=False)

    def on_resize(self) -> None:
        """As much as there is room for now."""
        self.show(self._tile)

    def on_click(self) -> None:
        """Ask why."""
        self.post_message(self.Asked(self.asks))


class ResultPane(Pane):
    """Tiles above, the distribution of net present value below."""

    CALLED = "The result"
    NEEDS = (RemarksStudy(),)
    HELP = "The result over all draws. The threshold reads off how likely it is to do better."

    def __init__(self) -> None:
        super().__init__()
        self._key: tuple[SimulationResult, Cut] | None = None
        self._sorted: Array = np.zeros(0)

    def compose(self) -> ComposeResult:
        yield Words("", id="verdict")
        yield OutsideView()
        with Grid(id="tiles"):
            for _ in range(MOST_TILES):
                yield TileBox()
        yield Words("", id="plan")
        yield TodayDifference("")
        yield NextQuestions()
        yield Static("", id="threshold")
        with Horizontal(id="charts"):
            yield DistributionChart("histogram", cumulative=False)
            yield DistributionChart("cumulative", cumulative=True)
        yield Words("", id="why-three")

    def draw(self, view: View) -> None:
        """Show a result."""
        self.query_one("#verdict", Words).tell(verdict_text(view), waiting=view.settled is None)
        outside = self.query_one(OutsideView)
        outside.display = not outside.brief  # the verdict names the first condition
        outside.show(view)
        self.query_one("#plan", Words).tell(Text(planned(view), style="dim"))
        self.set_class(view.outside, "-outside")
        shown = [*tiles(view), *[None] * MOST_TILES][:MOST_TILES]
        for box, tile in zip(self.query(TileBox), shown, strict=True):
            box.show(tile)
        self.query_one(TodayDifference).show(view)
        self.query_one(NextQuestions).show(view)
        result = view.result
        if result is None:
            return
        defined = not result.run.model.unstated
        self.query_one("#charts").display = defined
        reading, why = self.query_one("#threshold", Static), self.query_one("#why-three", Words)
        if not defined:
            reading.update("", layout=False)
            why.tell(warning(f"Undefined: {result.summary.undefined_because}."))
            return
        key = (result, view.cut)
        if self._key is None or key[0] is not self._key[0] or key[1] != self._key[1]:
            self._key = key
            self._sorted = np.sort(result.run.values("npv", view.cut), axis=None)
        reading.update(self._reading(view, result), layout=False)
        notes = learning_notes(result.run.model, leave="L leaves them")
        lines = [Text(note, style="cyan") for note in notes]
        looked = None if view.stale else view.result_of(RemarksStudy())
        seconds = looked if isinstance(looked, tuple) else ()
        lines += [Text(remark, style="yellow") for remark in (*seconds, *result.summary.remarks)]
        why.tell(Text("\n").join([*lines, Text(why_three_figures(result.run, view.cut), style="dim")]))
        for chart in self.query(DistributionChart):
            chart.show(self._sorted, view.threshold)

    def _reading(self, view: View, result: SimulationResult) -> Text:
        currency = result.run.model.currency
        above = chance(probability(result.run.values("npv", view.cut) > view.threshold))
        zero = view.threshold == 0
        threshold = "0" if zero else money(view.threshold, currency)
        reading = Text.assemble(
            ("│ ", "bold"), "Chance of NPV above ", (threshold, "bold"), ": ", (above, "bold cyan"),
        )  # fmt: skip
        for rest in (f"  {view.cut.label}; ← → move it", "  ← → move it"):
            if len(reading) + len(rest) <= self.room - 4:
                return reading.append(rest, "dim")
        return reading

    @on(DistributionChart.ThresholdMoved)
    def _let_through(self, event: DistributionChart.ThresholdMoved) -> None:
        """The screen keeps the threshold; it comes back in the next view."""
