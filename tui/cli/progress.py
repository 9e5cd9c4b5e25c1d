"""A progress bar that appears only where there is something to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

WAIT = 1.0  # seconds before anything is shown


@contextmanager
def after_a_second(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a callback (done, in all); the bar goes to standard error and leaves nothing behind."""
    began = time.monotonic()
    shown: Callable[[int, int], None] | None = None

    def told(done: int, total: int) -> None:
        nonlocal shown
        if shown is None and time.monotonic() - began > WAIT:
            shown = bar.enter_context(_bar(title, total))
        if shown is not None:
            shown(done, total)

    with ExitStack() as bar:
        yield told


@contextmanager
def _bar(title: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """The bar itself; imported where it is shown, which most runs never come to."""
    from rich.progress import Progress

    from tui.cli.console import err

    console = err()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done, whole: progress.update(task, completed=done, total=whole)
