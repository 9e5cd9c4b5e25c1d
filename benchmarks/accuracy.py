"""Errors of P10, P50 and P90 of NPV over many seeds, and how often the stated 95 % interval covers the truth.

python -m benchmarks.accuracy [--seeds 1000] [--draws 8192]

The truth is that of `benchmarks.reference`, whose error is a hundredth of those measured.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

import cases
import roi
from benchmarks.implementations import CASE, MARKS
from benchmarks.reference import MEAN_NPV, REFERENCE


def once(draws: int, sampler: str, seed: int) -> list[tuple[float, float]]:
    """(value, half width of the 95 % interval) of P10, P50, P90 and of the mean."""
    run = roi.simulate(cases.load(CASE), draws=draws, seed=seed, sampler=sampler, scope=roi.only(["npv"]))
    npv = run.summary().metrics["headline"]["npv"]
    found = [*(npv.percentiles[p] for p in MARKS), npv.mean]
    return [(one.value, one.half_width) for one in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=8_192)
    asked = parser.parse_args()
    truth = np.array([*(REFERENCE["npv", mark][0] for mark in MARKS), MEAN_NPV])
    print(f"{asked.draws:,} draws, {asked.seeds:,} seeds; NPV in USD\n")
    print("| sampler | RMSE P10 | P50 | P90 | mean | covered P10 | P50 | P90 | mean | pooled |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with ProcessPoolExecutor(2) as pool:
        for sampler in ("sobol", "lhs", "random"):
            each = partial(once, asked.draws, sampler)
            found = np.array(list(pool.map(each, range(asked.seeds), chunksize=20)))
            gaps = found[:, :, 0] - truth
            covered = np.abs(gaps) <= found[:, :, 1]
            rmse = " | ".join(f"{value:,.0f}" for value in np.sqrt(np.mean(gaps**2, axis=0)))
            shares = " | ".join(f"{share:.1%}" for share in covered.mean(axis=0))
            print(f"| {sampler} | {rmse} | {shares} | {covered.mean():.1%} |")


if __name__ == "__main__":
    main()
