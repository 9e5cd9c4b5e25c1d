"""The plots of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import pyplot
from matplotlib.ticker import LogLocator, NullFormatter

matplotlib.use("Agg")
COLOURS = {"ours": "#0b6e4f", "ceiling": "#c05a00", "numpy": "#3a5a9b", "peer": "#8a8a8a"}
INK, PALE = "#333333", "#dddddd"
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "font.family": "sans-serif",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "roi",
}
LINE = 0.024  # of the height: what a label needs


def throughput(points: Mapping[str, tuple[str, list[tuple[int, float]]]], path: str | Path) -> None:
    """Draws against seconds, both logarithmic; (kind, points) by label, each named at its end."""
    with pyplot.rc_context(STYLE):
        figure, axes = pyplot.subplots(figsize=(8.5, 6.2), layout="constrained")
        _plain(axes)
        for kind, places in points.values():
            style = {"color": COLOURS[kind], "linewidth": 2.0 if kind == "ours" else 1.2}
            axes.loglog(*zip(*places, strict=True), marker="o", markersize=3.5, **style)
        most = max(n for _, places in points.values() for n, _ in places)
        least = min(n for _, places in points.values() for n, _ in places)
        axes.set_xlim(least / 1.3, most * 9)
        axes.set_xlabel("draws")
        axes.set_title(
            "Seconds for draws, a 36-month model and its percentiles", loc="left", color=INK, fontsize=11
        )
        _labels(axes, points, most)
        _save(figure, path)


def _labels(axes: Any, points: Mapping[str, tuple[str, list[tuple[int, float]]]], most: int) -> None:
    """Names to the right of the lines' ends, pushed apart where lines end close together."""
    low, high = (log10(value) for value in axes.get_ylim())
    ends = sorted(((places[-1], label, kind) for label, (kind, places) in points.items()), key=_seconds)
    wanted = [(log10(end[1]) - low) / (high - low) for end, _, _ in ends]
    for place, (end, label, kind) in zip(apart(wanted, LINE * 1.35), ends, strict=True):
        y = 10 ** (low + place * (high - low))
        axes.annotate(
            label, xy=end, xytext=(most * 1.5, y), textcoords="data", va="center", color=COLOURS[kind],
            fontweight="bold" if kind == "ours" else "normal",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            arrowprops={"arrowstyle": "-", "color": PALE, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 3,
                        "relpos": (0, 0.5)},
        )  # fmt: skip


def _seconds(end: tuple[tuple[int, float], str, str]) -> float:
    return end[0][1]


def apart(places: Sequence[float], distance: float) -> list[float]:
    """Ascending places moved as little as groups of neighbours need to stand `distance` apart."""
    groups: list[list[float]] = []  # the places of a group, which stand around their middle
    for place in places:
        groups.append([place])
        while (
            len(groups) > 1
            and _spread(groups[-1], distance)[0] - _spread(groups[-2], distance)[-1] < distance
        ):
            last = groups.pop()
            groups[-1] += last
    return [place for group in groups for place in _spread(group, distance)]


def _spread(group: Sequence[float], distance: float) -> list[float]:
    middle = sum(group) / len(group)
    return [middle + distance * (k - (len(group) - 1) / 2) for k in range(len(group))]


def growth(curves: Mapping[str, list[tuple[int, float, float]]], path: str | Path) -> None:
    """By axis of growth: seconds above and memory below; rows are (size, seconds, peak MB)."""
    with pyplot.rc_context(STYLE):
        figure, rows = pyplot.subplots(
            2, len(curves), figsize=(12, 5.4), layout="constrained", sharex="col", sharey="row"
        )
        for column, (name, points) in enumerate(curves.items()):
            sizes, seconds, peaks = zip(*points, strict=True)
            for place, values in ((rows[0][column], seconds), (rows[1][column], peaks)):
                place.loglog(sizes, values, marker="o", markersize=3.5, color=COLOURS["ours"])
                _plain(place)
            rows[1][column].set_xlabel(name)
        rows[0][0].set_title("Seconds", loc="left", color=INK)
        rows[1][0].set_title("Peak memory, MB", loc="left", color=INK)
        _save(figure, path)


def _plain(axes: Any) -> None:
    axes.grid(True, which="major", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(LogLocator(10))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _save(figure: Any, path: str | Path) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=160, metadata={"Date": None} if str(path).endswith(".svg") else None)
    pyplot.close(figure)
