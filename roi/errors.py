"""The one error a user can cause: what is wrong, where it stands, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

LARGEST = 1e100  # of any number that is typed; money, hours and people are far below
LONGEST = 2_000  # characters of each part of a message: what a file holds may be far longer
LONGEST_PLACE = 400
_LISTED = 60  # names of a hint
_COMPARED = 5_000  # names among which the nearest is looked for
_LONGEST_NAME = 60  # characters of a listed name


class RoiError(Exception):
    """Bad input, told in one message.

    Attributes:
        message: what was found and what is allowed.
        where: file, table and key, or the option of the command line; "" when not known yet.
        hint: how to mend it; "" when the message already says so.
    """

    def __init__(self, message: str, where: str = "", hint: str = "") -> None:
        self.message = clipped(message, LONGEST)
        half = LONGEST_PLACE // 2  # a place is known by both its ends: the file, and the key in it
        self.where = where if len(where) <= LONGEST_PLACE else f"{where[:half]}…{where[-half:]}"
        self.hint = clipped(hint, LONGEST)
        super().__init__(self.message, self.where, self.hint)

    def at(self, where: str) -> RoiError:
        """The same error with an outer place put before what is known of the place."""
        return type(self)(self.message, f"{where}: {self.where}" if self.where else where, self.hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


def clipped(text: str, most: int) -> str:
    """The text, or its beginning and a dot-dot-dot where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def nearest(name: str, allowed: Iterable[str]) -> str:
    """A hint that lists the allowed names and, where one is close, asks whether it was meant."""
    names = sorted(clipped(one, _LONGEST_NAME) for one in islice(allowed, _COMPARED))
    folded = {_folded(one): one for one in names}
    wanted = _folded(clipped(name, _LONGEST_NAME))
    close = [folded[one] for one in difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)]
    listed = ", ".join(names[:_LISTED]) if names else "none"
    more = f", and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    return (f"Did you mean {close[0]!r}? " if close else "") + f"Allowed: {listed}{more}."


def _folded(name: str) -> str:
    """`NPV` and `Payback months` are not far from `npv` and `payback_months`."""
    return name.casefold().replace(" ", "_")
