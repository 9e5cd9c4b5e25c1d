"""Time and size of workbooks, and how far their cached values are from what LibreOffice works out.

python -m benchmarks.workbook [CASE] [TRIALS …]     writes and has LibreOffice load, work out and save
python -m benchmarks.workbook --compare [TRIALS]    compares every cell, for every preset and option shipped
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

# As the command line does: a second thread of OpenBLAS costs more than it brings.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cases
import roi
from benchmarks.machine import described
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from tests.support.libreoffice import recalculated, saved_again
from tests.support.office import carried_out
from tests.support.shipped import ways_of
from tests.support.values import values_of
from tests.support.workbooks import compared

PATIENCE = 1_800.0  # seconds for LibreOffice: the largest have millions of cells
TOLERANCE = 1e-9


def times(name: str, counts: list[int], folder: Path) -> None:
    """A line a workbook."""
    run = roi.simulate(cases.load(name), draws=16_384, seed=1)
    carried_out([])  # LibreOffice is there
    for trials in counts:
        path = folder / f"{trials}.xlsx"
        start = time.perf_counter()
        workbook(run, path, DocumentRequest(trials=trials))
        written = time.perf_counter() - start
        start = time.perf_counter()
        saved_again(path, folder, PATIENCE)
        worked_out = time.perf_counter() - start
        size = path.stat().st_size / 1e6
        print(f"{name}, {trials:,} trials: written in {written:.1f} s, {size:.1f} MB,", end=" ")
        print(f"loaded, worked out and saved in {worked_out:.1f} s", flush=True)


def comparison(trials: int, folder: Path) -> None:
    """A Markdown row a case: cells over all its presets and options."""
    print("| case | combinations | cells | worst relative difference | disagreeing | errors |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in cases.templates():
        comparisons, faulty = [], 0
        for preset, option in ways_of(name):
            path = folder / "compared.xlsx"
            workbook(
                roi.simulate(cases.load(name), preset=preset, option=option),
                path,
                DocumentRequest(trials=trials),
            )
            judged = recalculated(path, PATIENCE)
            comparisons.append(compared(dict(values_of(path).cells()), dict(judged.cells()), TOLERANCE))
            faulty += len(judged.errors())
        total, worst = sum(each.cells for each in comparisons), max(each.worst for each in comparisons)
        wrong = sum(len(each.wrong) for each in comparisons)
        print(f"| {name} | {len(comparisons)} | {total:,} | {worst:.1e} | {wrong} | {faulty} |", flush=True)


def main(arguments: list[str]) -> None:
    print(described())
    with tempfile.TemporaryDirectory() as folder:
        if arguments[:1] == ["--compare"]:
            comparison(int(arguments[1]) if len(arguments) > 1 else 64, Path(folder))
            return
        name = arguments[0] if arguments else "clinical-scribe"
        times(name, [int(text) for text in arguments[1:]] or [1_024, 5_000], Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
