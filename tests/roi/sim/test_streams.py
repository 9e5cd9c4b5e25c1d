"""Streams of bits are NumPy's Philox from any place, whichever thread asks, in whatever order."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from roi.sim.streams import Bits, make_keys, random_bits

Place = tuple[int, int, str, int, int]
PLACES = st.tuples(
    st.integers(0, 2**63 - 1), st.integers(0, 31), st.text(max_size=3), st.integers(0, 40), st.integers(0, 20)
)


def fresh(seed: int, replicate: int, name: str, start: int, count: int) -> Bits:
    """By a generator of its own."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    key = np.random.SeedSequence([seed, replicate, digest]).generate_state(2, np.uint64)
    return np.asarray(np.random.Philox(key=key).random_raw(start + count)[start:], dtype=np.uint64)


@given(st.lists(PLACES, min_size=1, max_size=6))
def test_a_stream_is_read_from_any_place(places: list[Place]) -> None:
    with ThreadPoolExecutor(2) as pool:
        for place, bits in zip(places, pool.map(lambda each: random_bits(*each), places), strict=True):
            np.testing.assert_array_equal(bits, fresh(*place))


@given(st.integers(0, 2**33), st.lists(st.text(max_size=3), max_size=4), PLACES)
def test_keys_that_are_made_together_are_those_of_each(seed: int, names: list[str], place: Place) -> None:
    make_keys(seed, names, range(16))
    for name in names:
        for replicate in (0, 7, 15):
            there = (seed, replicate, name, *place[3:])
            np.testing.assert_array_equal(random_bits(*there), fresh(*there))
