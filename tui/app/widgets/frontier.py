"""What a budget brings: expected net present value of the best plans, with a budget that can be moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual_plot import HiResMode

from exports.portfolio_book.contents import Computed
from tui.app.widgets.axes import MoneyAxis
from tui.app.widgets.charts import Chart

STEPS = 40  # of the budget from one end to the other
_BEYOND = 1.05  # of the largest figure, so that it stands below the frame


class FrontierChart(Chart):
    """Points are plans that were computed; the upright line is the budget."""

    CALLED = "What a budget brings"
    HELP = (
        "Expected net present value of the best plan of each budget that was computed (●), each by the optimiser; "
        "between them it is not known, but no lower than at the point to the left. The upright line is the budget: "
        "left and right move it, or − and + from anywhere, a click puts it where you point, b types it. Deals in "
        "the plan are marked in the list."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "shift(-1)", "Less budget"),
        Binding("right", "shift(1)", "More budget"),
    ]
    margin = 9

    class BudgetMoved(Message):
        """The budget is another one."""

        def __init__(self, value: float) -> None:
            super().__init__()
            self.value = value

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._points: Sequence[Computed] = ()
        self._budget = 0.0
        self._largest = 1.0

    def show(self, points: Sequence[Computed], budget: float, largest: float) -> None:
        """Other plans, or another budget; `largest`: where the axis ends."""
        if (points, budget, largest) == (self._points, self._budget, self._largest):
            return
        self._points, self._budget, self._largest = points, budget, max(largest, 1.0)
        self.draw()
        self.render()

    def draw(self) -> None:
        """Clear and draw again: steps, since what is between two points is at least what is to its left."""
        self.clear()
        self.visible = bool(self._points)  # axes without a figure would say something
        if not self._points:
            return
        places = np.array([point.budget for point in self._points])
        worth = np.array([point.worth for point in self._points])
        self.set_xlimits(0.0, self._largest)
        self.set_ylimits(0.0, max(float(worth.max()) * _BEYOND, 1.0))
        self.set_x_formatter(MoneyAxis(max(3, self.size.width // 12)))
        self.set_y_formatter(MoneyAxis(3 if self.size.height < 12 else 5))
        along = np.repeat(places, 2)[1:]
        self.plot(
            np.append(along, self._largest), np.repeat(worth, 2), self.colour("accent"), HiResMode.BRAILLE
        )
        self.scatter(places, worth, "●", f"bold {self.colour('accent')}")
        self.add_v_line(self._budget, self.colour("warning"))

    def on_mount(self) -> None:
        """Nothing is known yet."""
        super().on_mount()
        self.visible = False

    def action_shift(self, steps: int) -> None:
        """Move the budget."""
        moved = self._budget + steps * self._largest / STEPS
        self.post_message(self.BudgetMoved(min(self._largest, max(0.0, moved))))

    def on_click(self, event: events.Click) -> None:
        """Put the budget where the mouse points."""
        inside = self._scale_rectangle
        across = event.screen_x - self.region.x - self.margin_left - inside.x
        if 0 <= across < inside.width and inside.width > 1:
            self.post_message(self.BudgetMoved(self._largest * across / (inside.width - 1)))
