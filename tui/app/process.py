"""The app as a process of its own, which `roi serve` starts for each browser tab: --folder F [--present] [FILE]."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def main() -> None:
    """Run the app; it saves and exports to the folder alone."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does
    from exports.atomic import confine
    from tui.app.app import run
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
