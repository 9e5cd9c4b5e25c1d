"""Draws that are kept: made once while they are among those used last, and never written into."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.arrays import Array
from roi.sim.kept_draws import KeptDraws

MOST = 3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=40))
def test_what_was_used_last_is_not_made_again(wanted: Sequence[tuple[str, int]]) -> None:
    kept, used = KeptDraws(MOST), list[tuple[str, int]]()
    for name, key in wanted:
        made: list[Array] = []
        array = kept.take(name, key, _making(name, key, made))
        assert (array[0], array[1]) == (ord(name), key)
        assert bool(made) == ((name, key) not in used[-MOST:])
        used = [each for each in used if each != (name, key)] + [(name, key)]


def test_nobody_writes_into_them() -> None:
    array = KeptDraws().take("a", 1, lambda: np.zeros(2))
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1.0


def _making(name: str, key: int, made: list[Array]) -> Callable[[], Array]:
    def make() -> Array:
        made.append(np.array([float(ord(name)), float(key)]))
        return made[-1]

    return make
