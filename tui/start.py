"""The entry point: straight into the app where that is all that is asked, else to the command line.

Building the command line takes a quarter of a second, which a screen need not wait for.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from tui.interruptions import die_quietly

# As the command line does: a second thread of OpenBLAS costs more than it brings, and never helps the draws.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PRESENT = "--present"
# New objects between two looks for cycles.  A command ends before it has as many: 290,000 are kept for the largest
# workbook, few of them in cycles.  What stays open makes cycles for hours.
_OF_A_COMMAND, _OF_A_SESSION = 500_000, 100_000
_SESSIONS = {PRESENT, "open", "serve", "mcp"}


def main() -> None:
    """`roi`: the app, or a command."""
    die_quietly()
    from tui.cli.streams import at_terminal, prepare
    from tui.special_functions import import_functions_alone

    words = sys.argv[1:]
    look_for_cycles_less(words)
    import_functions_alone()
    prepare()
    target = wanted(words)
    if target is None or not at_terminal():
        from tui.cli.main import main as command_line

        command_line()
        return
    from tui.app.process import run

    run(target or None, present=PRESENT in sys.argv)


def look_for_cycles_less(words: Sequence[str]) -> None:
    """Set how many new objects Python waits for: the commands and the app make many, few of them in cycles.

    At its end Python would look through all of them, only to give back memory that the system takes anyway.
    """
    new_objects = _OF_A_COMMAND if words and _SESSIONS.isdisjoint(words) else _OF_A_SESSION
    gc.set_threshold(new_objects, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)


def wanted(words: Sequence[str]) -> str | None:
    """What the app is to open, "" for its start; None for everything that the command line has to understand."""
    plain = [word for word in words if word != PRESENT]
    if not plain:
        return ""
    if len(plain) == 2 and plain[0] == "open" and not plain[1].startswith("-"):
        from roi.case_files import case_file

        if case_file(plain[1]) is not None or os.path.lexists(plain[1]):
            return plain[1]
    return None


if __name__ == "__main__":
    main()
