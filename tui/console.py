"""Where text goes: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console

MINIMUM_WIDTH = 80


def out(width: int | None = None) -> Console:
    """Standard output; Rich honours NO_COLOR and drops colour where it is no terminal."""
    console = Console(width=width, highlight=False)
    if not console.is_terminal and width is None:
        console.width = max(console.width, 110)
    return console


def err() -> Console:
    """Standard error: progress, notes, warnings."""
    return Console(stderr=True, highlight=False)


def print_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """A document on standard output, numbers as they are."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
