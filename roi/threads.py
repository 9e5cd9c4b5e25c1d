"""How soon a thread hands the interpreter on: a setting of the process, which several at once may want shorter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from threading import Lock

from roi.records import dataclass


@dataclass(slots=True)
class _Interval:
    """What the process had before anybody wanted less, and what is wanted now, in seconds."""

    lock: Lock = field(default_factory=Lock)
    before: float = 0.0
    wanted: list[float] = field(default_factory=list)

    def ask(self, seconds: float) -> None:
        with self.lock:
            if not self.wanted:
                self.before = sys.getswitchinterval()
            self.wanted.append(seconds)
            self._set()

    def let_go(self, seconds: float) -> None:
        with self.lock:
            self.wanted.remove(seconds)
            self._set()

    def _set(self) -> None:
        sys.setswitchinterval(min(self.before, *self.wanted) if self.wanted else self.before)


_INTERVAL = _Interval()


@contextmanager
def handed_over_within(seconds: float) -> Iterator[None]:
    """Inside, a running thread hands over after at most so many seconds.

    Blocks may overlap in any order: the shortest holds, and after the last it is as it was before the first.
    """
    _INTERVAL.ask(seconds)
    try:
        yield
    finally:
        _INTERVAL.let_go(seconds)
