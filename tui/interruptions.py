"""Ctrl-C before and after the work of a command.

While a program is still importing, and once its result is written, there is nothing to undo: Python would show
where it was, which says nothing to a person.  In between, a command undoes what is half-done.

Nothing is imported here but what Python has at hand when it starts.
"""

from __future__ import annotations

import signal


def die_quietly() -> None:
    """Let an interruption end the process as it ends others, unless who started it has it ignored."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def raise_interruptions() -> None:
    """Let an interruption raise KeyboardInterrupt, as an event loop expects to find it."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
