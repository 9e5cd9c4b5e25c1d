"""A run as a picture, by matplotlib, which is the extra `plot`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from roi.analysis.drivers import Swing, tornado
from roi.analysis.scores import checked_metric
from roi.errors import RoiError, of_setting
from roi.extras import imported
from roi.names import ByName
from roi.notebook.frames import DIMENSIONLESS
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.metrics import METRICS
from roi.sim.run import Run
from roi.text import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Kind = Literal["histogram", "fan", "tornado"]
KINDS: tuple[Kind, ...] = get_args(Kind)
BARS = 60
SHOWN = (
    0.5,
    99.5,
)  # percentiles between which bars are drawn: a single draw far out leaves no room for the rest
MOST_INPUTS = 12
LONGEST = 48  # characters of a label
_BAD, _GOOD, _PLAIN = "#c8553d", "#2a7f8e", "#4a4a4a"
_MARKS = (10, 50, 90)


def plot(
    run: Run,
    kind: Kind = "histogram",
    *,
    metric: str = "npv",
    cut: str = HEADLINE,
    ax: Axes | None = None,
) -> Axes:
    """Draw a picture of a run.

    Args:
        kind: "histogram": the draws of the metric, with P10, P50 and P90; "fan": the running undiscounted net by
            month, between P5 and P95, P10 and P90, P25 and P75, with P50 (of no metric); "tornado": the metric at
            the P10 and P90 of one input at a time, every other at its likely value.
        metric: a name of `roi.METRICS`.
        cut: "cash", "headline" or "soft".
        ax: where to draw; None makes a figure of its own.

    Raises:
        RoiError: an unknown kind, metric or cut, nothing to draw, or matplotlib is not installed.
    """
    draw = ByName("kind of plot", _DRAW)[kind]
    cut = checked_metric(run.model, metric, cut)
    axes = _new_axes() if ax is None else ax
    draw(run, metric, cut, axes)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _new_axes() -> Axes:
    plt = imported("matplotlib.pyplot", "a plot", "plot")
    axes: Axes = plt.subplots(figsize=(8, 4.5), layout="constrained")[1]
    return axes


def _histogram(run: Run, metric: str, cut: Cut, ax: Axes) -> None:
    values = run.values(metric, cut).ravel()
    finite = values[np.isfinite(values)]
    if not len(finite):
        raise RoiError(f"no draw has a finite {METRICS[metric].label.lower()}", of_setting("plot"))
    low, high = np.percentile(finite, SHOWN)
    inside = finite[(finite >= low) & (finite <= high)]
    ax.hist(inside, bins=BARS if high > low else 1, color=_GOOD, alpha=0.75)
    statistics = run.summary().metrics[cut][metric]
    for p in _MARKS:
        at = statistics.percentiles[p].value
        if np.isfinite(at):
            ax.axvline(at, color=_PLAIN, lw=1, ls="-" if p == 50 else ":")
            ax.annotate(f"P{p}", (at, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom")
    if low < 0 < high:
        ax.axvline(0, color=_BAD, lw=1.5)
    left_out = (
        f", {1 - len(finite) / len(values):.1%} without a finite value" if len(finite) < len(values) else ""
    )
    ax.set_title(_title(run, METRICS[metric].label, cut), pad=18, parse_math=False)
    ax.set_xlabel(_unit(run, metric), parse_math=False)
    ax.set_ylabel(f"draws, of {run.draws_used:,}{left_out}")
    _money_axis(ax.xaxis, metric)


def _fan(run: Run, _metric: str, cut: Cut, ax: Axes) -> None:
    fans = run.summary().fans
    if cut not in fans:
        kept = ", ".join(fans) or "none: the run has a narrower scope"
        raise RoiError(
            f"the months of the cut `{cut}` are not kept", of_setting("plot"), f"Kept are: {kept}."
        )
    bands = fans[cut].percentiles
    months = np.arange(len(bands[50]))
    for low, high, shade in ((5, 95, 0.15), (10, 90, 0.25), (25, 75, 0.35)):
        ax.fill_between(
            months, bands[low], bands[high], color=_GOOD, alpha=shade, lw=0, label=f"P{low}–P{high}"
        )
    ax.plot(months, bands[50], color=_PLAIN, lw=1.5, label="P50")
    ax.axhline(0, color=_BAD, lw=1)
    ax.set_title(_title(run, "Running net, not discounted", cut), parse_math=False)
    ax.set_xlabel("month")
    ax.set_ylabel(run.model.currency, parse_math=False)
    ax.legend(frameon=False, loc="best")
    _money_axis(ax.yaxis, "npv")


def _tornado(run: Run, metric: str, cut: Cut, ax: Axes) -> None:
    swings = [swing for swing in tornado(run.model, metric, cut) if np.all(np.isfinite(swing.metric))]
    if not swings:
        raise RoiError(
            f"no input that varies moves a finite {METRICS[metric].label.lower()}", of_setting("plot")
        )
    shown = swings[:MOST_INPUTS][::-1]  # bars are drawn from below
    base = run.plan.metric(metric, cut)
    places = np.arange(len(shown))
    for end, colour, name in ((0, "#8fb8c0", "input at its P10"), (1, _GOOD, "input at its P90")):
        widths = [swing.metric[end] - base for swing in shown]
        ax.barh(places, widths, left=base, color=colour, label=name)
    ax.axvline(base, color=_PLAIN, lw=1)
    ax.set_yticks(places, [_swing_label(swing) for swing in shown], parse_math=False, fontsize=8)
    ax.set_title(_title(run, f"{METRICS[metric].label}, plan", cut), parse_math=False)
    ax.set_xlabel(_unit(run, metric), parse_math=False)
    ax.legend(frameon=False, loc="best")
    _money_axis(ax.xaxis, metric)


_DRAW: dict[str, Callable[[Run, str, Cut, Axes], None]] = {
    "histogram": _histogram,
    "fan": _fan,
    "tornado": _tornado,
}


def _swing_label(swing: Swing) -> str:
    low, high = swing.at
    unit = "" if swing.item.unit.text == DIMENSIONLESS else f" {swing.item.unit.text}"
    return f"{one_line(swing.item.spec.label, LONGEST)}\n{low:,.4g} to {high:,.4g}{unit}"


def _title(run: Run, what: str, cut: Cut) -> str:
    return f"{one_line(run.model.case.header.title, LONGEST)}: {what} ({cut})"


def _unit(run: Run, metric: str) -> str:
    units = {
        "money": run.model.currency,
        "months": "months",
        "share": "share",
        "rate": "a year",
        "ratio": "ratio",
    }
    return units[METRICS[metric].unit]


def _money_axis(axis: Any, metric: str) -> None:
    """Thousands and millions for money, per cent for shares; other numbers as matplotlib has them."""
    from matplotlib.ticker import EngFormatter, PercentFormatter

    unit = METRICS[metric].unit
    if unit == "money":
        axis.set_major_formatter(EngFormatter(sep="\N{THIN SPACE}"))
    elif unit in ("share", "rate"):
        axis.set_major_formatter(PercentFormatter(1.0))
