"""The table for slow quantiles: its error, where it gives up, and its evenness."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from roi.distributions import fast_quantile, parse, tabulate
from roi.distributions.law import LARGEST_U
from roi.distributions.tabulated import FEWEST_DRAWS, LARGEST_ERROR, OCTAVES

SLOW = [
    "beta(2, 5)",
    "beta(0.1, 0.2)",  # both ends steep
    "beta(100_000, 3)",
    "gamma(0.1, 1)",
    "gamma(500, 2)",
    "pert(2, 2, 5)",
    "truncate(beta(2, 5), 0.1, 0.6)",
    "truncate(gamma(2, 3), 1)",
    "mixture(1, normal(0, 1), 1, normal(3, 1))",
]
U = np.concatenate(
    [np.random.default_rng(11).random(20_000), 0.5 ** np.arange(1, 30), [2.0**-53, 1e-9, 1 - 1e-9, LARGEST_U]]
)


@pytest.mark.parametrize("text", SLOW)
def test_error_is_below_its_limit_and_as_reported(text: str) -> None:
    distribution = parse(text)
    table = tabulate(distribution)
    assert table is not None
    first, last = distribution.p001_p999
    error = np.max(np.abs(table(U) - distribution.quantile(U))) / (last - first)
    assert error <= LARGEST_ERROR
    # seen at six places of each segment; elsewhere hardly more, and 1e-12 is rounding
    assert error <= 1.5 * table.error + 1e-12


@pytest.mark.parametrize("text", SLOW)
def test_stays_inside_the_support_and_rises(text: str) -> None:
    distribution = parse(text)
    table = tabulate(distribution)
    assert table is not None
    x = table(np.sort(U))
    low, high = distribution.support
    assert np.all((x >= low) & (x <= high))
    assert np.min(np.diff(x)) >= -2 * LARGEST_ERROR * np.ptp(distribution.p001_p999)


def test_far_tails_are_exact() -> None:
    distribution = parse("gamma(2, 3)")
    table = tabulate(distribution)
    assert table is not None
    edge = 2.0 ** -(OCTAVES + 1)
    u = np.array([2.0**-53, np.nextafter(edge, 0), 1 - edge / 1.001, LARGEST_U])
    np.testing.assert_array_equal(table(u), distribution.quantile(u))


@pytest.mark.parametrize(
    "text",
    [
        "mixture(1, uniform(0, 1), 1, uniform(10, 12))",  # a gap
        "mixture(7, normal(3, 1), 3, uniform(5, 9))",  # a kink
        "mixture(1, 0, 1, gamma(2, 3))",  # an atom
    ],
)
def test_gives_up_where_the_quantile_jumps_or_bends(text: str) -> None:
    distribution = parse(text)
    assert tabulate(distribution) is None
    assert fast_quantile(distribution, 1_000_000) == distribution.quantile


def test_only_for_many_draws_of_slow_families() -> None:
    slow, quick = parse("gamma(2, 3)"), parse("normal(2, 3)")
    assert fast_quantile(slow, FEWEST_DRAWS) == slow.quantile
    assert fast_quantile(slow, FEWEST_DRAWS + 1) != slow.quantile
    assert fast_quantile(quick, 1_000_000) == quick.quantile


def test_bits_do_not_depend_on_blocks_or_on_pickling() -> None:
    table = tabulate(parse("gamma(2, 3)"))
    assert table is not None
    whole = table(U)
    for size in (1, 7, 2_048):
        pieces = [pickle.loads(pickle.dumps(table))(U[i : i + size]) for i in range(0, 4_096, size)]
        np.testing.assert_array_equal(
            np.concatenate(pieces)[:4_096], whole[: len(np.concatenate(pieces))][:4_096]
        )
