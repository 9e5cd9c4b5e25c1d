"""Time and memory against draws, months, inputs and lines: tables, exponents and a plot.

python -m benchmarks.growth [--small] [--plot FILE]

Each point is a process of its own, which runs once with few draws and once more, timed with its statistics.
An exponent is the slope over the upper half of an axis, both logarithmic: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterable, Mapping

import numpy as np

import roi
from benchmarks.implementations import LONG, METRICS, REPEATS, WARM_UP
from benchmarks.machine import child, described, peak_mb, progress, show_seconds, table
from benchmarks.speed import used_draws
from cases.load import from_raw

AXES = {
    "draws": (1_000, 10_000, 100_000, 1_000_000, 10_000_000),
    "months": (12, 24, 36, 60, 120),
    "inputs": (10, 25, 50, 100, 200),
    "lines": (10, 50, 100, 250, 500),
}
SMALL = {
    "draws": (1_000, 4_000, 16_000, 65_000),
    "months": (12, 36, 120),
    "inputs": (10, 50, 200),
    "lines": (10, 50, 250),
}
BASE = {"draws": 100_000, "months": 36, "inputs": 10, "lines": 10}
SMALL_BASE = {**BASE, "draws": 16_384}

Row = tuple[int, float, float]
"""Size, seconds, peak MB."""


def document(months: int, inputs: int, lines: int) -> dict[str, object]:
    """A case of so many inputs, each read by some line, and so many monthly benefits beside one cost."""
    names = [f"x{k}" for k in range(inputs)]
    flows = {
        f"gain{k}": {
            "label": f"gain {k}", "unit": "USD/month", "flow": "benefit", "kind": "cash",
            "formula": f"({' + '.join(names[k::lines] or [names[k % inputs]])}) * ramp(month, span)",
        }
        for k in range(lines)
    }  # fmt: skip
    cost = {
        "label": "cost",
        "unit": "USD",
        "flow": "cost",
        "class": "run",
        "when": "start",
        "formula": "price",
    }
    header = {"id": "growth", "title": "Growth", "sector": "Benchmark", "currency": "USD", "horizon": months}
    inputs_of = {
        name: {"label": name, "unit": unit, "value": value, "grade": "judgement"}
        for name, unit, value in (
            *((name, "USD/month", "range(1, 2, 4)") for name in names),
            ("span", "month", "uniform(3, 12)"),
            ("price", "USD", "range(20, 40, 90)"),
        )
    }
    return {"case": header, "inputs": inputs_of, "lines": {**flows, "cost": cost}}


def seconds_of(size: Mapping[str, int]) -> float:
    """CPU seconds of a run in this process: the median of a few, where they are short."""
    raw = document(size["months"], size["inputs"], size["lines"])
    model = roi.resolve(from_raw(raw, "growth.toml", None))
    scope = roi.Scope.of(tuple(METRICS.values()))
    roi.simulate(model, draws=WARM_UP, scope=scope).summary()
    took: list[float] = []
    while not took or (len(took) < REPEATS and took[0] < LONG):
        began = time.process_time()
        roi.simulate(model, draws=size["draws"], seed=2 + len(took), scope=scope).summary()
        took.append(time.process_time() - began)
    return statistics.median(took)


def curves(small: bool) -> dict[str, list[Row]]:
    """Rows by axis; draws are those really run."""
    base, by_axis = SMALL_BASE if small else BASE, dict[str, list[Row]]()
    for axis, values in (SMALL if small else AXES).items():
        for value in values:
            progress(f"growth: {axis} {value:,}")
            measured = child("benchmarks.growth", "--child", json.dumps({**base, axis: value}))
            size = used_draws(value) if axis == "draws" else value
            by_axis.setdefault(axis, []).append((size, measured["seconds"], measured["peak"]))
    return by_axis


def exponent(sizes: Iterable[float], values: Iterable[float]) -> float:
    """The slope of the upper half of the points (at least two), both logarithmic."""
    x, y = np.log(list(sizes)), np.log(list(values))
    half = len(x) // 2
    return float(np.polyfit(x[half:], y[half:], 1)[0])


def report(small: bool, plot: str | None) -> str:
    by_axis = curves(small)
    if plot:
        from benchmarks import plots

        plots.growth(by_axis, plot)
    base = SMALL_BASE if small else BASE
    fixed = ", ".join(f"{value:,} {name}" for name, value in base.items())
    parts = [
        f"One axis at a time, otherwise {fixed}; NPV, ROI and payback, CPU time of one thread. roi rounds draws up "
        "to 16 times a power of two; the table shows those run."
    ]
    rows = [
        [f"{axis} {size:,}", show_seconds(seconds), f"{peak:,.0f} MB"]
        for axis, points in by_axis.items()
        for size, seconds, peak in points
    ]
    parts.append(table(["", "time", "peak memory"], rows))
    return "\n\n".join([*parts, _exponents(by_axis), _memory(by_axis["draws"])])


def _exponents(by_axis: Mapping[str, list[Row]]) -> str:
    rows = []
    for axis, points in by_axis.items():
        sizes, seconds, peaks = zip(*points, strict=True)
        slopes = (f"{exponent(sizes, values):.2f}" for values in (seconds, peaks))
        rows.append([axis, *slopes, f"{max(peaks):,.0f} MB"])
    return "Asked: no exponent of time above 1.0.\n\n" + table(
        ["exponent over the upper half", "of time", "of peak memory", "most memory"], rows
    )


def _memory(points: list[Row]) -> str:
    """What a million more draws cost, from the two largest runs."""
    (fewer, _, before), (more, _, after) = points[-2:]
    slope = 1e6 * (after - before) / (more - fewer)
    return (
        f"Memory grows by {slope:.0f} MB for a million draws (numbers of each draw are kept, blocks are not); "
        f"{more:,} draws peak at {after:,.0f} MB."
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="few draws and points: a check that all runs")
    parser.add_argument("--plot")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        taken = seconds_of(json.loads(arguments.child))
        print(json.dumps({"seconds": taken, "peak": peak_mb()}))
        return
    print(f"{described()}\n\n{report(arguments.small, arguments.plot)}")


if __name__ == "__main__":
    main()
