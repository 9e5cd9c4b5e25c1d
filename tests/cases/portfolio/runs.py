"""Runs of a portfolio for tests, and what they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from cases.portfolio import workers
from cases.portfolio.running import RunReport, run
from cases.portfolio.tasks import RunTerms, Worked, work
from cases.portfolio.todo import Todo
from exports.atomic import write_atomically
from roi.portfolio import Deal, read

DRAWS = 64
COUNT = 20


def publish(path: Path, writer: Callable[[Path], object]) -> None:
    write_atomically(path, writer, force=True)


def ran(folder: Path | str, output: Path, how: workers.Workers = workers.here, **more: int) -> RunReport:
    return run(folder, output, publish, workers=how, **{"draws": DRAWS, **more})  # type: ignore[arg-type]


def numbers(output: Path) -> dict[tuple[str, str], list[bytes]]:
    """Every array of every deal and option, as bytes."""
    return {
        (result.deal.name, option.option): [
            getattr(option, name).tobytes()
            for name in ("npv", "payback", "cash", "spend", "low", "middle", "high")
        ]
        for result in read(output).deals
        for option in result.options
    }


class Stopped(BaseException):
    """As Ctrl+C is."""


def deals_of(todo: Todo) -> Iterator[Deal]:
    while batch := todo.next():
        yield from batch.deals


def backwards(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
    """One deal at a time, the last first."""
    for deal in reversed(list(deals_of(todo))):
        yield work(terms, [deal])


def copied(folder: Path, target: Path, count: int = 6) -> Path:
    target.mkdir()
    for path in sorted(folder.glob("deal-*.toml"))[:count]:
        (target / path.name).write_bytes(path.read_bytes())
    return target
