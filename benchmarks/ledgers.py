"""Updates from plain monthly ledgers: can they be trusted, and what do they cost?

`python -m benchmarks.ledgers [WORLDS [FIRST [CASE...]]]`: so many worlds, from number FIRST on (1 unless said).  In
each the inputs of a shipped case are drawn from the estimate, the benefits and costs that move most are taken down
month by month with errors of 5 to 10 %, and the estimate is updated.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator

import numpy as np

import cases
import roi
from roi.observed.observations import SHARED, Observation, StandardError
from roi.observed.update import update
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import Prepared

CASES = ("code-assistant", "bank-chatbot", "service-desk")
MONTHS = (6, 12)
MOST_LINES = 5
ERRORS = (0.05, 0.08, 0.10, 0.06, 0.07)  # of the value, by line


def ledger(prepared: Prepared, world: int, months: int) -> Iterator[Observation]:
    """The rows of a world: what is paid in each month of the lines that move most, with its error."""
    model, random = prepared.model, np.random.default_rng([7, world])
    draw = world * 37 % prepared.sampling.draws_per_replicate
    inputs = {name: np.atleast_1d(x) for name, x in prepared.inputs(world % 16, draw, draw + 1).items()}
    flows = evaluate_block(model, inputs).flows
    paid = {name: np.ravel(flow.full())[1 : months + 1] for name, flow in flows.items()}
    largest = sorted(paid, key=lambda name: -float(np.abs(paid[name]).sum()))[:MOST_LINES]
    for name, error in zip(largest, ERRORS, strict=False):
        common = SHARED * random.standard_normal()
        for month, value in enumerate(paid[name].tolist(), 1):
            if value:
                size = error * abs(value)
                seen = value + size * (common + math.sqrt(1 - SHARED**2) * random.standard_normal())
                yield Observation(
                    name,
                    float(f"{seen:.4g}"),
                    StandardError(size),
                    (month, month),
                    model.currency,
                    source="Ledger",
                )


def main(worlds: int, start: int, names: tuple[str, ...]) -> None:
    """Print a row a ledger."""
    for name in names:
        run = roi.simulate(cases.load(name), draws=16_384)
        begun = time.process_time()
        roi.simulate(cases.load(name), draws=16_384)
        alone = time.process_time() - begun
        for months in MONTHS:
            for world in range(start, start + worlds):
                rows = list(ledger(run.prepared, world, months))
                if not rows:
                    continue
                begun = time.process_time()
                posterior = update(run, rows)
                spent = time.process_time() - begun - alone
                d = posterior.diagnostics
                print(
                    f"{name:15} {months:2} months {len({row.name for row in rows})} lines {len(rows):2} rows: "
                    f"{d.method:10} k {d.k:6.2f} ess {d.ess:7.0f} error {d.error:.3f} steps {d.steps:2} "
                    f"acc {d.accepted:.2f} widened {d.widened:.2f} stored {d.stored:.2f} "
                    f"{'trusted' if d.trusted else 'NOT   '} {spent:.2f} s (a run {alone:.2f} s)",
                    flush=True,
                )


if __name__ == "__main__":
    count, start = (int(text) for text in [*sys.argv[1:3], *("3", "1")[len(sys.argv[1:3]) :]])
    main(count, start, tuple(sys.argv[3:]) or CASES)
