"""Tasks of a run spread over an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from roi.sim.block import Task, TaskResult

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

MOST_AHEAD = 64  # tasks handed out before the first of them is merged


def spread(
    executor: Executor, work: Callable[[Task], TaskResult], tasks: Sequence[Task], ahead: int = MOST_AHEAD
) -> Iterator[TaskResult]:
    """Results in the order of the tasks; never more than `ahead` of them wait for the one before."""
    waiting: deque[Future[TaskResult]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(work, task))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
