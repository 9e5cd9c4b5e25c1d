"""The reference workload through this engine and through others, interleaved, each in a process of its own.

python benchmarks/speed.py [--draws N] [--rounds R] [--peers analyst,blocks,ceiling,chaospy]

Checks first that all agree within sampling error with a reference of 20 million draws; then prints, as
Markdown, the median of the wall times (draws, model and percentiles, after one call that is not counted) and
the peak memory of the process.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
CASE = Path(__file__).with_name("reference.toml")
REFERENCE = {"npv": (-370.9e3, 251.6e3, 1_006.7e3), "roi": (-0.218, 0.166, 0.744)}
METRICS = ("npv", "roi", "payback_months")
PEERS = {"analyst": "numpy", "blocks": "numpy", "ceiling": "numba", "chaospy": "chaospy"}
OURS = ("arrays", "compiled", "compiled, 1 thread", "everything, compiled")


def percentiles_of(
    run: Callable[[int, int], dict[str, np.ndarray]],
) -> Callable[[int], dict[str, list[float]]]:
    def timed(n: int) -> dict[str, list[float]]:
        found = run(n, 1)
        return {
            key: np.percentile(values, (10, 50, 90), method="inverted_cdf").tolist()
            for key, values in found.items()
        }

    return timed


def ours(name: str) -> Callable[[int], dict[str, list[float]]]:
    import cases
    import roi

    model = roi.resolve(cases.load(CASE))
    engine = "arrays" if name == "arrays" else "compiled"
    threads = 1 if engine == "arrays" or "1 thread" in name else 2
    more = {} if name.startswith("everything") else {"scope": roi.only(METRICS)}

    def timed(n: int) -> dict[str, list[float]]:
        run = roi.simulate(model, draws=n, engine=engine, threads=threads, **more)
        found = run.summary().metrics["headline"]
        return {
            key: [found[metric].percentiles[p].value for p in (10, 50, 90)]
            for key, metric in zip(("npv", "roi", "payback"), METRICS, strict=True)
        }

    return timed


def child(name: str, n: int) -> None:
    began = time.perf_counter()
    if name in OURS:
        timed = ours(name)
    else:
        module = f"peers.{'with_' if name == 'chaospy' else ''}{name}"
        timed = percentiles_of(importlib.import_module(module).run)
    timed(4_096)
    first = time.perf_counter() - began
    began = time.perf_counter()
    found = timed(n)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "first": first, "peak": peak, "found": found}))


def measured(name: str, n: int) -> dict[str, object]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}"}
    command = [sys.executable, __file__, "--child", name, "--draws", str(n)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def agrees(name: str, found: dict[str, list[float]], n: int) -> None:
    """Within six standard errors of independent draws: sd/density at a percentile is below 1.1 spreads."""
    for key, expected in REFERENCE.items():
        allowed = 6 * 1.1 * (expected[2] - expected[0]) / n**0.5 + 0.001 * (expected[2] - expected[0])
        gaps = [abs(a - b) for a, b in zip(found[key], expected, strict=True)]
        if max(gaps) > allowed:
            raise SystemExit(f"{name} disagrees: {key} {found[key]}, expected {expected}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=2**20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default="analyst,blocks,ceiling,chaospy")
    parser.add_argument("--child")
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.draws)
        return
    names = [*OURS, *(name for name in asked.peers.split(",") if importlib.util.find_spec(PEERS[name]))]
    for name in names:
        agrees(name, measured(name, asked.draws)["found"], asked.draws)  # type: ignore[arg-type]
    results: dict[str, list[dict[str, object]]] = {name: [] for name in names}
    for _ in range(asked.rounds):
        for name in names:
            results[name].append(measured(name, asked.draws))
    ceiling = statistics.median(r["seconds"] for r in results["ceiling"]) if "ceiling" in results else None
    print(f"{asked.draws:,} draws, median of {asked.rounds}, {os.cpu_count()} cores\n")
    print("| | seconds | of the ceiling | peak MB | first call, seconds |\n|---|---|---|---|---|")
    for name, each in results.items():
        seconds = statistics.median(r["seconds"] for r in each)  # type: ignore[type-var]
        ratio = f"{seconds / ceiling:.2f}" if ceiling else "–"  # type: ignore[operator]
        peak, first = (statistics.median(r[key] for r in each) for key in ("peak", "first"))  # type: ignore[type-var]
        print(f"| {name} | {seconds:.3f} | {ratio} | {peak:.0f} | {first:.2f} |")


if __name__ == "__main__":
    main()
