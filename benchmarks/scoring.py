"""What does it cost to score a folder of tracked estimates?

`python -m benchmarks.scoring [ESTIMATES [FOLDER]]` writes synthetic estimates of four shipped cases (200, into a
folder that is thrown away unless one is named), each with two answers of its own and half a year of a ledger, and
scores them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import roi
from benchmarks.ledgers import ledger
from cases.estimate import Estimate, estimate_text
from roi.case import Override
from roi.observed.score import scores
from roi.sim.prepare import Prepared
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case
from tui.desk.scoring import tracked

CASES = ("code-assistant", "bank-chatbot", "service-desk", "clinical-scribe")
ESTIMATES = 200
MONTHS = 6
ANSWERS = 2
AUTHORS = ("Ann", "Bob", "Cem")


def estimates(count: int) -> Iterator[Estimate]:
    """Estimates with answers between P25 and P75 of the evidence, and a ledger of a world of that evidence.

    Which inputs are answered depends on the case and the author.
    """
    opened = [open_case(CaseRequest(name)).estimate for name in CASES]
    runs = [roi.simulate(estimate.case, draws=1_024) for estimate in opened]
    for number in range(count):
        estimate, run = opened[number % len(CASES)], runs[number % len(CASES)]
        settings = replace(estimate.settings, prepared_by=AUTHORS[number % len(AUTHORS)])
        yield replace(
            estimate,
            overrides=_answers(run.prepared, number),
            observations=tuple(ledger(run.prepared, number + 1, MONTHS)),
            settings=settings,
        )


def _answers(prepared: Prepared, number: int) -> dict[str, Override]:
    """Values of some continuous inputs."""
    which, random = np.random.default_rng(number % len(AUTHORS)), np.random.default_rng([11, number])
    items = [item for item in prepared.model.inputs if not (item.constant or item.distribution.discrete)]
    items = [item for item in items if not (item.spec.luck or item.whole)]
    chosen = which.choice(len(items), ANSWERS, replace=False)
    places = random.uniform(0.25, 0.75, ANSWERS)
    values = {
        items[k].id: float(items[k].quantile(np.array([p]))[0]) / items[k].unit.scale
        for k, p in zip(chosen, places, strict=True)
    }
    return {
        name: Override(f"{value:.4g}{'%' if prepared.model.input(name).unit.percent else ''}", "customer")
        for name, value in values.items()
    }


def main(count: int, folder: Path) -> None:
    """Write, score, print."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, estimate in enumerate(estimates(count)):
        (folder / f"deal-{number:03}.toml").write_text(estimate_text(estimate), encoding="utf-8")
    begun = time.process_time()
    record = tracked(folder)
    every = scores(record.figures)[0]
    spent = time.process_time() - begun
    print(
        f"{count} estimates, {every.deals} scored, {every.figures:,} figures, {len(record.failed)} failed: "
        f"{spent:.2f} s of CPU; {every.inside.value:.1%} within P10-P90"
    )


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ESTIMATES
    with tempfile.TemporaryDirectory() as temporary:
        main(number, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary))
