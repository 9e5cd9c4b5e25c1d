"""Streams of random bits, one for each (seed, replicate, name), readable from any place.

Only the raw 64-bit output of NumPy's Philox is used: NumPy keeps the output of a bit generator and of
`SeedSequence` the same from version to version, which it does not promise of `Generator`'s methods
(NEP 19).
"""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array

Bits = NDArray[np.uint64]

BITS = 52
"""Bits of a uniform: with the half added below, 53, which is all that a double holds."""


def random_bits(seed: int, replicate: int, name: str, start: int, count: int) -> Bits:
    """The 64-bit words [start, start + count) of the stream that belongs to the three keys, shape (count,).

    Philox is counter-based (Salmon et al. 2011), four words to a counter, so that any range costs the same.
    """
    skipped = start % 4
    source = _SOURCE.placed(_key(seed, replicate, name), start // 4)
    return np.asarray(source.random_raw(skipped + count)[skipped:], dtype=np.uint64)


def to_unit(bits: Bits) -> Array:
    """52-bit integers x as (x + 1/2) 2^-52: exact, inside the open interval (0, 1), symmetric about 1/2."""
    return (bits.astype(np.float64) + 0.5) * 2.0**-BITS


class _Source(threading.local):
    """The generator of a thread: to make one takes longer than what is drawn of it."""

    def __init__(self) -> None:
        self._generator = np.random.Philox(0)
        self._state = self._generator.state
        self._state["buffer_pos"] = len(self._state["buffer"])  # nothing of another counter is left

    def placed(self, key: tuple[int, int], counter: int) -> np.random.Philox:
        """It, about to give the words of a counter of the stream with that key."""
        self._state["state"]["key"][:] = key
        self._state["state"]["counter"][:] = (counter, 0, 0, 0)
        self._generator.state = self._state
        return self._generator


_SOURCE = _Source()


@lru_cache(maxsize=65_536)
def _key(seed: int, replicate: int, name: str) -> tuple[int, int]:
    digest = hashlib.sha256(name.encode()).digest()
    words = np.random.SeedSequence([seed, replicate, int.from_bytes(digest[:8])]).generate_state(2, np.uint64)
    return int(words[0]), int(words[1])
