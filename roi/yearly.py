"""An input that is drawn anew each year around its level, as a document states it."""

from __future__ import annotations

from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Yearly:
    """How the years of an input differ.

    Each is a share with its sign, `"8%"`, or the id of an input that holds it.

    Attributes:
        spread: the standard deviation of a year, as a share of the level.
        persistence: how much of a year's deviation the next one keeps.
    """

    spread: str
    persistence: str
