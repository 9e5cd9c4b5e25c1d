"""Charts as values: what a picture says, in one unit, ready to be drawn by any writer.

Numbers of money are divided by the scale that `unit` names (`USD M`), so that axes and labels need no other.
Every chart has a `title`, its `unit` and `alt`, a sentence that says what the picture says.
"""

from __future__ import annotations

from typing import Literal

from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """What every chart has."""

    title: str
    unit: str
    alt: str


@dataclass(frozen=True, slots=True)
class HistogramPicture(Picture):
    """How often which value comes out, in bins of equal width with an edge at 0.

    Attributes:
        edges: of the bins, ascending, one more than there are bins.
        shares: of the draws in each bin; the first and the last hold what lies beyond them too.
        cumulative: share of the draws below the upper edge of each bin; 1 at the last.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    cumulative: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FanPicture(Picture):
    """A running sum by month: percentiles of the draws, and the plan; each as long as `months`."""

    months: tuple[int, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    plan: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """A bar of a waterfall: what it adds (a cost is negative), or what is left."""

    label: str
    amount: float
    role: Literal["gain", "cost", "net"]


@dataclass(frozen=True, slots=True)
class WaterfallPicture(Picture):
    """From benefits over costs to what is left: the steps before the last sum up to it."""

    steps: tuple[WaterfallStep, ...]

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The lower and the upper end of each bar, which begins where the one before ended; what is left, at 0."""
        spans, at = [], 0.0
        for step in self.steps:
            start, at = (0.0, step.amount) if step.role == "net" else (at, at + step.amount)
            spans.append((min(start, at), max(start, at)))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Bar:
    """An input of a tornado: what the result changes by at its low and at its high end, and what it is there.

    `name` is the label, and the unit of both ends where they do not hold it.
    """

    label: str
    name: str
    low_at: str
    high_at: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TornadoPicture(Picture):
    """What the result of the plan changes by with one input at a time at its P10 and P90, the widest first."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class WayRow:
    """A way to deploy: its expected value, half the 95 % interval of it, and whether it is this estimate."""

    label: str
    expected: float
    half: float
    current: bool


@dataclass(frozen=True, slots=True)
class WaysPicture(Picture):
    """Ways to deploy side by side, this estimate first, then the best first."""

    rows: tuple[WayRow, ...]


Chart = HistogramPicture | FanPicture | WaterfallPicture | TornadoPicture | WaysPicture
