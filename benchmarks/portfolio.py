"""Deals a second, memory and second runs of synthetic portfolios.

`python -m benchmarks.portfolio [--quick] [--folder FOLDER]` writes portfolios of `benchmarks/portfolios.py`, runs
`roi portfolio run` on each in a process of its own, and prints a row for each: seconds of the clock and of all
processors, deals a second by either, and the largest memory of a process.  The clock means something on a machine
that does nothing else.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portfolios import SIZES, write

_CHILD = """
import resource, sys
from tui.cli.main import main
sys.argv = ["roi", *sys.argv[1:]]
try:
    main()
finally:
    process, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(process.ru_maxrss, children.ru_maxrss, file=sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: seconds of the clock and of processors, megabytes of the main process and of the largest worker."""

    name: str
    deals: int
    clock: float
    processors: float
    memory: float
    worker: float

    def __str__(self) -> str:
        by_clock, by_work = self.deals / self.clock, self.deals / self.processors
        return (
            f"{self.name:<34}{self.deals:>7,}{self.clock:>9.1f}{self.processors:>9.1f}"
            f"{by_clock:>9.1f}{by_work:>9.1f}{self.memory:>9,.0f}{self.worker:>9,.0f}"
        )


HEADER = f"{'':<34}{'deals':>7}{'clock s':>9}{'CPU s':>9}{'/ s':>9}{'/ CPU s':>9}{'MB':>9}{'worker':>9}"


def measured(name: str, folder: Path, output: Path, deals: int, *options: str) -> Measured:
    """One command in a process of its own; `deals` are those that it works off."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [
        sys.executable,
        "-c",
        _CHILD,
        "portfolio",
        "run",
        str(folder),
        "--output",
        str(output),
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    parent, worker = (float(word) / 1024 for word in done.stdout.split()[-2:])
    processors = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(name, deals, clock, processors, parent, worker)


def changed(folder: Path) -> None:
    """Change one answer of one estimate."""
    path = sorted(folder.glob("deal-*.toml"))[len(list(folder.glob("deal-*.toml"))) // 2]
    text = path.read_text(encoding="utf-8")
    head, value, rest = text.partition('[overrides.hour_cost]\nvalue = "')
    path.write_text(head + value + "1" + rest, encoding="utf-8")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the two smallest portfolios alone")
    parser.add_argument("--folder", type=Path, help="where portfolios and results are written")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = given.folder or Path(temporary)
        print(HEADER)
        for size in SIZES[: 2 if given.quick else None]:
            folder, output = root / f"deals-{size}", root / f"results-{size}.parquet"
            write(folder, size)
            print(measured("one process", folder, output, size, "--force"), flush=True)
            changed(folder)
            print(measured("again, one estimate changed", folder, output, size), flush=True)
            if size == 2_000:
                for name, *options in (
                    ("two processes", "--workers", "2"),
                    ("Dask, a local cluster of two", "--cluster", "local", "--workers", "2"),
                ):
                    print(measured(name, folder, output, size, "--force", *options), flush=True)


if __name__ == "__main__":
    main()
