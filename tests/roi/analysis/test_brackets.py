"""Brackets of a finer statistic around what a coarser one was seen to cross."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import roi
from roi.analysis.brackets import bracket, crossings, looked_through
from roi.analysis.solve import Target, solve
from roi.arrays import Array
from roi.sim.cuts import HEADLINE
from tests.support.models import money_case


@given(st.floats(0, 39), st.integers(0, 38))
def test_a_crossing_is_found_however_far_away(root: float, seen: int) -> None:
    (crossing,) = crossings(np.arange(39) == seen, np.full(40, True))
    assert crossing == (seen, (0, 39))
    low, high = bracket(lambda x: x - root, seen, seen + 1, (0, 39)) or (np.nan, np.nan)
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


OUTSIDE = np.geomspace(0.1, 100.0, 16)
SCANNED = np.concatenate([-OUTSIDE[::-1], np.linspace(0, 1, 33), 1 + OUTSIDE])


@given(
    st.floats(-90, 90),
    st.floats(0.01, 50),
    st.booleans(),
    st.floats(-0.3, 0.3),
    st.floats(-5, 5),
    st.integers(61, 65),
)
@example(
    middle=90.0, apart=50.0, up=True, bend=0.0, target=0.0, size=64
)  # crossed between the last two points
def test_no_crossing_is_passed_over(
    middle: float, apart: float, up: bool, bend: float, target: float, size: int
) -> None:
    grid = SCANNED[:size]

    def statistic(x: Array) -> Array:
        parabola = (x - middle) ** 2 - apart**2
        return np.asarray((parabola if up else -parabola) / apart + bend * x + target)

    values = looked_through(statistic, grid, target)
    assert np.array_equal(values >= target, statistic(grid) >= target)


@given(st.floats(0.1, 0.9), st.floats(0.8, 3), st.booleans())
def test_no_dip_that_a_fourth_of_the_points_hardly_sees_is_passed_over(
    middle: float, wide: float, down: bool
) -> None:
    """Flat but for a dip of a few points, `wide` in steps of the grid."""

    def statistic(x: Array) -> Array:
        dip = 10 - 12 * np.exp(-(((x - middle) * 32 / wide) ** 2))
        return np.asarray(dip if down else -dip)

    values = looked_through(statistic, SCANNED, 0.0)
    assert np.array_equal(values >= 0, statistic(SCANNED) >= 0)


@given(st.floats(-90, 90), st.floats(0.5, 40), st.floats(-0.99, 0.99))
def test_where_nothing_crosses_less_than_half_of_a_grid_is_worked_out(
    middle: float, steep: float, target: float
) -> None:
    seen: list[float] = []

    def statistic(x: Array) -> Array:
        seen.extend(x.tolist())
        return np.asarray(np.tanh((x - middle) / steep))

    values = looked_through(statistic, SCANNED, target)
    assert np.array_equal(values >= target, statistic(SCANNED) >= target)
    seen.clear()
    looked_through(lambda x: statistic(x) + 3, SCANNED, target - 9)
    assert len(seen) < SCANNED.size / 2


def test_what_has_no_value_is_looked_at() -> None:
    def statistic(x: Array) -> Array:
        return np.where(x < 0.3, np.nan, np.where(x > 50, np.inf, x - 20))

    values = looked_through(statistic, SCANNED, 0.0)
    assert np.array_equal(np.isnan(values), SCANNED < 0.3)
    assert np.array_equal(values > 0, SCANNED > 20)
    assert np.isnan(looked_through(lambda x: np.full(x.size, np.nan), SCANNED, 0.0)).all()


def test_an_artefact_of_few_draws_is_none() -> None:
    looked_at: list[float] = []

    def above(x: float) -> float:
        looked_at.append(x)
        return 1.0

    assert bracket(above, 7, 8, (3, 20)) is None
    assert (min(looked_at), max(looked_at)) == (3, 20)


@pytest.mark.parametrize("seed", range(6))
def test_a_tail_that_few_draws_do_not_see_hides_no_root(seed: int) -> None:
    """E[x − y] = 0 at x = E[y]: with a fat tail of y few draws put it many steps of the grid away."""
    run = roi.simulate(money_case("x - y", {"x": "5", "y": "pareto(1, 1.2)"}), draws=16_384, seed=seed)
    (root,) = solve(run, "x", Target(at="mean")).roots
    assert root.value == pytest.approx(5 - run.values("npv", HEADLINE).mean(), rel=1e-6)


def test_a_window_in_what_is_level_is_seen() -> None:
    """Three points of the grid lie within it, and none of those that are always looked at."""
    grid = np.linspace(0.0, 16.0, 17)
    values = looked_through(lambda x: np.where((x > 4.5) & (x < 7.5), 1.0, -1.0), grid, 0.0)
    assert np.flatnonzero(np.diff(values)).tolist() == [4, 7]
