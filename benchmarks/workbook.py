"""Time and size of workbooks: `python -m benchmarks.workbook [CASE] [TRIALS …]`.

Writes each workbook, then has LibreOffice load it, work out every cell and save it again.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import cases
import roi
from exports.workbook.write import workbook
from tests.support.libreoffice import recalculated


def main(arguments: list[str]) -> None:
    """Print a line a workbook."""
    name = arguments[0] if arguments else "clinical-scribe"
    counts = [int(text) for text in arguments[1:]] or [1_024, 5_000]
    run = roi.simulate(cases.load(name), draws=16_384, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        for trials in counts:
            path = Path(folder, f"{trials}.xlsx")
            start = time.perf_counter()
            workbook(run, path, trials=trials)
            written = time.perf_counter() - start
            start = time.perf_counter()
            recalculated(path)
            worked_out = time.perf_counter() - start
            size = path.stat().st_size / 1e6
            print(f"{name}, {trials:,} trials: written in {written:.1f} s, {size:.1f} MB,", end=" ")
            print(f"recalculated in {worked_out:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
