"""Funding of synthetic portfolios: CPU seconds to a gap, with a floor on the mean of the worst draws.

Figures are made up: sizes log-normal, one factor common to all deals, options at 0.7 and 1.4 times the size,
prerequisites and groups at random.  Run by `python -m benchmarks.funding [DEALS [SCENARIOS [GAP]]]`.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np

from roi.arrays import Array
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.problem import Floor, Limits, Problem, shifted, shortfall
from roi.portfolio.funding.program import solve

DEALS, OPTIONS, QUARTERS, SCENARIOS = 200, 3, 12, 1_000
GAP = 0.01
SECONDS = 300.0  # of the clock; the measure is the time of the processor
WORST = 0.05
FLOORS = (None, 0.7, 0.4)  # of the mean of the worst draws without a floor, which is a loss
_OUTLAY = np.array([0.4, 0.1, 0.1, 0.1, 0.06, 0.04, 0.04, 0.04, 0.03, 0.03, 0.03, 0.03])


def problem_of(deals: int, scenarios: int, seed: int = 1) -> Problem:
    """A made-up problem of so many deals, in three options, to start in any of twelve quarters."""
    random = np.random.default_rng(seed)
    market = random.standard_normal(scenarios)
    columns: list[tuple[float, ...]] = []
    npv: list[Array] = []
    money: list[Array] = []
    for deal in range(deals):
        size = float(np.exp(random.normal(13, 0.8)))
        for option in range(OPTIONS):
            scale = size * (1, 0.7, 1.4)[option]
            luck = 0.5 * market + 0.75**0.5 * random.standard_normal(scenarios)
            draws = scale * (random.uniform(0, 0.6) + random.uniform(0.5, 1.2) * luck)
            outlay = scale * random.uniform(0.5, 1.0) * _OUTLAY
            for start in range(QUARTERS):
                factor = 1.1 ** (-start / 4)
                columns.append((deal, len(npv), start, factor, factor * draws.mean()))
                money.append(shifted(outlay, start, QUARTERS + len(_OUTLAY)))
            npv.append(draws)
    of = np.array(columns)
    pairs = random.choice(deals, (deals // 20, 2), replace=False)
    groups = [random.choice(deals, 3, replace=False) for _ in range(deals // 25)]
    return Problem(
        tuple(f"deal {k}" for k in range(deals)), of[:, 0].astype(np.intp), of[:, 1].astype(np.intp),
        of[:, 2].astype(np.intp), of[:, 3], of[:, 4], np.array(money), np.zeros((len(of), 1)), np.array(npv),
        needs=tuple((int(a), int(b)) for a, b in pairs),
        groups=tuple(tuple(int(deal) for deal in group) for group in groups),
    )  # fmt: skip


def main(deals: int = DEALS, scenarios: int = SCENARIOS, gap: float = GAP) -> None:
    """Print a row a floor."""
    problem = problem_of(deals, scenarios)
    quarter = problem.money.sum() / (OPTIONS * QUARTERS) / problem.money.shape[1]
    limits = Limits(budget=np.array([0.7 * quarter]))
    print(
        f"{deals:,} deals, {problem.columns:,} columns, {scenarios:,} draws; wanted within {gap:.1%} of the bound"
    )
    free = 0.0
    for share in FLOORS:
        floor = None if share is None else Floor("shortfall", WORST, share * free)
        began = time.process_time()
        funded = solve(problem, replace(limits, floor=floor), Effort(gap, seconds=SECONDS))
        seconds = time.process_time() - began
        worst = shortfall(problem.draws(funded.columns), WORST)
        free = worst if share is None else free
        name = "no floor" if share is None else f"worst {WORST:.0%} at least {share:.0%} of that"
        print(
            f"{name:28} {seconds:6.1f} s CPU, gap {funded.gap:.2%}, NPV {funded.worth / 1e6:.2f} M, worst "
            f"{worst / 1e6:.2f} M, {len(funded.columns)} deals, {funded.cuts} cuts",
            flush=True,
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*(int(text) for text in given[:2]), *(float(text) for text in given[2:3]))
