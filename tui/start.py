"""The entry point: straight into the app where that is all that is asked, else to the command line.

Building the command line takes a quarter of a second, which a screen need not wait for.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from tui.cli.streams import at_terminal, prepare
from tui.special_functions import import_functions_alone

# As the command line does: a second thread of OpenBLAS costs more than it brings, and never helps the draws.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PRESENT = "--present"
_NEW_OBJECTS = 100_000  # between two looks for cycles: more than a command makes before it answers


def main() -> None:
    """`roi`: the app, or a command."""
    look_for_cycles_less()
    import_functions_alone()
    prepare()
    target = wanted(sys.argv[1:])
    if target is None or not at_terminal():
        from tui.cli.main import main as command_line

        command_line()
        return
    from tui.app.app import run

    run(target or None, present=PRESENT in sys.argv)


def look_for_cycles_less() -> None:
    """Set how many new objects Python waits for: the commands and the app make many, few of them in cycles.

    At its end Python would look through all of them, only to give back memory that the system takes anyway.
    """
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
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
