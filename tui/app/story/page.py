"""A page of the story, and how its figures are written."""

from __future__ import annotations

import math

from exports.voice.formats import changed, measured
from roi.analysis.today import TodayAndThen, today_and_then
from roi.errors import RoiError
from roi.records import dataclass
from roi.sim.summary import Statistics
from tui.app.state import View

MOST_ROWS = 6  # of a table on a page: what is shown must be read across a table


@dataclass(frozen=True, slots=True)
class StoryPage:
    """One page.

    Attributes:
        title: what the page is about.
        big: the figure that is shown large, "" without one; `caption`: what it is.
        sign: −1, 0 or 1 colours it.
        text: sentences.
        head: headings of `rows`, () without headings.
        rows: cells, as many in each row; the last row stands out where `summed`.
        foot: a remark in small.
    """

    title: str = ""
    big: str = ""
    caption: str = ""
    sign: int = 0
    text: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    summed: bool = False
    foot: str = ""


def change(view: View) -> TodayAndThen:
    """Today and with it.

    Raises:
        RoiError: costs that are not stated.
    """
    return today_and_then(view.known.run, view.cut)


def bare(value: float | None, currency: str) -> str:
    """An amount without its currency; a dash where there is none."""
    return "–" if value is None else measured(value, "money", currency).bare


def signed(value: float, currency: str) -> str:
    """An amount with its sign, without its currency."""
    return changed(value, currency).bare


def sign(value: float) -> int:
    """−1, 0 or 1."""
    return (value > 0) - (value < 0)


def counted(view: View) -> str:
    """Which benefits count."""
    return f"Counted: {view.cut.label}."


def defined(statistics: Statistics) -> Statistics:
    """The statistics, where there are any.

    Raises:
        RoiError: costs are not stated.
    """
    if math.isnan(statistics.mean.value):
        raise RoiError("undefined: not all costs are stated")
    return statistics
