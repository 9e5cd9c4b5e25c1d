"""What a run worked out, kept for the next run that is nearly the same: a changed input costs what reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workspace:
    """Values by name, each with the key it was worked out from and a version that tells its readers of a change.

    A value is worked out again when its key differs from the last one.  Keys hold what the value depends on:
    definitions as they are, other values by their version.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, int, Any]] = {}
        self._versions = 0

    def take(
        self, name: str, key: object, make: Callable[P, T], *arguments: P.args, **keywords: P.kwargs
    ) -> T:
        """The kept value of that name if it was made from an equal key, else a new `make(*arguments)`."""
        kept = self._kept.get(name)
        if kept is not None and kept[0] == key:
            return kept[2]  # type: ignore[no-any-return]
        made = make(*arguments, **keywords)
        self._versions += 1
        self._kept[name] = (key, self._versions, made)
        return made

    def version(self, name: str) -> int:
        """Changes whenever the value does; 0 for a name that nothing was kept under."""
        kept = self._kept.get(name)
        return 0 if kept is None else kept[1]

    def part(self, name: str) -> Workspace:
        """A workspace of its own inside this one, for a stretch of draws."""
        return self.take(f"part {name}", None, Workspace)


class _Forgetful(Workspace):
    """Keeps nothing."""

    def take(
        self, name: str, key: object, make: Callable[P, T], *arguments: P.args, **keywords: P.kwargs
    ) -> T:
        return make(*arguments, **keywords)


FORGETFUL: Workspace = _Forgetful()
