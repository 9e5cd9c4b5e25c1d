"""Work that nobody waits for any more: deep inside any analysis it asks at each small step whether to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CHECK: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def stopped_by(check: Callable[[], None]) -> Iterator[None]:
    """Have `check` called before each block of draws and each wait for a worker; it may throw to stop."""
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def go_on() -> None:
    """Ask whether to go on, where there is somebody to ask."""
    check = _CHECK.get()
    if check is not None:
        check()
