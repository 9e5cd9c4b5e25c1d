"""Rates of return by compiled code against those by arrays, which are tested against closed forms and pyxirr."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from roi.sim.compiled.rates import rates
from roi.sim.compiled.tape import WIDTH
from roi.sim.irr import irr

SHAPES = ("conventional", "reversed", "alternating", "one-sided", "empty", "late", "sparse", "cancelling")


def flows_of(shape: str, periods: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Flows (periods + 1,) of one kind."""
    sizes = np.exp(rng.normal(0, 2, periods + 1))
    signs = np.ones(periods + 1)
    turn = int(rng.integers(1, periods + 1))
    if shape in ("conventional", "late", "sparse", "cancelling"):
        signs[:turn] = -1
    elif shape == "reversed":
        signs[turn:] = -1
    elif shape == "alternating":
        signs = rng.choice([-1.0, 1.0], periods + 1)
    elif shape == "empty":
        signs[:] = 0
    else:
        signs *= rng.choice([-1.0, 1.0])
    flows = signs * sizes
    if shape == "late":
        flows[: turn // 2] = 0
        flows[periods - (periods - turn) // 2 :] = 0
    if shape == "sparse":
        flows[rng.random(periods + 1) < 0.6] = 0
    if (
        shape == "cancelling"
    ):  # a rate of 0; with more changes of sign rounding alone would choose among rates
        flows[turn:] *= -flows[:turn].sum() / flows[turn:].sum()
    return flows


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    periods=st.sampled_from([1, 2, 3, 5, 36, 120]),
    shapes=st.lists(st.sampled_from(SHAPES), min_size=1, max_size=4),
    per_year=st.sampled_from([1, 12]),
)
def test_every_draw_of_a_tile_has_the_rate_that_arrays_give_it(
    seed: int, periods: int, shapes: list[str], per_year: int
) -> None:
    rng = np.random.default_rng(seed)
    flows = np.array([flows_of(shapes[k % len(shapes)], periods, rng) for k in range(WIDTH)]).T.copy()
    found = np.empty(WIDTH)
    rates(flows, periods, per_year, found)
    expected = irr(flows, per_year)
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    assert np.array_equal(np.isinf(found), np.isinf(expected))
    ordinary = np.isfinite(expected)
    # Both promise 1e-12 of 1 + rate for a well conditioned rate; a month's is raised to the twelfth power.
    assert found[ordinary] == pytest.approx(expected[ordinary], rel=2e-11, abs=2e-11)


def test_a_draw_does_not_depend_on_those_beside_it() -> None:
    rng = np.random.default_rng(3)
    flows = np.array([flows_of(SHAPES[k % len(SHAPES)], 36, rng) for k in range(WIDTH)]).T.copy()
    together, alone = np.empty(WIDTH), np.empty(WIDTH)
    rates(flows, 36, 12, together)
    for k in range(0, WIDTH, 17):
        rates(np.repeat(flows[:, k : k + 1], WIDTH, axis=1), 36, 12, alone)
        assert np.array_equal(alone, np.full(WIDTH, together[k]), equal_nan=True)
