"""Brackets of a finer statistic around what a coarser one was seen to cross."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from roi.analysis.brackets import bracket, crossings
from roi.analysis.solve import Target, solve
from roi.sim.cuts import HEADLINE
from tests.support.models import money_case

GRID = np.arange(40.0)


@given(st.floats(0, 39), st.integers(0, 38))
def test_a_crossing_is_found_however_far_away(root: float, seen: int) -> None:
    (crossing,) = crossings(np.arange(39) == seen, np.full(40, True))
    assert crossing == (seen, (0, 39))
    low, high = bracket(lambda x: x - root, GRID, *crossing) or (np.nan, np.nan)
    assert low <= root <= high


@given(st.sets(st.integers(0, 38), min_size=1), st.sets(st.integers(0, 39)))
def test_neighbours_and_what_is_not_known_end_the_search(steps: set[int], gaps: set[int]) -> None:
    known = np.array([point not in gaps for point in range(40)])
    crosses = np.array([step in steps for step in range(39)]) & known[1:] & known[:-1]
    crossed = list(crossings(crosses, known))
    assert [k for k, _ in crossed] == list(np.flatnonzero(crosses))
    for k, (first, last) in crossed:
        assert first <= k < last
        assert known[first : last + 1].all()
        assert np.flatnonzero(crosses[first:last]).tolist() == [k - first]


def test_an_artefact_of_few_draws_is_none() -> None:
    assert bracket(lambda x: 1.0, GRID, 7, (3, 20)) is None


@pytest.mark.parametrize("seed", range(6))
def test_a_tail_that_few_draws_do_not_see_hides_no_root(seed: int) -> None:
    """E[x − y] = 0 at x = E[y]: with a fat tail of y few draws put it many steps of the grid away."""
    run = roi.simulate(money_case("x - y", {"x": "5", "y": "pareto(1, 1.2)"}), draws=16_384, seed=seed)
    (root,) = solve(run, "x", Target(at="mean")).roots
    assert root.value == pytest.approx(5 - run.values("npv", HEADLINE).mean(), rel=1e-6)
