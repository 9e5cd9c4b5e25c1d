"""Drivers against a linear model, whose every measure has a closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

import cases
import roi
from roi.analysis.drivers import conditional_means, drivers, rank_correlation, tornado
from roi.analysis.scores import midranks, normal_scores
from roi.errors import RoiError
from roi.model.conditioning import conditioning
from roi.sim.cuts import CUTS, HEADLINE
from roi.sim.worksheet import worksheet
from tests.support.models import money_case

SHIPPED = ("bank-chatbot", "clinical-scribe", "code-assistant")
Z90 = stats.norm.ppf(0.9)


def linear(rank: float | None = None) -> roi.Run:
    """y = 3 a + 4 b + 0 c, all standard normal, a and b perhaps correlated."""
    pairs = [("a", "b", rank)] if rank is not None else []
    case = money_case(
        "3 * a + 4 * b + 0 * c",
        dict.fromkeys("abc", "normal(0, 1)"),
        correlations=pairs,
    )
    return roi.simulate(case, draws=8_192)


def test_tornado_of_a_linear_model() -> None:
    swings = tornado(linear().model)
    assert [swing.item.id for swing in swings] == ["b", "a", "c"]
    assert [swing.width for swing in swings] == pytest.approx([8 * Z90, 6 * Z90, 0], abs=1e-9)
    assert swings[0].at == pytest.approx((-Z90, Z90))
    assert swings[0].metric == pytest.approx((-4 * Z90, 4 * Z90))


@pytest.mark.parametrize("rank", [None, 0.5, -0.7])
def test_measures_of_a_linear_model(rank: float | None) -> None:
    r = 2 * np.sin(np.pi * (rank or 0) / 6)
    variance = 9 + 16 + 24 * r
    by_id = {driver.item.id: driver for driver in drivers(linear(rank))}
    for name, slope in (("a", 3 + 4 * r), ("b", 4 + 3 * r), ("c", 0.0)):
        driver = by_id[name]
        assert driver.share is not None
        assert driver.below is not None
        assert driver.above is not None
        # Correlated inputs move along: E[y | a] = (3 + 4 r) a.
        assert driver.share.value == pytest.approx(slope**2 / variance, abs=0.005)
        assert driver.above.value == pytest.approx(slope * stats.norm.pdf(Z90) / 0.1, abs=0.25)
        assert driver.below.value == pytest.approx(-slope * stats.norm.pdf(Z90) / 0.1, abs=0.25)
        pearson = slope / np.sqrt(variance)
        assert driver.rank.value == pytest.approx(6 / np.pi * np.arcsin(pearson / 2), abs=0.01)


def test_errors_of_replicates_cover_the_truth() -> None:
    case = money_case("3 * a + 4 * b", dict.fromkeys("ab", "normal(0, 1)"))
    misses = 0
    for seed in range(20):
        run = roi.simulate(case, draws=2_048, seed=seed, sampler="random")
        share = next(driver.share for driver in drivers(run) if driver.item.id == "a")
        assert share is not None
        misses += abs(share.value - 9 / 25) > share.half_width
    assert misses <= 4  # 95 % intervals: more than four of twenty have a chance of 0.3 %


@given(arrays(np.float64, 60, elements=st.sampled_from([0.0, 1.0, 2.5, 2.5, 7.0, np.inf])))
def test_midranks_are_scipys(values: np.ndarray) -> None:
    np.testing.assert_array_equal(midranks(values), stats.rankdata(values))


def test_rank_correlation_is_scipys_with_ties_and_infinities() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(16, 128))
    y = np.where(x + rng.normal(size=x.shape) > 1, np.inf, np.round(x + rng.normal(size=x.shape), 1))
    expected = float(stats.spearmanr(x.ravel(), np.where(np.isinf(y), 1e9, y).ravel()).statistic)
    assert rank_correlation(x, y).value == pytest.approx(expected, abs=1e-12)
    y[0, :5] = np.nan
    kept = ~np.isnan(y)
    expected = float(stats.spearmanr(x[kept], np.where(np.isinf(y), 1e9, y)[kept]).statistic)
    assert rank_correlation(x, y).value == pytest.approx(expected, abs=1e-12)


def test_conditional_means_are_those_of_the_tails() -> None:
    z = np.tile(np.arange(100.0), (16, 1))
    low, high = conditional_means(z, 2 * z)
    assert (low.value, high.value) == (9.0, 189.0)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_worksheet_repeats_the_simulation(name: str) -> None:
    run = roi.simulate(cases.load(name), draws=2_048)
    sheet = worksheet(run.model, run.prepared.inputs(3, 0, 128), 128)
    for metric in run.scope.metrics:
        for cut in CUTS:
            expected = run.values(metric, cut)[3]
            np.testing.assert_allclose(sheet.metric(metric, cut), expected, rtol=1e-10, atol=1e-4)


@pytest.mark.parametrize("name", SHIPPED)
def test_revising_one_input_is_evaluating_all_again(name: str) -> None:
    run = roi.simulate(cases.load(name), draws=2_048)
    inputs = run.prepared.inputs(0, 0, 64)
    sheet = worksheet(run.model, inputs, 64)
    for item in run.model.inputs:
        changed = {item.id: item.quantile(np.array([0.2]))}
        again = worksheet(run.model, {**inputs, **changed}, 64)
        for metric in ("npv", "payback_months"):
            np.testing.assert_allclose(
                sheet.revised(changed).metric(metric, HEADLINE),
                again.metric(metric, HEADLINE),
                rtol=1e-10,
                atol=1e-4,
            )


def test_correlated_inputs_move_along() -> None:
    run = linear(0.6)
    joint = run.prepared.joint_scores(0, 0, 512)
    r = 2 * np.sin(np.pi * 0.6 / 6)
    learnt = conditioning(run.model, ("a",))
    assert learnt is not None
    b = learnt.draws(joint, {"a": Z90}, 512)["b"]
    assert b.mean() == pytest.approx(r * Z90, abs=0.05)
    assert b.std() == pytest.approx(np.sqrt(1 - r**2), abs=0.05)
    assert learnt.ids == {"b"}
    assert conditioning(run.model, ("c",)) is None


def test_equal_values_of_a_discrete_input_have_equal_scores() -> None:
    run = roi.simulate(money_case("a", {"a": "discrete(1, 0.25, 5, 0.75)"}), draws=2_048)
    z = normal_scores(run.prepared)["a"]
    assert np.unique(z).size == 2
    assert np.unique(z) == pytest.approx(stats.norm.ppf([0.125, 0.625]))


def test_bad_input() -> None:
    run = roi.simulate(cases.load("clinical-scribe"), draws=2_048)
    with pytest.raises(RoiError, match="Did you mean 'npv'"):
        drivers(run, "nvp")
    with pytest.raises(RoiError, match="there is no cut"):
        drivers(run, "npv", "heads")  # type: ignore[arg-type]
    with pytest.raises(RoiError, match="needs 2,048 draws"):
        drivers(roi.simulate(run.model, draws=256))
    unstated = roi.simulate(cases.load("clinical-scribe"), draws=2_048, preset="report")
    with pytest.raises(RoiError, match="does not state all costs"):
        drivers(unstated)
    assert drivers(unstated, "pv_benefits")
    assert all(driver.share is None for driver in drivers(run, "payback_months"))
