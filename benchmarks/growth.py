"""Time and memory against draws, months, inputs and lines: a table, and with matplotlib a plot.

python benchmarks/growth.py [--engine compiled] [--plot growth.png]

Each point is a process of its own; seconds are of the run with its statistics, after a small one.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time

import cases.load
import roi

AXES = {
    "draws": (1_000, 10_000, 100_000, 1_000_000, 10_000_000),
    "months": (12, 36, 60, 120),
    "inputs": (10, 50, 100, 200),
    "lines": (10, 50, 100, 250, 500),
}
BASE = {"draws": 100_000, "months": 36, "inputs": 10, "lines": 10}


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
    each = {"unit": "USD/month", "value": "range(1, 2, 4)", "grade": "judgement"}
    return {
        "case": {
            "id": "growth",
            "title": "Growth",
            "sector": "Benchmark",
            "currency": "USD",
            "horizon": months,
        },
        "inputs": {name: {"label": name, **each} for name in names}
        | {"span": {"label": "span", "unit": "month", "value": "uniform(3, 12)", "grade": "judgement"}}
        | {"price": {"label": "price", "unit": "USD", "value": "range(20, 40, 90)", "grade": "judgement"}},
        "lines": {**flows, "cost": cost},
    }


def child(size: dict[str, int], engine: str) -> None:
    raw = document(size["months"], size["inputs"], size["lines"])
    model = roi.resolve(cases.load.from_raw(raw, "growth.toml", None))
    scope = roi.only(("npv", "roi", "payback_months"))
    roi.simulate(model, draws=4_096, engine=engine, scope=scope)  # type: ignore[arg-type]
    began = time.perf_counter()
    roi.simulate(model, draws=size["draws"], engine=engine, scope=scope).summary()  # type: ignore[arg-type]
    took = time.perf_counter() - began
    print(json.dumps({"seconds": took, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="arrays")
    parser.add_argument("--plot")
    parser.add_argument("--child")
    asked = parser.parse_args()
    if asked.child:
        child(json.loads(asked.child), asked.engine)
        return
    points: dict[str, list[tuple[int, float, float]]] = {}
    print(f"{asked.engine}; otherwise {BASE}\n\n| | | seconds | peak MB |\n|---|---|---|---|")
    for axis, values in AXES.items():
        for value in values:
            size = json.dumps({**BASE, axis: value})
            command = [sys.executable, __file__, "--engine", asked.engine, "--child", size]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            points.setdefault(axis, []).append((value, found["seconds"], found["peak"]))
            print(f"| {axis} | {value:,} | {found['seconds']:.3f} | {found['peak']:.0f} |", flush=True)
    if asked.plot:
        plot(points, asked.plot)


def plot(points: dict[str, list[tuple[int, float, float]]], path: str) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(points), figsize=(16, 4), layout="constrained")
    for place, (axis, rows) in zip(axes, points.items(), strict=True):
        place.loglog([row[0] for row in rows], [row[1] for row in rows], "o-", label="seconds")
        place.loglog([row[0] for row in rows], [row[2] / 1_000 for row in rows], "s--", label="peak GB")
        place.set_xlabel(axis)
        place.grid(True, which="both", alpha=0.3)
    axes[0].legend()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
