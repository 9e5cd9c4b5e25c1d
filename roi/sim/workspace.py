"""What a run worked out, kept for the next run that is nearly the same: a changed input costs what reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workspace:
    """Values by name, each with the key it was worked out from and a version that tells its readers of a change.

    A value is worked out again when its key differs from the last ones.  Keys hold what the value depends on:
    definitions as they are, other values by their version.

    Args:
        last: values kept of each name, those that were taken last.
    """

    def __init__(self, last: int = 1) -> None:
        self._last = last
        self._kept: dict[str, list[tuple[object, int, Any]]] = {}
        self._versions = 0

    def take(
        self, name: str, key: object, make: Callable[P, T], *arguments: P.args, **keywords: P.kwargs
    ) -> T:
        """The kept value of that name if it was made from an equal key, else a new `make(*arguments)`."""
        kept = self._kept.setdefault(name, [])
        for place in range(len(kept) - 1, -1, -1):
            if kept[place][0] == key:
                entry = kept.pop(place)
                kept.append(entry)
                return entry[2]  # type: ignore[no-any-return]
        made = make(*arguments, **keywords)
        self._versions += 1
        kept.append((key, self._versions, made))
        del kept[: -self._last]
        return made

    def version(self, name: str) -> int:
        """Of the value that was taken last: changes whenever it does; 0 where nothing was kept under the name."""
        kept = self._kept.get(name)
        return kept[-1][1] if kept else 0

    def versions(self, names: Iterable[str]) -> tuple[int, ...]:
        """Of the values that were taken last, in the order of their names."""
        return tuple(self.version(name) for name in sorted(names))

    def part(self, name: str) -> Workspace:
        """A workspace of its own inside this one, for a stretch of draws."""
        return self.take(f"part {name}", None, Workspace)


class _Forgetful(Workspace):
    """Keeps nothing."""

    def take(
        self, name: str, key: object, make: Callable[P, T], *arguments: P.args, **keywords: P.kwargs
    ) -> T:
        return make(*arguments, **keywords)

    def versions(self, names: Iterable[str]) -> tuple[int, ...]:
        return ()


FORGETFUL: Workspace = _Forgetful()
