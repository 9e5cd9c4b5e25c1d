"""The app as a process of its own, which `roi serve` starts for each browser tab: [FILE] [--present]."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the app."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does
    from tui.app import run

    words = sys.argv[1:]
    targets = [word for word in words if word != "--present"]
    run(targets[0] if targets else None, present="--present" in words)


if __name__ == "__main__":
    main()
