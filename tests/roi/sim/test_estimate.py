import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from roi.sim.estimate import (
    T_975_15,
    Statistic,
    expected_shortfall,
    mean,
    probability,
    quantiles,
    standard_deviation,
)
from tests.support.examples import examples

P = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
finite = st.floats(-1e9, 1e9)
matrices = st.sampled_from([2, 4, 16]).flatmap(lambda m: arrays(np.float64, (16, m), elements=finite))


def test_t_is_student_s() -> None:
    assert pytest.approx(stats.t.ppf(0.975, 15), rel=1e-14) == T_975_15


@given(matrices)
def test_quantiles_are_numpy_s_inverted_cdf(values: np.ndarray) -> None:
    estimates = quantiles(values, P)
    pooled = np.quantile(values, P, method="inverted_cdf")
    rows = np.quantile(values, P, axis=1, method="inverted_cdf")
    assert [e.value for e in estimates] == pooled.tolist()
    # relative 1e-9 of the values' size: the same sums in another order
    assert [e.error for e in estimates] == pytest.approx(
        (rows.std(axis=1, ddof=1) / 4).tolist(), rel=1e-9, abs=1e-9 * np.abs(values).max()
    )


few = st.sampled_from([-1.0, 0.0, 1.0, 2.5, np.inf, -np.inf, np.nan])
ties = st.sampled_from([2, 4, 16]).flatmap(lambda m: arrays(np.float64, (16, m), elements=few))


@given(st.one_of(matrices, ties))
def test_quantiles_of_many_draws_are_found_without_sorting_all_together(values: np.ndarray) -> None:
    levels = (0.0, 0.07, *P, 1.0)
    by_sorting = quantiles(values, levels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("roi.sim.estimate.MANY", 2)
        by_looking = quantiles(values, levels)
    np.testing.assert_array_equal([e.value for e in by_looking], [e.value for e in by_sorting])
    np.testing.assert_array_equal([e.error for e in by_looking], [e.error for e in by_sorting])


def test_rank_is_not_pushed_up_by_rounding() -> None:
    values = np.arange(1.0, 1601.0).reshape(16, 100)
    assert quantiles(values, (0.07, 0.0, 1.0))[0].value == 112  # 0.07 × 1600 = 112.00000000000001
    assert [e.value for e in quantiles(values, (0.0, 1.0))] == [1, 1600]


def test_never_is_a_value_like_any_other() -> None:
    values = np.tile(np.arange(8.0), (16, 1))
    values[:, 6:] = np.inf
    values[0, 2:] = np.inf
    low, middle, high = quantiles(values, (0.1, 0.5, 0.9))
    assert low == Statistic(0.0, 0.0)
    assert middle.value == 4.0
    assert middle.error == np.inf
    assert high.value == np.inf
    assert np.isnan(high.error)
    assert quantiles(-values, (0.01,))[0].value == -np.inf


def test_undefined_draws_are_left_out_of_quantiles_and_not_of_means() -> None:
    values = np.random.default_rng(1).normal(size=(16, 64))
    values[3, :9] = np.nan
    (median,) = quantiles(values, (0.5,))
    assert median.value == np.nanquantile(values, 0.5, method="inverted_cdf")
    for estimate in (mean(values), standard_deviation(values), expected_shortfall(values)):
        assert np.isnan(estimate.value)
        assert np.isnan(estimate.error)
    values[3] = np.nan
    assert quantiles(values, (0.5,))[0].error == np.inf  # a replicate without a defined draw
    (nothing,) = quantiles(np.full((16, 2), np.nan), (0.5,))
    assert np.isnan(nothing.value)
    assert np.isnan(nothing.error)


@given(matrices)
def test_moments_are_numpy_s(values: np.ndarray) -> None:
    size = 1e-9 * np.abs(values).max()
    assert mean(values).value == pytest.approx(values.mean(), rel=1e-12, abs=size)
    assert mean(values).error == pytest.approx(values.mean(axis=1).std(ddof=1) / 4, rel=1e-9, abs=size)
    assert standard_deviation(values).value == pytest.approx(values.std(ddof=1), rel=1e-9, abs=size)


def test_infinite_draws_make_the_mean_infinite() -> None:
    values = np.zeros((16, 4))
    values[2, 1] = np.inf
    assert mean(values).value == np.inf
    assert np.isnan(mean(values).error)
    values[2, 2] = -np.inf
    assert np.isnan(mean(values).value)
    assert np.isnan(standard_deviation(values).value)


def test_probability_and_the_rule_of_three() -> None:
    events = np.zeros((16, 64), dtype=bool)
    assert probability(events) == Statistic(0.0, 3 / 1024)
    assert probability(~events) == Statistic(1.0, 3 / 1024)
    events[:8, 0] = True
    share = probability(events)
    assert share.value == 8 / 1024
    assert share.error == pytest.approx(np.std([1 / 64] * 8 + [0] * 8, ddof=1) / 4, rel=1e-12)


@given(matrices, st.floats(0.01, 1.0))
def test_expected_shortfall_is_the_mean_of_the_lower_quantiles(values: np.ndarray, share: float) -> None:
    """Acerbi & Tasche: (1/share) ∫ of the quantile function from 0 to share, here a step function."""
    ordered = np.sort(values, axis=None)
    n = ordered.size
    weights = np.clip(share * n - np.arange(n), 0, 1)
    expected = (ordered * weights).sum() / weights.sum()
    assert expected_shortfall(values, share).value == pytest.approx(
        expected, rel=1e-9, abs=1e-9 * np.abs(values).max()
    )


@examples(20)
@given(st.integers(0, 2**32))
def test_bits_do_not_depend_on_layout(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(16, 256))
    fortran = np.asfortranarray(values)
    for statistic in (mean, standard_deviation, expected_shortfall, lambda v: quantiles(v, P)):
        assert statistic(fortran) == statistic(values)


def test_intervals_cover() -> None:
    """95 % intervals of independent normal draws hold the truth in 95 % of 2,000 trials, ± 4 deviations."""
    rng = np.random.default_rng(8)
    hits = 0
    for _ in range(2000):
        estimate = mean(rng.normal(size=(16, 8)))
        hits += abs(estimate.value) <= estimate.half_width
    assert abs(hits / 2000 - 0.95) < 4 * np.sqrt(0.05 * 0.95 / 2000)


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="shape"):
        mean(np.zeros((15, 4)))


@pytest.mark.parametrize("among", [1, 15, 40])
def test_the_highest_of_many_stands_out_by_chance_no_oftener_than_one(among: int) -> None:
    """Estimates of 0 with the error of 16 replicates: the highest of them passes in 2.5 % of cases or fewer."""
    rows = np.random.default_rng(5).normal(size=(20_000, among, 16))
    highest = rows.mean(-1) / (rows.std(-1, ddof=1) / 4)
    passed = [Statistic(value, 1.0).stands_out(among) for value in highest.max(axis=1).tolist()]
    assert 0.015 < np.mean(passed) < 0.025 + 3 * (0.025 * 0.975 / 20_000) ** 0.5


def test_what_stands_out_alone_has_an_interval_above_0() -> None:
    assert Statistic(T_975_15 + 1e-9, 1.0).stands_out()
    assert not Statistic(T_975_15 - 1e-9, 1.0).stands_out()
    assert not Statistic(T_975_15 + 0.5, 1.0).stands_out(among=15)
    assert not Statistic(0.0, 0.0).stands_out()
    assert not Statistic(np.nan, np.nan).stands_out()
