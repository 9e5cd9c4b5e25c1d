"""How long until the P50 of NPV is exact to 800 USD: draws that it takes, and the time of so many.

python -m benchmarks.time_to_error [--seeds S] [--error USD] [--rounds R]

The error is the root mean square over seeds against the reference.  For roi the draws are doubled until it is
small enough; with independent draws it falls with the square root of their number, so that the draws of the
NumPy peers follow from their error at one number, which is measured.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from benchmarks.implementations import IMPLEMENTATIONS
from benchmarks.machine import described, progress, show_seconds, table
from benchmarks.reference import REFERENCE
from benchmarks.speed import measured

ERROR = 800.0  # USD
SEEDS = 200
ROUNDS = 5
MEASURED_AT = 2**16  # draws of the NumPy peers
FEWEST, MOST = 2**13, 2**22  # draws of roi
PROCESSES = 2


def found_p50(name: str, draws: int, seed: int) -> float:
    """The P50 of NPV by an implementation; scrambles and draws differ from seed to seed."""
    return IMPLEMENTATIONS[name].ready()(draws, seed)["npv"][1]


def rmse(pool: ProcessPoolExecutor, name: str, draws: int, seeds: int) -> float:
    progress(f"time to error: {name}, {draws:,} draws, {seeds} seeds")
    values = pool.map(partial(found_p50, name, draws), range(1, seeds + 1), chunksize=max(1, seeds // 8))
    return float(np.sqrt(np.mean((np.array(list(values)) - REFERENCE["npv", 50][0]) ** 2)))


def draws_needed(error: float, seeds: int) -> tuple[dict[str, int], list[list[str]]]:
    """Draws by implementation, and the errors measured on the way.

    The NumPy peers give the same numbers: one of them is measured.
    """
    rows, draws = [], FEWEST
    with ProcessPoolExecutor(PROCESSES) as pool:
        while True:
            reached = rmse(pool, "roi", draws, seeds)
            rows.append([f"roi, {draws:,}", f"{reached:,.0f}"])
            if reached <= error or draws >= MOST:
                break
            draws *= 2
        independent = rmse(pool, "blocks", MEASURED_AT, seeds)
    rows.append([f"NumPy, {MEASURED_AT:,}", f"{independent:,.0f}"])
    numpy_draws = round(MEASURED_AT * (independent / error) ** 2)
    return {"roi": draws, "analyst": numpy_draws, "blocks": numpy_draws}, rows


def report(seeds: int = SEEDS, error: float = ERROR, rounds: int = ROUNDS) -> str:
    needed, errors = draws_needed(error, seeds)
    results = measured({name: [draws] for name, draws in needed.items()}, rounds)
    times = {name: results[name].at(draws) for name, draws in needed.items()}
    rows = [
        [
            IMPLEMENTATIONS[name].label,
            f"{needed[name]:,}",
            show_seconds(times[name]),
            *(f"{times[peer] / times[name]:.1f}" for peer in ("analyst", "blocks")),
        ]
        for name in needed
    ]
    head = [f"error of P50 {error:,.0f} USD", "draws", "time", "analyst's time ÷ this", "blocks' time ÷ this"]
    uncertain = 1 / np.sqrt(2 * seeds)
    return "\n\n".join(
        [
            table(head, rows),
            f"Root mean square errors over {seeds} seeds, each known to ± {uncertain:.0%}:",
            table(["draws", "RMSE of P50, USD"], errors),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--error", type=float, default=ERROR)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    print(f"{described()}\n\n{report(arguments.seeds, arguments.error, arguments.rounds)}")


if __name__ == "__main__":
    main()
