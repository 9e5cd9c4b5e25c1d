"""What people wait for: whole processes, beside yardsticks of the same rounds.

python -m benchmarks.waits [ROUNDS] [NAME …]     the rows whose names begin so; all without names

A row is a program of its own, its limits and what must exist before it starts.  Processor time is user and system
of the process and of those it waited for; peak memory is that of the largest of them.  Wall time is not shown: it
tells how busy the machine is.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.app import starts
from benchmarks.machine import environment, progress, table

ROUNDS = 5
PLACE = "{folder}"  # stands for the folder of a row in its words
PYTHON = (sys.executable,)
BOOK, BOOK_MB = "x.xlsx", 2.5  # the workbook that a row writes, and how large it may be
ROI = (*PYTHON, "-c", "from tui.start import main; main()")  # the command as it is installed


@dataclass(frozen=True, slots=True)
class Wait:
    """A process that somebody waits for.

    Attributes:
        name: as the table shows it.
        words: the program and its arguments; `{folder}` is a folder of the row's own.
        seconds: processor time that it may take at most; None is no limit.
        memory: peak memory that it may take at most, MB.
        given: programs that run before, unmeasured, in the same folder.
    """

    name: str
    words: tuple[str, ...]
    seconds: float | None = None
    memory: float | None = None
    given: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took: processor seconds, and peak memory in MB; MB of the workbook of its folder, or 0."""

    seconds: float
    memory: float
    file: float = 0.0


def roi(words: str, seconds: float | None = None, memory: float = 250, given: tuple[str, ...] = ()) -> Wait:
    """A row of a command of `roi`, and commands that run before it."""
    return Wait(
        f"`roi {words.replace(f'{PLACE}/', '')}`",
        (*ROI, *words.split()),
        seconds,
        memory,
        tuple((*ROI, *each.split()) for each in given),
    )


def opened(name: str, recalculate: bool, seconds: float) -> Wait:
    """A row of LibreOffice, which opens a workbook of code-assistant and writes its first sheet as text."""
    profile = (
        "from pathlib import Path; from tests.support.office import write_settings; "
        f"write_settings(Path('{PLACE}/profile'), recalculate={recalculate})"
    )
    return Wait(
        name,
        (
            shutil.which("soffice") or "", f"-env:UserInstallation=file://{PLACE}/profile", "--headless",
            "--norestore", "--convert-to", "csv", "--outdir", PLACE, f"{PLACE}/x.xlsx",
        ),
        seconds, 800,
        (
            (*ROI, *f"run code-assistant --quiet --force --output {PLACE}/x.xlsx".split()),
            (*PYTHON, "-c", profile),
        ),
    )  # fmt: skip


YARDSTICKS = (
    Wait("Python that does nothing", (*PYTHON, "-c", "pass")),
    Wait("Python that imports NumPy", (*PYTHON, "-c", "import numpy")),
)
COMMANDS = (
    roi("run code-assistant --quiet", 0.6),
    roi("compare code-assistant", 1.5),
    roi("ask code-assistant", 1.0),
    roi("drivers code-assistant", 1.0),
    roi("losing code-assistant", 1.0),
    roi("solve code-assistant price", 1.0),
    roi(
        "pilot code-assistant --measure time_reduction --unit-sd 40 --cost-each 1500 --fixed 30_000 --months 2 "
        "--population 1000",
        1.0,
    ),
    roi("why code-assistant licence", 1.0),
    roi("audit code-assistant", 1.0),
    roi("show code-assistant", 1.0),
    roi("models", 1.0),
    roi("cases", 1.0),
    roi("blocks", 1.0),
    roi("run code-assistant"),
    roi("intake code-assistant --output {folder}/questions.xlsx --force", 1.0),
    roi(
        "update code-assistant --observed {folder}/seen.csv",
        1.0,
        given=("observe code-assistant --example --output {folder}/seen.csv",),
    ),
    roi(
        "track code-assistant --observed {folder}/seen.csv",
        1.0,
        given=("observe code-assistant --example --output {folder}/seen.csv",),
    ),
    roi("check {folder}/mine.toml", 1.0, given=("new mine --folder {folder}",)),
)
WORKBOOK = (
    roi(f"run code-assistant --quiet --force --output {PLACE}/x.xlsx", 2.5, 200),
    roi(f"run code-assistant --quiet --force --compare --output {PLACE}/x.xlsx", 3.5, 220),
)
OFFICE = tuple(
    opened(name, recalculate, seconds)
    for name, recalculate, seconds in (
        ("LibreOffice opens the workbook", False, 5.0),
        ("LibreOffice opens it and works out every cell", True, 15.0),
    )
    if shutil.which("soffice")
)
WAITS = (*YARDSTICKS, *COMMANDS, *WORKBOOK, *OFFICE)


def took(words: Sequence[str]) -> Taken:
    """What a program takes; its output is thrown away.

    Raises:
        SystemExit: it failed.
    """
    null = os.open(os.devnull, os.O_RDWR)
    try:
        streams = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1)]
        child = os.posix_spawn(words[0], list(words), environment(), file_actions=streams)
    finally:
        os.close(null)
    _, status, used = os.wait4(child, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(words)} failed ({code}).")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Taken(used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def measured(waits: Iterable[Wait], rounds: int) -> dict[str, list[Taken]]:
    """What every row took in every round: one row after the other, so that all see the machine alike."""
    rows = tuple(waits)
    taken: dict[str, list[Taken]] = {row.name: [] for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        places = {row.name: Path(folder) / str(number) for number, row in enumerate(rows)}
        for row in rows:
            places[row.name].mkdir()
            for words in row.given:
                took(_placed(words, places[row.name]))
        for number in range(rounds):
            progress(f"waits: round {number + 1} of {rounds}")
            for row in rows:
                book = places[row.name] / BOOK
                wait = took(_placed(row.words, places[row.name]))
                size = book.stat().st_size / 1e6 if book.exists() else 0.0
                taken[row.name].append(replace(wait, file=size))
    return taken


def _placed(words: Sequence[str], folder: Path) -> list[str]:
    return [word.replace(PLACE, str(folder)) for word in words]


def report(waits: Iterable[Wait], rounds: int) -> str:
    """A Markdown table: medians of the processor time and peaks of the memory, beside their limits."""
    rows = tuple(waits)
    taken = measured(rows, rounds)
    lines = []
    for row in rows:
        seconds = statistics.median(each.seconds for each in taken[row.name])
        memory = max(each.memory for each in taken[row.name])
        lines.append(
            (
                row.name,
                f"{seconds:.2f}",
                "" if row.seconds is None else f"{row.seconds:g}",
                f"{memory:.0f}",
                "" if row.memory is None else f"{row.memory:g}",
            )
        )
    shown = table(["", "CPU s", "at most", "peak MB", "at most"], lines)
    size = max((each.file for row in rows for each in taken[row.name]), default=0.0)
    if size:
        shown += f"\n\nThe largest workbook: {size:.2f} MB, at most {BOOK_MB:g}."
    return (
        f"{shown}\n\nUser and system time of whole processes, median of {rounds} rounds; highest peak memory."
    )


def main(arguments: list[str]) -> None:
    rounds = int(arguments[0]) if arguments else ROUNDS
    names = tuple(f"`roi {name}" for name in arguments[1:])
    rows = [
        row
        for row in WAITS
        if not names or row in YARDSTICKS or row.name.startswith((*names, *arguments[1:]))
    ]
    print(report(rows, rounds))
    if not names:
        print(f"\n{starts('clinical-scribe', rounds)}")


if __name__ == "__main__":
    main(sys.argv[1:])
