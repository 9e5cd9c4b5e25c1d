"""The chart of a line or of the running net: as sold, as observed, and as it is expected now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from textual_plot import HiResMode

from roi.arrays import Array
from roi.observed.tracked import Bands
from roi.records import dataclass
from tui.app.widgets.axes import MoneyAxis, MonthAxis
from tui.app.widgets.charts import SHADE, Chart

SOLD, OBSERVED, EXPECTED = SHADE, "◆", "●"
_ENDS = (("p90", "▲"), ("p10", "▼"))
_P90 = 1.2815515655446004  # of a normal error, in standard errors
_MARKS = 5  # on each line that is expected now


@dataclass(frozen=True, slots=True)
class Course:
    """What a chart shows, by month 0 … H.

    Attributes:
        sold, updated: percentiles; `updated` is drawn from `last`, the last month that was observed, on.
        actual: observed; None where nothing was.
        errors: standard errors of single months.
    """

    sold: Bands
    updated: Bands
    actual: Sequence[float | None]
    errors: Mapping[int, float]
    last: int


class TrackingChart(Chart):
    """As sold a shaded band with its P50, what was observed as marks with their errors, then what is expected."""

    CALLED = "Sold, observed, expected now"
    HELP = (
        "By month: shaded what lay between P10 and P90 as sold, with P50 as a thin line; ◆ what was observed, "
        "with P10 to P90 of its error; from the last month observed on what is expected now, P50 (●) between P10 "
        "(▼) and P90 (▲). l chooses the line."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._course: Course | None = None

    def show(self, course: Course) -> None:
        """Another course."""
        self._course = course
        self.draw()
        self.render()

    def draw(self) -> None:
        """Clear and draw again."""
        self.clear()
        course = self._course
        if course is None:
            return
        sold, now = ({name: np.array(getattr(bands, name)) for name in ("p10", "p50", "p90")} for bands in (
            course.sold, course.updated,
        ))  # fmt: skip
        months = np.arange(len(sold["p50"]), dtype=float)
        seen = [(month, value) for month, value in enumerate(course.actual) if value is not None]
        reach = [sold["p10"], sold["p90"], now["p10"], now["p90"], np.array([value for _, value in seen])]
        low, high = (float(pick(np.concatenate([*reach, [0.0]]))) for pick in (np.min, np.max))
        if not high > low:
            low, high = -1.0, 1.0
        self.set_xlimits(0.0, float(months[-1]))
        self.set_ylimits(low, high)
        self.set_x_formatter(MonthAxis())
        self.set_y_formatter(MoneyAxis())
        self.shade(sold["p10"], sold["p90"], low, high)
        self.plot(months, np.zeros_like(months), self.colour("foreground"), HiResMode.BRAILLE)
        self.plot(months, sold["p50"], self.colour("foreground-muted"), HiResMode.BRAILLE)
        self._expected(months[course.last :], {name: row[course.last :] for name, row in now.items()})
        self._observed(seen, course.errors, low, high)

    def _expected(self, months: Array, now: Mapping[str, Array]) -> None:
        """From the last month that was observed on."""
        colour = self.colour("accent")
        if len(months) > 1:
            self.plot(months, now["p50"], colour, HiResMode.QUADRANT)
            for name, _ in _ENDS:
                self.plot(months, now[name], colour, HiResMode.BRAILLE)
        at = np.unique(np.linspace(0, len(months) - 1, _MARKS + 2).round().astype(int))[1:-1]
        for name, mark in (*_ENDS, ("p50", EXPECTED)):
            if len(at):
                self.scatter(months[at], now[name][at], mark, f"bold {colour}")

    def _observed(
        self, seen: Sequence[tuple[int, float]], errors: Mapping[int, float], low: float, high: float
    ) -> None:
        """Marks, and upright lines as long as P10 to P90 of their errors."""
        if not seen:
            return
        colour = self.colour("success")
        for month, value in seen:
            half = _P90 * errors.get(month, 0.0)
            if half > 0:
                ends = np.clip(np.array([value - half, value + half]), low, high)
                self.plot(np.array([month, month], dtype=float), ends, colour, HiResMode.BRAILLE)
        marks, values = (np.array(row, dtype=float) for row in zip(*seen, strict=True))
        self.scatter(marks, values, OBSERVED, f"bold {colour}")
