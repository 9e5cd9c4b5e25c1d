"""The error of the mean NPV by draws and sampler, for every shipped case: does it fall as it should?

python -m benchmarks.mean_error [--replicates 192] [--most 131072]

The spread over seeds of the mean of a run, from the replicates of several seeds: a run is 16 of them.
"""

from __future__ import annotations

import argparse

import numpy as np

import cases
import roi
from benchmarks.machine import said, table

SIZES = tuple(2**power for power in (12, 13, 14, 15, 16, 17))


def spread(name: str, draws: int, sampler: str, replicates: int) -> float:
    """Standard deviation over seeds of the mean NPV of a run of so many draws, in the case's currency."""
    document, scope = cases.load(name), roi.only(["npv"])
    means = []
    for seed in range(1, max(2, replicates // 16) + 1):
        run = roi.simulate(document, draws=draws, seed=seed, sampler=sampler, scope=scope)
        means.append(run.values("npv").reshape(16, -1).mean(axis=1))
    return float(np.std(np.concatenate(means), ddof=1)) / 16**0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=192)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    asked = parser.parse_args()
    sizes = [draws for draws in SIZES if draws <= asked.most]
    rows = []
    for name in sorted(cases.templates()):
        for sampler in ("sobol", "lhs", "random"):
            said(f"mean error: {name}, {sampler}")
            errors = [spread(name, draws, sampler, asked.replicates) for draws in sizes]
            rows.append([name, sampler, *(f"{error / 1_000:,.1f}" for error in errors)])
    print(table(["case", "sampler", *(f"{draws:,}" for draws in sizes)], rows))
    print("\nThousands of the case's currency.")


if __name__ == "__main__":
    main()
