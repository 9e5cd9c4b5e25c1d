"""The engine beside NumPy in blocks at the same number of draws, and a case of many lines: CPU time, one thread.

python -m benchmarks.arrays [--small]

Both run in turn in one process, each run with a seed of its own, so that what slows the machine slows both.  The
ratio is the median of those of the pairs.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

from benchmarks.growth import seconds_of
from benchmarks.implementations import IMPLEMENTATIONS
from benchmarks.machine import described, progress, show_seconds, table

FEW, MANY = 16_384, 2**20
ASKED = {FEW: 1.3, MANY: 1.0}  # times NumPy in blocks
PAIRS = {FEW: 25, MANY: 5}
LINES, LINES_DRAWS, LINES_ASKED = 500, 100_000, 8.0  # seconds


def cpu(work: Callable[[int, int], object], draws: int, seed: int) -> float:
    """Seconds of processor that it takes."""
    began = time.process_time()
    work(draws, seed)
    return time.process_time() - began


def pairs(draws: int, count: int) -> list[tuple[float, float]]:
    """Seconds of the engine and of NumPy in blocks, a pair a round."""
    ours, blocks = (IMPLEMENTATIONS[name].ready() for name in ("roi", "blocks"))
    for work in (ours, blocks):
        work(FEW, 1)
    return [(cpu(ours, draws, seed), cpu(blocks, draws, seed)) for seed in range(2, 2 + count)]


def report(small: bool) -> str:
    rows: list[Sequence[str]] = []
    for draws, most in ASKED.items():
        if small and draws > FEW:
            draws = 2**17
        progress(f"arrays: {draws:,} draws")
        paired = pairs(draws, 5 if small else PAIRS[draws])
        times = (show_seconds(statistics.median(each)) for each in zip(*paired, strict=True))
        ratio = statistics.median(ours / blocks for ours, blocks in paired)
        rows.append((f"{draws:,} draws", *times, f"{ratio:.2f}", f"≤ {most:.1f}"))
    lines, draws = (50, FEW) if small else (LINES, LINES_DRAWS)
    progress(f"arrays: {lines} lines, {draws:,} draws")
    taken = seconds_of({"months": 36, "inputs": 10, "lines": lines, "draws": draws})
    rows.append((f"{lines} lines, {draws:,} draws", show_seconds(taken), "", "", f"≤ {LINES_ASKED:.0f} s"))
    return table(["CPU time, one thread", "roi", "NumPy, blocks", "ratio", "asked"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="few draws and lines: a check that all runs")
    print(f"{described()}\n\n{report(parser.parse_args().small)}")


if __name__ == "__main__":
    main()
