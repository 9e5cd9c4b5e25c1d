"""What the door lets a caller have, given once when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from roi.records import dataclass

USUAL_DRAWS = 65_536  # unless said otherwise at the start
FEWEST_DRAWS = 16_384  # that may be the most: what is usual must stay possible
SECONDS = 60.0  # of a call, unless said otherwise
LONGEST_TEXT = 10_000  # characters of a text
MOST_TEXTS = 200  # texts, or values by input, of an argument
WAITING = 8  # calls that wait for the one being worked on
MEMORY = 4 * 2**30  # bytes, where the system has such a limit


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Of one server.

    Attributes:
        folder: the only one in which files can be named, as a real path; None: shipped cases alone.
        draws: at most, of a call.
        seconds: at most, of a call once it is its turn.
    """

    folder: Path | None = None
    draws: int = USUAL_DRAWS
    seconds: float = SECONDS

    def arguments(self) -> Sequence[str]:
        """As words of a command line, for the process that works."""
        words = ["--draws", str(self.draws), "--seconds", str(self.seconds)]
        return words if self.folder is None else [*words, "--folder", str(self.folder)]
