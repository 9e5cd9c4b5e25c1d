"""The root finder that inverts cumulative distribution functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from roi.arrays import Array
from roi.distributions.law import increasing_root

ROOTS = st.lists(st.floats(-100, 100), min_size=1, max_size=20)


@given(ROOTS, st.sampled_from(["line", "cube", "arctan", "step"]))
def test_finds_each_root(roots: list[float], shape: str) -> None:
    target = np.array(roots)
    forms: dict[str, Callable[[Array], Array]] = {
        "line": lambda d: d,
        "cube": lambda d: d**3,
        "arctan": np.arctan,
        "step": lambda d: np.sign(d) + 1e-9,
    }
    low, high = np.full(target.size, -120.0), np.full(target.size, 150.0)
    root = increasing_root(lambda x, at: forms[shape](x - at), target, low, high)
    # a cube underflows to 0 within 1e-100 of its root; the others are found to the last digits
    np.testing.assert_allclose(root, target, rtol=1e-14, atol=1e-13)


@given(ROOTS)
def test_an_element_does_not_depend_on_the_others(roots: list[float]) -> None:
    target = np.array(roots)

    def solve(part: np.ndarray) -> np.ndarray:
        ends = np.full(part.size, 200.0)
        return increasing_root(lambda x, at: np.expm1((x - at) / 50), part, -ends, ends)

    together = solve(target)
    alone = np.concatenate([solve(target[i : i + 1]) for i in range(target.size)])
    np.testing.assert_array_equal(together, alone)


def test_no_crossing_gives_the_nearer_end() -> None:
    low, high = np.array([1.0, 1.0]), np.array([2.0, 2.0])
    np.testing.assert_array_equal(
        increasing_root(lambda x, at: x - at, np.array([0.0, 9.0]), low, high), [1.0, 2.0]
    )
