import csv
import itertools
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import qmc

from roi.arrays import Array
from roi.sim.sobol import (
    DIMENSIONS,
    continued,
    direction_numbers,
    points,
    scrambled,
    scrambled_replicates,
)
from roi.sim.streams import to_unit

dimensions = st.none() | st.integers(0, DIMENSIONS - 1)


JOE_KUO = {  # polynomial, initial numbers: the first of new-joe-kuo-6.21201, which SciPy has
    1: (0b11, (1,)),
    2: (0b111, (1, 3)),
    3: (0b1011, (1, 3, 1)),
    4: (0b1101, (1, 1, 1)),
    5: (0b10011, (1, 1, 3, 3)),
    6: (0b11001, (1, 3, 5, 13)),
    7: (0b100101, (1, 1, 5, 5, 17)),
}


@pytest.mark.parametrize("dimension", JOE_KUO)
def test_points_of_other_initial_numbers_are_those_of_scipy_in_natural_order(dimension: int) -> None:
    columns = continued(*JOE_KUO[dimension])
    theirs = qmc.Sobol(8, scramble=False, bits=52).random(512)[:, dimension]
    index = np.arange(512)
    gray = index ^ (index >> 1)  # SciPy's n-th point is the natural point of n's Gray code
    assert np.array_equal(points(columns, 0, 512)[gray] * 2.0**-52, theirs)
    engine = qmc.Sobol(8, scramble=False, bits=30)  # SciPy cannot skip ahead with more bits
    engine.fast_forward(2**19 - 8)
    late = engine.random(8)[:, dimension]
    natural = [n ^ (n >> 1) for n in range(2**19 - 8, 2**19)]
    assert [int(points(columns, n, 1)[0]) >> 22 for n in natural] == (late * 2**30).tolist()


def test_the_table_is_one_of_primitive_polynomials_and_odd_numbers() -> None:
    """So that the points are Sobol's: 2^m of them in all dimensions of degree s are a (t, m, s)-net."""
    table = list(csv.DictReader((files("roi.sim") / "sobol.csv").read_text().splitlines()))
    assert len(table) == DIMENSIONS
    polynomials = [int(row["polynomial"]) for row in table]
    assert len(set(polynomials)) == DIMENSIONS
    for polynomial, row in zip(polynomials, table, strict=True):
        initial = [int(number) for number in row["initial"].split()]
        assert len(initial) == polynomial.bit_length() - 1
        assert all(number % 2 and number < 2 ** (j + 1) for j, number in enumerate(initial))
        assert polynomial == 1 or _order_of_x(polynomial) == 2 ** len(initial) - 1


def _order_of_x(polynomial: int) -> int:
    """The least n > 0 with x^n = 1 modulo the polynomial."""
    top = 1 << (polynomial.bit_length() - 1)
    power = 1
    for n in itertools.count(1):
        power <<= 1
        power = power ^ polynomial if power & top else power
        if power == 1:
            return n
    raise AssertionError


@given(dimensions, st.integers(0, 15), st.integers(0, 11))
def test_each_aligned_power_of_two_has_one_point_in_each_stratum(
    dimension: int | None, replicate: int, k: int
) -> None:
    for start in (0, 2**k, 37 * 2**k):
        u = scrambled(dimension, 7, replicate, "input", start, 2**k)
        assert np.array_equal(np.sort(np.floor(u * 2**k)), np.arange(2**k))


@given(
    st.integers(0, 2**40), st.integers(0, DIMENSIONS - 1), st.integers(0, DIMENSIONS - 1), st.integers(0, 6)
)
def test_a_scramble_keeps_the_net(seed: int, first: int, second: int, split: int) -> None:
    """Elementary boxes of volume 1/64 change places: as many hold as many of 64 points as without a scramble."""

    def counts(x: Array, y: Array) -> list[int]:
        boxes = np.floor(x * 2**split) * 2 ** (6 - split) + np.floor(y * 2 ** (6 - split))
        return sorted(np.bincount(boxes.astype(int), minlength=64).tolist())

    plain = (to_unit(points(direction_numbers(each), 0, 64)) for each in (first, second))
    mixed = (scrambled(each, seed, 0, name, 0, 64) for each, name in ((first, "x"), (second, "y")))
    assert counts(*mixed) == counts(*plain)


@given(dimensions, st.integers(0, 5000), st.integers(0, 3000))
def test_a_range_is_a_slice_of_the_sequence(dimension: int | None, start: int, count: int) -> None:
    whole = scrambled(dimension, 1, 2, "a", 0, 8192)
    assert np.array_equal(scrambled(dimension, 1, 2, "a", start, count), whole[start : start + count])


def test_points_lie_strictly_inside_and_are_symmetric_about_a_half() -> None:
    u = np.concatenate([scrambled(d, 3, 0, f"i{d}", 0, 4096) for d in range(40)])
    assert u.min() > 0
    assert u.max() < 1
    # 40 scrambles of 4,096 stratified points: the mean of a stratum has the deviation 1/(4096 sqrt(12)).
    assert abs(u.mean() - 0.5) < 1e-4


def test_seed_replicate_and_name_each_give_another_scramble() -> None:
    keys = [(1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b"), (1 + 2**32, 0, "a")]
    drawn = {scrambled(5, seed, replicate, name, 0, 64).tobytes() for seed, replicate, name in keys}
    assert len(drawn) == len(keys)


def test_replicates_are_unbiased_and_independent() -> None:
    """The first point of a scramble is uniform over scrambles: Kolmogorov-Smirnov over 2,000 replicates."""
    first = np.sort([scrambled(9, 4, r, "a", 0, 1)[0] for r in range(2000)])
    distance = np.max(np.abs(first - (np.arange(2000) + 0.5) / 2000))
    assert distance < 1.95 / np.sqrt(2000)  # the 0.1 % point of the Kolmogorov distribution


def test_points_are_known_bits() -> None:
    """Stored runs rely on these bits: a change of the stream or the scramble must be seen."""
    known = [0.14727009057301055, 0.3087047805889632]
    assert scrambled(3, 1, 2, "visits", 5, 2).tolist() == known


@pytest.mark.parametrize("dimension", [3, None])
@pytest.mark.parametrize("count", [2, 64, 1_024, 3_072])
def test_replicates_side_by_side_have_the_bits_of_each(count: int, dimension: int | None) -> None:
    together = scrambled_replicates(dimension, 9, range(2, 7), "x", count)
    each = [scrambled(dimension, 9, replicate, "x", 0, count) for replicate in range(2, 7)]
    np.testing.assert_array_equal(together, np.concatenate(each))


def test_inputs_without_a_dimension_meet_at_random() -> None:
    """Mean products of the scores of two or three inputs have about the variance of independent draws, 1/m."""
    for m in (64, 1_024):
        scores = ndtri(
            [scrambled_replicates(None, 5, range(64), f"i{j}", m).reshape(64, m) for j in range(10)]
        )
        for size in (2, 3):
            products = [np.prod(scores[list(several)], axis=0) for several in combinations(range(10), size)]
            assert np.mean([product.mean(axis=1) ** 2 for product in products]) * m == pytest.approx(
                1, abs=0.5
            )


def test_the_mean_of_an_input_without_a_dimension_is_stratified() -> None:
    means = scrambled_replicates(None, 5, range(32), "x", 1_024).reshape(32, -1).mean(axis=1)
    assert np.std(means) < 3 * 12**-0.5 / 1_024**1.5
