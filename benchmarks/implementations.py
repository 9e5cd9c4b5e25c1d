"""The reference workload through this engine and through others: who there is, and what each finds and takes.

python -m benchmarks.implementations NAME DRAWS …

runs one in this process and prints, as JSON, the seconds of each number of draws (draws, model and percentiles),
those of the first small run (with imports), the peak memory in MB and the percentiles found.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.machine import peak_mb

CASE = Path(__file__).with_name("reference.toml")
METRICS = {"npv": "npv", "roi": "roi", "payback": "payback_months"}
MARKS = (10, 50, 90)
WARM_UP = 8_192
FEW_DRAWS = 200_000  # so few take so little time that each is measured several times
REPEATS = 5
LONG = 0.5  # seconds

Found = dict[str, list[float]]
"""P10, P50 and P90 by metric."""


@dataclass(frozen=True, slots=True)
class Implementation:
    """One way to the numbers.  `needs` are modules that must be installed; without `module` it is roi itself."""

    name: str
    label: str
    kind: str  # ours, ceiling, numpy, peer
    module: str = ""
    needs: tuple[str, ...] = ()
    threads: int = 1
    everything: bool = False

    def missing(self) -> str:
        """What is not installed, or nothing."""
        absent = [name for name in self.needs if importlib.util.find_spec(name) is None]
        if self.name == "squiggle" and not importlib.import_module(self.module).installed():
            absent = ["squiggle-lang"]
        return ", ".join(absent)

    def ready(self) -> Callable[[int, int], Found]:
        """The function from draws and a seed to the percentiles."""
        if not self.module:
            return _ours(self)
        module = importlib.import_module(self.module)
        percentiles = getattr(module, "percentiles", None)
        return percentiles if percentiles is not None else partial(_percentiles, module.run)


def _peer(name: str, label: str, kind: str, file: str, *needs: str) -> Implementation:
    return Implementation(name, label, kind, f"benchmarks.peers.{file}", needs)


IMPLEMENTATIONS = {
    implementation.name: implementation
    for implementation in (
        Implementation("roi", "roi", "ours"),
        Implementation("roi-2", "roi, 2 threads", "ours", threads=2),
        Implementation("everything", "roi, everything", "ours", everything=True),
        _peer("tables", "ceiling: Numba, tables", "ceiling", "ceiling_tables", "numba"),
        _peer("generator", "ceiling: Numba, its generators", "ceiling", "ceiling_generator", "numba"),
        _peer("blocks", "NumPy, blocks", "numpy", "blocks"),
        _peer("analyst", "NumPy, as an analyst", "numpy", "analyst"),
        _peer("openturns", "OpenTURNS, symbolic", "peer", "with_openturns", "openturns"),
        _peer("chaospy", "chaospy", "peer", "with_chaospy", "chaospy"),
        _peer("mcerp", "mcerp", "peer", "with_mcerp", "mcerp"),
        _peer("squiggle", "squiggle-lang, no payback", "peer", "with_squiggle"),
        _peer("monaco", "monaco", "peer", "with_monaco", "monaco"),
    )
}


def _ours(how: Implementation) -> Callable[[int, int], Found]:
    import cases
    import roi
    from roi.sim.scope import EVERYTHING

    model = roi.resolve(cases.load(CASE))
    scope = EVERYTHING if how.everything else roi.Scope.of(tuple(METRICS.values()))

    def percentiles(n: int, seed: int) -> Found:
        run = roi.simulate(model, draws=n, seed=seed, scope=scope, threads=how.threads)
        metrics = run.summary().metrics["headline"]
        return {key: [metrics[name].percentiles[p].value for p in MARKS] for key, name in METRICS.items()}

    return percentiles


def _percentiles(run: Callable[[int, int], dict[str, np.ndarray]], n: int, seed: int) -> Found:
    return {
        key: np.percentile(values, MARKS, method="inverted_cdf").tolist()
        for key, values in run(n, seed).items()
    }


def measure(how: Implementation, sizes: list[int]) -> dict[str, object]:
    """Every run has a seed of its own: no draws may be kept from one to the next."""
    began = time.perf_counter()
    percentiles = how.ready()
    percentiles(WARM_UP, 1)
    first = time.perf_counter() - began
    seconds, by_draws, seed = dict[int, float](), dict[int, Found](), 1
    for n in sorted(sizes):
        taken: list[float] = []
        while not taken or (len(taken) < REPEATS and n <= FEW_DRAWS and taken[0] < LONG):
            seed += 1
            began = time.perf_counter()
            by_draws[n] = percentiles(n, seed)
            taken.append(time.perf_counter() - began)
        seconds[n] = statistics.median(taken)
    peak = getattr(sys.modules.get(how.module), "peak_mb", peak_mb)
    return {"seconds": seconds, "first": first, "peak": peak(), "found": by_draws}


if __name__ == "__main__":
    print(json.dumps(measure(IMPLEMENTATIONS[sys.argv[1]], [int(text) for text in sys.argv[2:]])))
