"""Draws that are needed again: of a run by its analyses, and by other options on the same luck.

Draws of an input are a pure function of what they are kept under, so that keeping them changes no number.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from threading import Lock

from roi.arrays import Array

FEW = 32_768  # draws of a run up to which they are kept whole
_MOST = 256  # arrays, of 128 kB each at 16,384 draws


class KeptDraws:
    """The arrays that were used last, by name and by what they depend on; nobody can write into them."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock, self._numbers = most, Lock(), count()
        self._kept: dict[str, dict[int, tuple[object, Array]]] = {}
        self._used: OrderedDict[int, str] = OrderedDict()  # names by entry, the last used at the end

    def take(self, name: str, key: object, make: Callable[[], Array]) -> Array:
        """The array of that name that was made from an equal key, else a new one."""
        with self._lock:
            for number, (made_from, kept) in self._kept.get(name, {}).items():
                if made_from == key:
                    self._used.move_to_end(number)
                    return kept
        made = make()
        made.setflags(write=False)
        with self._lock:
            number = next(self._numbers)
            self._kept.setdefault(name, {})[number] = (key, made)
            self._used[number] = name
            if len(self._used) > self._most:
                oldest, its_name = self._used.popitem(last=False)
                del self._kept[its_name][oldest]
                if not self._kept[its_name]:
                    del self._kept[its_name]
        return made


KEPT = KeptDraws()
