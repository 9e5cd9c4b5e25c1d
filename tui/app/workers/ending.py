"""How work ends that a dialog waits for: with what was wanted, with an error, or stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.message import Message

from roi.errors import RoiError
from roi.progress import Progress
from tui.app.workers.simulator import Cancelled, Post, Progressed, SupersededError

Wanted = TypeVar("Wanted")
Work = Callable[[Progress], Wanted]  # what it is told of its progress throws where nobody waits any more


class Ended(Message):
    """It is done; `value` is what came of it."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


class Refused(Message):
    """It cannot be done, and nothing is changed."""

    def __init__(self, error: RoiError) -> None:
        super().__init__()
        self.error = error


class Stopped(Message):
    """Nobody wants it any more, and nothing is changed."""


def work_to_end(work: Work[Wanted], post: Post, stopped: Cancelled) -> None:
    """Do it; ends with one of the three messages above."""

    def progress(done: int, total: int) -> None:
        if stopped():
            raise SupersededError
        post(Progressed(0, done, total))

    try:
        ended = work(progress)
    except SupersededError:
        post(Stopped())
    except RoiError as error:
        post(Refused(error))
    else:
        post(Ended(ended))
