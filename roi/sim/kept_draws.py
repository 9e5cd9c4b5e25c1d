"""Draws that are needed again: of a run by its analyses, and by other options on the same luck.

Draws of an input are a pure function of what they are kept under, so that keeping them changes no number.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from roi.arrays import Array

FEW = 32_768  # draws of a run up to which they are kept whole
_MOST = 256  # arrays, of 128 kB each at 16,384 draws


class KeptDraws:
    """The arrays that were used last, by name and by what they depend on; nobody can write into them."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, Lock()
        self._kept: list[tuple[str, object, Array]] = []  # the last used at the end

    def take(self, name: str, key: object, make: Callable[[], Array]) -> Array:
        """The array of that name that was made from an equal key, else a new one."""
        with self._lock:
            for place in range(len(self._kept) - 1, -1, -1):
                entry = self._kept[place]
                if entry[0] == name and entry[1] == key:
                    self._kept.append(self._kept.pop(place))
                    return entry[2]
        made = make()
        made.setflags(write=False)
        with self._lock:
            self._kept.append((name, key, made))
            del self._kept[: -self._most]
        return made


KEPT = KeptDraws()
