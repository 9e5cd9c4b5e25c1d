"""A progress bar that appears only where there is something to wait for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

WAIT = 1.0  # seconds before anything is shown


@contextmanager
def after_a_second(title: str, things: str = "") -> Iterator[Callable[[int, int], None]]:
    """Gives a callback (done, in all); the bar goes to a terminal's standard error and leaves nothing behind.

    Args:
        things: what is counted, where the bar shall tell how many there are and how many a second.
    """
    began = time.monotonic()
    shown: Callable[[int, int], None] | None = None

    def show(done: int, total: int) -> None:
        nonlocal shown
        if shown is None and time.monotonic() - began > WAIT:
            watched = sys.stderr.isatty()  # else importing what draws a bar would be for nobody
            shown = bar.enter_context(_bar(title, total, things)) if watched else _unseen
        if shown is not None:
            shown(done, total)
            if done >= total:  # what comes next may have a bar of its own
                bar.close()
                shown = _unseen

    with ExitStack() as bar:
        yield show


def _unseen(_done: int, _total: int) -> None:
    """Nothing is to be shown: it is at its end, or nobody looks."""


@contextmanager
def _bar(title: str, total: int, things: str) -> Iterator[Callable[[int, int], None]]:
    """The bar itself; imported where it is shown, which most runs never come to."""
    from rich.progress import Progress, TextColumn

    from tui.cli.console import err

    console = err()
    columns = Progress.get_default_columns()
    if things:
        counted = "{task.completed:,.0f} of {task.total:,.0f} " + things + "{task.fields[rate]}"
        columns = (*columns[:2], TextColumn(counted, markup=False), *columns[2:])
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=total, rate="")

        def show(done: int, whole: int) -> None:
            speed = progress.tasks[task].speed
            rate = "" if speed is None else f", {speed:,.0f} a second"
            progress.update(task, completed=done, total=whole, rate=rate)

        yield show
