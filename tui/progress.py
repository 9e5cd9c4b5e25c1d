"""A progress bar that appears only where there is something to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WAIT = 1.0  # seconds before anything is shown


@contextmanager
def after_a_second(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a callback (done, in all); the bar goes to standard error and leaves nothing behind."""
    from rich.progress import Progress

    from tui.console import err

    progress = Progress(console=err(), transient=True)
    began = time.monotonic()
    task = None

    def told(done: int, total: int) -> None:
        nonlocal task
        if task is None and time.monotonic() - began > WAIT:
            progress.start()
            task = progress.add_task(title, total=total)
        if task is not None:
            progress.update(task, completed=done)

    try:
        yield told
    finally:
        if task is not None:
            progress.stop()
