"""Where text goes: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console

PIPE_WIDTH = 110  # columns where no terminal tells them


def out() -> Console:
    """Standard output; Rich honours NO_COLOR and COLUMNS and drops colour where it is no terminal."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def err() -> Console:
    """Standard error: progress, notes, warnings."""
    return Console(stderr=True, highlight=False)


def print_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """A document on standard output, numbers as they are."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
