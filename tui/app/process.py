"""The app run until it is left; as a process of its own, which `roi serve` starts for each browser tab."""

from __future__ import annotations

import os
from pathlib import Path

from roi.memory import share_freed
from roi.threads import handed_over_within
from tui.app.app import RoiApp
from tui.app.workarounds import outlive_terminals
from tui.interruptions import raise_interruptions

# How long a thread that draws may keep the interpreter from the one that paints; Python's own 5 ms add up.
SWITCH_INTERVAL = 0.001  # seconds
_INTERRUPTED = 130  # as shells have it


def run(target: str | None, *, present: bool) -> None:
    """Run the app until it is left.

    Raises:
        SystemExit: it ended otherwise.
    """
    share_freed()
    app = RoiApp(target, present=present)
    outlive_terminals()
    raise_interruptions()
    try:
        with handed_over_within(SWITCH_INTERVAL):
            app.run()
    except KeyboardInterrupt:  # while its threads are waited for
        raise SystemExit(_INTERRUPTED) from None
    if app.return_code:
        raise SystemExit(app.return_code)


def main() -> None:
    """Run the app; it saves and exports to the folder alone."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does
    import argparse

    from exports.atomic import confine
    from tui.special_functions import import_functions_alone

    import_functions_alone()
    words = argparse.ArgumentParser()
    words.add_argument("--folder", type=Path, required=True)
    words.add_argument("--present", action="store_true")
    words.add_argument("target", nargs="?")
    arguments = words.parse_args()
    confine(arguments.folder)
    run(arguments.target, present=arguments.present)


if __name__ == "__main__":
    main()
