"""What takes long and is asked for again and again, worked out once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any


class Answers:
    """Answers to questions that can be compared, and cannot be hashed; of more than `most` the oldest goes."""

    def __init__(self, most: int | None = None) -> None:
        self._known: deque[tuple[object, Any]] = deque(maxlen=most)

    def to(self, question: object, work_out: Callable[[], Any]) -> Any:
        """The answer to an equal question, or what is worked out now."""
        for answered, answer in self._known:
            if answered == question:
                return answer
        answer = work_out()
        self._known.append((question, answer))
        return answer
