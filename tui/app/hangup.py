"""A terminal that went away, because the connection dropped or the window was closed, and other early ends.

Textual 8.2 reads on from a terminal that is gone, as fast as it can, where no signal ends the process: it would
take a processor, and hold the lock of an autosave that could not be recovered meanwhile.
"""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Callable

LOOK = 2.0  # seconds between two looks
ENDED_EARLY = 1  # exit code


def has_terminal() -> bool:
    """Whether keys come from a terminal; a browser and the tests have none."""
    return sys.__stdin__ is not None and not sys.__stdin__.closed and sys.__stdin__.isatty()


def terminal_is_gone() -> bool:
    """Whether nobody is at the other end any more; where that cannot be asked, somebody is."""
    if sys.__stdin__ is None or not hasattr(select, "poll"):
        return False
    terminal = select.poll()
    terminal.register(sys.__stdin__.fileno(), 0)  # that it is gone is told in any case
    # Not POLLNVAL, by which some systems say that they cannot tell of a terminal.
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in terminal.poll(0))


def on_end(act: Callable[[], None]) -> None:
    """Have the running event loop call `act` when the system ends the process or its terminal."""
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":  # there a loop takes no signals
        for each in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(each, act)
