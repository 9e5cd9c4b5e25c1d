"""The one error a user can cause: what is wrong, where it stands, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RoiError(Exception):
    """Bad input, told in one message.

    Attributes:
        message: what was found and what is allowed.
        where: file, table and key, or the option of the command line; "" when not known yet.
        hint: how to mend it; "" when the message already says so.
    """

    def __init__(self, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(message, where, hint)
        self.message = message
        self.where = where
        self.hint = hint

    def at(self, where: str) -> RoiError:
        """The same error with an outer place put before what is known of the place."""
        return type(self)(self.message, f"{where}: {self.where}" if self.where else where, self.hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


def nearest(name: str, allowed: Iterable[str]) -> str:
    """A hint that lists the allowed names and, where one is close, asks whether it was meant."""
    names = sorted(allowed)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    listed = ", ".join(names) if names else "none"
    return (f"Did you mean {close[0]!r}? " if close else "") + f"Allowed: {listed}."
