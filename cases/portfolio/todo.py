"""The deals that are to be run, handed out in tasks while others are still being read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice

from roi.portfolio.deals import Deal
from roi.portfolio.tables import deals_of_group
from roi.records import dataclass

MOST = 64  # deals of a task: less than a second, which is what a killed worker costs
_LEAST = 4  # while there are so many: whoever hands a task over has work with it too
# Tasks that the deals which are left make, at least: the last ones are small, so that nobody waits long.
_TASKS = 24
_AHEAD = 16  # deals that are read at a time while nothing else is to be done
_STRIKES = 3  # times that a worker may die over the same deals


@dataclass(frozen=True, slots=True)
class Batch:
    """Deals of one task; `strikes`: workers that died while it was under way."""

    deals: tuple[Deal, ...]
    strikes: int = 0

    def again(self) -> list[Batch]:
        """What is tried again once a worker has died over it; deal by deal once it was too often."""
        if self.strikes + 1 < _STRIKES:
            return [Batch(self.deals, self.strikes + 1)]
        if len(self.deals) > 1:
            return [Batch((deal,)) for deal in self.deals]
        return []

    def hopeless(self) -> str:
        """Why its only deal is not tried again."""
        return f"its worker was killed {_STRIKES} times, perhaps for want of memory"


class Todo:
    """Deals in tasks, large ones first.

    Args:
        deals: whoever takes the next may have to wait until it is read, and see why it cannot be.
        count: of them, at most.
        draws: of each.
    """

    def __init__(self, deals: Iterable[Deal], count: int, draws: int) -> None:
        self._deals, self._left = iter(deals), count
        self._most = min(MOST, deals_of_group(draws))
        self._read: deque[Deal] = deque()
        self._again: list[Batch] = []

    def next(self) -> Batch | None:
        """The next task; None where there are no more."""
        if self._again:
            return self._again.pop()
        count = min(self._most, max(_LEAST, self._left // _TASKS))
        while len(self._read) < count and self.read_on():
            pass
        deals = tuple(self._read.popleft() for _ in range(min(count, len(self._read))))
        self._left -= len(deals)
        return Batch(deals) if deals else None

    def put_back(self, tasks: Iterable[Batch]) -> None:
        """They are handed out before all others."""
        self._again += tasks

    def read_on(self) -> bool:
        """Read some more deals; False where all were read."""
        some = tuple(islice(self._deals, _AHEAD))
        self._read += some
        return bool(some)

    def __bool__(self) -> bool:
        """Whether there are more tasks."""
        return bool(self._again or self._read or self.read_on())
