"""Streams of random bits, one for each (seed, replicate, name), readable from any place.

Only the raw 64-bit output of NumPy's Philox is used: NumPy keeps the output of a bit generator and of
`SeedSequence` the same from version to version, which it does not promise of `Generator`'s methods
(NEP 19).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from functools import lru_cache
from itertools import permutations

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
    key = _MADE.get((seed, replicate, name)) or _key(seed, replicate, name)
    source = _SOURCE.placed(key, start // 4)
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
    words = np.random.SeedSequence([seed, replicate, _hashed(name)]).generate_state(2, np.uint64)
    return int(words[0]), int(words[1])


def _hashed(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])


_MADE: dict[tuple[int, int, str], tuple[int, int]] = {}
_MOST = 16_384  # keys made beforehand that are kept


def make_keys(seed: int, names: Iterable[str], replicates: range) -> None:
    """Have the keys of many streams at hand: one after the other they take longer than what is drawn."""
    streams = [
        (seed, replicate, name)
        for name in names
        for replicate in replicates
        if (seed, replicate, name) not in _MADE
    ]
    if not streams or seed > _MASK:  # a larger seed has more words
        return
    if len(_MADE) > _MOST:
        _MADE.clear()
    hashes = {name: _hashed(name) for _, _, name in streams}
    streams = [stream for stream in streams if hashes[stream[2]] > _MASK]  # a smaller number has fewer words
    words = [(seed, replicate, hashes[name] & _MASK, hashes[name] >> 32) for _, replicate, name in streams]
    states = _seed_states(np.array(words, dtype=np.uint32).reshape(-1, 4).T)
    _MADE.update((stream, (low, high)) for stream, (low, high) in zip(streams, states.tolist(), strict=True))


_MASK = 2**32 - 1
_HALF = np.uint32(16)


def _seed_states(entropy: NDArray[np.uint32]) -> Bits:
    """`SeedSequence(words).generate_state(2, np.uint64)` of each column of four words, (4, k): (k, 2).

    The hash of O'Neill (2015, "Developing a seed_seq alternative"), which NumPy keeps as it is (NEP 19).
    """

    constant, multiplier = 0x43B0D7E5, 0x931E8875

    def hashed(value: NDArray[np.uint32]) -> NDArray[np.uint32]:
        nonlocal constant
        value = value ^ np.uint32(constant)
        constant = constant * multiplier & _MASK
        value = value * np.uint32(constant)
        return np.asarray(value ^ (value >> _HALF))

    def mixed(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> NDArray[np.uint32]:
        both = np.uint32(0xCA01F9DD) * x - np.uint32(0x4973F715) * y
        return np.asarray(both ^ (both >> _HALF))

    pool = [hashed(row) for row in entropy]
    for source, target in permutations(range(4), 2):
        pool[target] = mixed(pool[target], hashed(pool[source]))
    constant, multiplier = 0x8B51F9DD, 0x58F38DED
    low, high, low_of_next, high_of_next = (hashed(each).astype(np.uint64) for each in pool)
    return np.stack([low | high << np.uint64(32), low_of_next | high_of_next << np.uint64(32)], axis=1)
