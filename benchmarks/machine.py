"""The machine a benchmark runs on, and the processes it times."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OUT = ROOT / "out" / "benchmarks"


def environment() -> dict[str, str]:
    """That of a user: byte code is kept, and the packages of this folder are found."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def child(module: str, *words: str, **variables: str) -> Any:
    """What a module prints in its last line, as JSON, in a process of its own with these variables besides.

    Raises:
        SystemExit: it failed; its own message is shown.
    """
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**environment(), **variables}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} failed ({done.returncode}).")
    return json.loads(done.stdout.splitlines()[-1])


def peak_mb() -> float:
    """Peak memory of this process.

    Linux hands the peak of the parent's memory on to a child in `getrusage`, but not in the process's own status.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def resident_mb() -> float:
    """Memory of this process now, where the system tells; its peak elsewhere."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_mb()
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def calibration() -> float:
    """Seconds of a fixed loop of plain Python, the median of five: tells machines and moments apart."""

    def once() -> float:
        began, total = time.perf_counter(), 0
        for k in range(2_000_000):
            total += k * k % 7
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(5))


def stolen() -> tuple[int, int]:
    """Ticks since the machine was started: taken by others on the same host, and in all; (0, 0) if unknown.

    A guest on a full host is slower than its load tells.
    """
    status = Path("/proc/stat")
    if not status.exists():
        return 0, 0
    user, nice, system, idle, wait, hard, soft, steal, *_ = map(int, status.read_text().split()[1:11])
    return steal, user + nice + system + idle + wait + hard + soft + steal


_BEGAN = stolen()


def described() -> str:
    """A line on the machine, its load, what others took of it while this process ran, and its speed now."""
    speed = calibration()
    taken, total = (now - then for now, then in zip(stolen(), _BEGAN, strict=True))
    share = f"{taken / total:.0%}" if total else "an unknown part"
    load = f"load {os.getloadavg()[0]:.2f} before" if hasattr(os, "getloadavg") else "load unknown"
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {load}; "
        f"a loop of two million steps of plain Python took {speed:.3f} s, other guests {share} of the processors."
    )


def progress(text: str) -> None:
    """Progress, beside the report."""
    print(text, file=sys.stderr, flush=True)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show_seconds(value: float) -> str:
    """Milliseconds below a second."""
    if value >= 1:
        return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
    return f"{1_000 * value:.1f} ms" if value < 0.1 else f"{1_000 * value:.0f} ms"
