"""Charts of a result: histogram, cumulative curve, fan.  Drawn by textual-plot."""

from __future__ import annotations

from contextlib import ExitStack
from typing import ClassVar

import numpy as np
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.message import Message
from textual_hires_canvas import Canvas
from textual_plot import HiResMode, PlotWidget

from roi.arrays import Array
from roi.sim.summary import Fan
from tui.app.widgets.axes import MoneyAxis, MonthAxis, ShareAxis

REACH = (0.01, 0.99)  # draws further out are counted, not drawn
# Percentile, mark and colour of the fan's lines: they are told apart without colour too.
LINES = ((90, "▲", "success"), (10, "▼", "error"), (50, "●", "accent"))
FIGURE = ("success", "error", "accent", "warning")  # colours that a figure is drawn in
MARKS = 6  # on each line, the last of them hidden by the frame
SHADE = "░"  # between P10 and P90
STEPS = 50  # of the threshold from one end to the other


class Chart(PlotWidget):
    """What all charts share: colours of the theme, no zooming by accident."""

    DRAWS_WHAT_IT_HOLDS: ClassVar[bool] = True  # its canvases are drawn as it is rendered
    margin = 8  # columns for the labels on the left
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "none", show=False)
        for key in ("+", "-", "up", "down", "r", "ctrl+equals_sign", "ctrl+minus")
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id, allow_pan_and_zoom=False)

    def on_mount(self) -> None:
        """Redraw in the colours of another theme."""
        super().on_mount()
        self.margin_top, self.margin_bottom, self.margin_left = 0, 1, self.margin
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.call_after_refresh(self.draw))

    def colour(self, name: str) -> str:
        """A colour of the theme, solid: the canvas knows no transparency."""
        variables = self.app.theme_variables
        ground = Color.parse(variables.get("background", "black"))
        colour = ground + Color.parse(variables.get(name, "#808080"))
        if name in FIGURE and not self.app.current_theme.dark:
            colour = colour.darken(0.15)  # the toolkit's are made for dark screens
        return colour.hex6

    def on_resize(self) -> None:
        """Bins, ticks and shades go with the cells."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw what is known."""

    def shade(self, lower: Array, upper: Array, low: float, high: float) -> None:
        """Fill what lies between two lines of the months 0 … H, a cell at a time."""
        width, height = self.size.width - self.margin_left - 2, self.size.height - self.margin_bottom - 2
        if width < 2 or height < 2:
            return
        across = np.linspace(0, len(lower) - 1, width)
        up = np.linspace(low, high, height)
        months = np.arange(len(lower))
        bottom, top = np.interp(across, months, lower), np.interp(across, months, upper)
        inside = (up[:, None] >= bottom) & (up[:, None] <= top)
        within = np.nonzero(inside)
        self.scatter(across[within[1]], up[within[0]], SHADE, self.colour("panel-lighten-2"))

    def render(self) -> RenderResult:
        """Draw on the canvases, each of which is refreshed once then: by itself it would be for every point."""
        if not self._needs_rerender:
            return super().render()
        with ExitStack() as drawing:
            for canvas in self.query(Canvas):
                drawing.enter_context(canvas.batch_refresh())
            return super().render()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Panning and zooming are off, and say nothing in the help."""
        return not action.startswith(("pan_", "zoom_", "reset_scales", "none"))


class DistributionChart(Chart):
    """The draws of net present value: histogram or cumulative curve, with a threshold to move."""

    CALLED = "The spread of net present value"
    HELP = (
        "Net present value over all draws, losses and gains in two colours. The line is a threshold: left and "
        "right move it, 0 puts it back to zero, a click puts it where you point. What it reads off stands above."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "shift(-1)", "Threshold down"),
        Binding("right", "shift(1)", "Threshold up"),
        Binding("0", "zero", "Threshold at 0"),
    ]

    class ThresholdMoved(Message):
        """The threshold stands elsewhere."""

        def __init__(self, value: float) -> None:
            super().__init__()
            self.value = value

    def __init__(self, id: str, *, cumulative: bool) -> None:
        super().__init__(id)
        self.cumulative = cumulative
        self.margin = 8 if cumulative else 2
        self._sorted: Array = np.zeros(0)
        self._threshold = 0.0
        self._limits = (0.0, 1.0)

    def show(self, draws: Array, threshold: float) -> None:
        """Other draws, sorted ascending, or another threshold."""
        if draws is self._sorted and threshold == self._threshold:
            return
        self._sorted, self._threshold = draws, threshold
        self.draw()
        self.render()  # now, on its canvases: else they are painted a refresh after everything else

    def draw(self) -> None:
        """Clear and draw again."""
        values = self._sorted
        self.clear()
        if not values.size:
            return
        low, high = (float(values[int(p * (values.size - 1))]) for p in REACH)
        low, high = min(low, 0.0), max(high, 0.0)  # zero is where the sign turns: always in sight
        if not high > low:
            low, high = low - 1.0, high + 1.0
        self._limits = (low, high)
        self.set_xlimits(low, high)
        self.set_x_formatter(MoneyAxis(max(3, self.size.width // 9)))
        if self.cumulative:
            self._draw_curve(values, low, high)
        else:
            self._draw_bars(values, low, high)
            self.add_v_line(self._threshold, self.colour("foreground"))

    def _draw_bars(self, values: Array, low: float, high: float) -> None:
        width = max(8, self.size.width - self.margin_left - 2)
        # Zero is an edge of a bin, so that no bar holds both signs.
        step = (high - low) / width
        edges = step * np.arange(np.floor(low / step), np.ceil(high / step) + 1)
        counts, _ = np.histogram(values, bins=edges)
        shares = counts / values.size
        middles = (edges[:-1] + edges[1:]) / 2
        loss, gain = self.colour("error"), self.colour("success")
        colours = [loss if x < 0 else gain for x in middles]
        self.set_ylimits(0.0, float(shares.max()) * 1.05)
        self.set_yticks([])
        self.bar(middles, shares, width=step, bar_style=colours, hires_mode=HiResMode.HALFBLOCK)

    def _draw_curve(self, values: Array, low: float, high: float) -> None:
        points = np.unique(np.append(np.linspace(low, high, 160), 0.0))
        share = np.searchsorted(values, points, side="right") / values.size
        self.set_ylimits(0.0, 1.0)
        self.set_y_formatter(ShareAxis(self.size.height))
        # As a curve and before the others: an upright line of the toolkit's would hide where they cross it.
        threshold = np.array([self._threshold, self._threshold])
        self.plot(threshold, np.array([0.0, 1.0]), self.colour("foreground"), HiResMode.BRAILLE)
        for chosen, name in ((points <= 0, "error"), (points >= 0, "success")):
            if np.count_nonzero(chosen) > 1:
                self.plot(points[chosen], share[chosen], self.colour(name), HiResMode.BRAILLE)

    def action_shift(self, steps: int) -> None:
        """Move the threshold."""
        low, high = self._limits
        moved = self._threshold + steps * (high - low) / STEPS
        self.post_message(self.ThresholdMoved(min(high, max(low, moved))))

    def action_zero(self) -> None:
        """Put the threshold back."""
        self.post_message(self.ThresholdMoved(0.0))

    def on_click(self, event: events.Click) -> None:
        """Put the threshold where the mouse points."""
        inside = self._scale_rectangle
        across = event.screen_x - self.region.x - self.margin_left - inside.x
        if 0 <= across < inside.width and inside.width > 1:
            low, high = self._limits
            self.post_message(self.ThresholdMoved(low + (high - low) * across / (inside.width - 1)))


class FanChart(Chart):
    """The running net by month: P10, P50, P90."""

    CALLED = "Cash by month"
    HELP = (
        "The running undiscounted net by month: half of the draws lie above the thick line (●), eight in ten "
        "between the outer ones (▲ P90, ▼ P10), where it is shaded. The upright line is the payback of P50, "
        "where it crosses zero for good."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._fan: Fan | None = None
        self._payback = float("nan")

    def show(self, fan: Fan, payback: float) -> None:
        """Another fan; `payback` in months, of P50."""
        self._fan, self._payback = fan, payback
        self.draw()
        self.render()

    def draw(self) -> None:
        """Clear and draw again."""
        self.clear()
        if self._fan is None:
            return
        rows = self._fan.percentiles
        months = np.arange(len(rows[50]), dtype=float)
        low, high = min(0.0, float(rows[10].min())), max(0.0, float(rows[90].max()))
        if not high > low:
            low, high = -1.0, 1.0
        self.set_xlimits(0.0, float(months[-1]))
        self.set_ylimits(low, high)
        self.set_x_formatter(MonthAxis())
        self.set_y_formatter(MoneyAxis())
        self.shade(rows[10], rows[90], low, high)
        self.plot(months, np.zeros_like(months), self.colour("foreground"), HiResMode.BRAILLE)
        for percentile, _, name in LINES:
            # The line that is read first is the thickest.
            mode = HiResMode.QUADRANT if percentile == 50 else HiResMode.BRAILLE
            self.plot(months, rows[percentile], self.colour(name), mode)
        at = np.unique(np.linspace(0, len(months) - 1, MARKS + 1).round().astype(int))[1:]
        for percentile, mark, name in LINES:
            self.scatter(months[at], rows[percentile][at], mark, f"bold {self.colour(name)}")
        if 0 < self._payback <= months[-1]:
            self.add_v_line(self._payback, self.colour("warning"))
