"""How many inputs are tried, and the oracles each of them is held to.

ROI_FUZZ is the number of inputs of a whole run of this folder; `make fuzz` sets it.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings

from roi.errors import LONGEST, LONGEST_PLACE, RoiError

T = TypeVar("T")
INPUTS = int(os.environ.get("ROI_FUZZ") or (3_000 if os.environ.get("CI") else 600))
LONG = (
    "ROI_FUZZ" in os.environ
)  # what a long run finds is made smaller afterwards, by running the one test again
SECONDS = 60  # of one input; all but a few take milliseconds, on a busy machine too
MEGABYTES = 800  # by which the memory of the process may grow over one input
LONGEST_MESSAGE = 2 * LONGEST + LONGEST_PLACE + 10


class TooSlow(BaseException):
    """Not an `Exception`: nobody may catch it on the way."""


def tried(share: float, least: int = 3) -> settings:
    """Settings for a test that gets this share of all inputs, at least so many."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    phases = [phase for phase in Phase if phase not in (Phase.explain, Phase.shrink) or not LONG]
    return settings(
        max_examples=max(least, round(share * INPUTS)), suppress_health_check=checks, phases=phases
    )


@contextmanager
def limited() -> Iterator[None]:
    """Within `SECONDS` and `MEGABYTES`."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {SECONDS} s")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < MEGABYTES, f"the memory grew by {grown:,.0f} MB"


def told_or_done(action: Callable[..., T]) -> T | None:
    """What the action gives, or None where it ends in the project's own error, short and in words.

    Any other exception, and more time or memory than an input may take, fails the test.
    """
    with limited():
        try:
            return action()
        except RoiError as error:
            message = str(error)
    assert 0 < len(message) <= LONGEST_MESSAGE
    assert "Traceback" not in message
    return None
