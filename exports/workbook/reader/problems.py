"""Several cells that cannot be read, told at once: nobody wants to mend them one run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from roi.errors import RoiError

MOST = 12  # that are listed


class Problems:
    """Errors of a file's cells, gathered."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[RoiError] = []

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Keep an error of the block for later."""
        try:
            yield
        except RoiError as found:
            self.found.append(found)

    def raise_any(self) -> None:
        """Raise what was kept: the error itself, or one that lists all of them.

        Raises:
            RoiError: if any was kept.
        """
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            listed = [str(found).removeprefix(f"{self.file}: ").replace("\n  ", " ") for found in self.found]
            rest = [f"and {len(listed) - MOST} more"] if len(listed) > MOST else []
            lines = "".join(f"\n  {line}" for line in [*listed[:MOST], *rest])
            raise RoiError(f"{len(listed)} answers cannot be read:{lines}", self.file)
