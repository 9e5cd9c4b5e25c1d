"""The worth of a pilot against closed forms, nested simulation, and what it must be whatever the case."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import cases
import roi
from roi.analysis.information import information
from roi.analysis.pilot import PilotDesign, pilot
from roi.analysis.pilot_terms import Terms, two_arms
from roi.analysis.preposterior import Points
from roi.errors import RoiError
from tests.support.models import money_case

DRAWS = 16_384


def unit_loss(mean: float, sd: float) -> float:
    """E[max(0, N(mean, sd²))] − max(0, mean): Raiffa & Schlaifer 1961, section 5.4."""
    return float(sd * stats.norm.pdf(mean / sd) + mean * stats.norm.cdf(mean / sd) - max(0.0, mean))


def designed(terms: Terms, formula: str, draws: int = DRAWS, **inputs: str) -> PilotDesign:
    run = roi.simulate(money_case(formula, inputs, luck=["luck"] if "luck" in inputs else []), draws=draws)
    return pilot(run, ["x"], terms)


@pytest.mark.parametrize("mean", [-25.0, 0.0, 10.0])
@pytest.mark.parametrize("population", [None, 400])
def test_linear_normal(mean: float, population: int | None) -> None:
    """EVSI(n) in closed form, the gate where the posterior mean of the gain is 0, and how often it passes."""
    terms = Terms((90.0,), each=0.05, fixed=0.1, population=population)
    design = designed(terms, "x + luck", x=f"normal({mean}, 30)", luck="normal(0, 40)")
    for size in design.sizes:
        error = float(terms.error(size.n)[0])
        sd = 30**2 / math.hypot(30, error)  # standard deviation of the posterior mean
        assert size.information == pytest.approx(unit_loss(mean, sd), abs=0.02 * 30)
    assert design.limit == pytest.approx(unit_loss(mean, 30), abs=0.02 * 30)
    error = float(terms.error(design.best.n)[0])
    assert design.passing is not None
    assert design.passing.above
    assert design.passing.expected == pytest.approx(0, abs=1.5)
    shrunk = 30**2 / (30**2 + error**2)
    assert design.passing.measured == pytest.approx(mean - mean / shrunk, abs=2.5)
    sd = 30**2 / math.hypot(30, error)
    assert design.passes == pytest.approx(stats.norm.cdf(mean / sd), abs=0.02)
    law = stats.multivariate_normal(mean=[mean, mean], cov=[[900, sd**2], [sd**2, sd**2]])
    wrong = float(law.cdf([0.0, math.inf]) - law.cdf([0.0, 0.0]))  # x below 0, and it says go
    assert design.wrong_go == pytest.approx(wrong, abs=0.01)


def test_best_size_is_that_of_the_closed_form() -> None:
    terms = Terms((90.0,), each=0.05)
    design = designed(terms, "x + luck", x="normal(-5, 30)", luck="normal(0, 40)")
    ns = np.arange(1, 2_000)
    sds = 900 / np.sqrt(900 + 8_100 / ns)
    net = [unit_loss(-5.0, sd) - 0.05 * n for n, sd in zip(ns, sds, strict=True)]
    assert max(net) - net[design.best.n - 1] < 0.01 * max(net)
    for end in (design.least, design.most):
        assert net[end - 1] == pytest.approx(0.95 * max(net), rel=0.02)


def test_nested_simulation() -> None:
    """A nonlinear gain and a skewed prior: 2,000 data sets, for each 2,000 draws of the input given the data."""
    terms = Terms((1.5,), each=0.01)
    design = designed(terms, "20 * x - 4 * x ** 2 - 19", x="lognormal(1.6, 0.7)")
    rng = np.random.default_rng(7)
    width = math.sqrt(math.log1p((0.7 / 1.6) ** 2))
    law = stats.lognorm(width, scale=1.6 * math.exp(-(width**2) / 2))
    prior = law.ppf((np.arange(2_000) + 0.5) / 2_000)
    gain = 20 * prior - 4 * prior**2 - 19
    for size in design.sizes[::6]:
        error = float(terms.error(size.n)[0])
        data = prior + error * rng.standard_normal(2_000)
        weights = np.exp(-0.5 * ((data[:, None] - prior) / error) ** 2)
        means = weights @ gain / weights.sum(axis=1)
        chosen = np.maximum(0, means)
        truth, scatter = chosen.mean() - max(0, gain.mean()), chosen.std() / math.sqrt(2_000)
        assert abs(size.information - truth) < 4 * scatter + 0.02 * abs(truth)


def test_what_one_in_a_hundred_passes() -> None:
    """The worth lies in a tail that is not straight in the score: E[max(0, x − k)] of a lognormal, closed form."""
    width = math.sqrt(math.log1p(0.5**2))
    law = stats.lognorm(width, scale=10 * math.exp(-(width**2) / 2))
    k = float(law.ppf(0.99))
    d = (width**2 / 2 - math.log(k / 10)) / width
    truth = 10 * stats.norm.cdf(d) - k * stats.norm.cdf(d - width)  # Black & Scholes 1973, without interest
    design = designed(
        Terms((1.0,), each=0.01), f"x - {k!r} + luck", x="lognormal(10, 5)", luck="normal(0, 1)"
    )
    assert design.limit == pytest.approx(truth, rel=0.05)
    assert design.passing is not None
    assert design.passing.expected == pytest.approx(k, rel=0.02)


def test_waiting_costs_what_a_delay_costs() -> None:
    """Where going ahead is certain, a pilot is worth nothing and loses a month's delay for each month."""
    case = cases.load("code-assistant")
    run = roi.simulate(case, draws=4_096, overrides={"time_reduction": "normal(60, 1)"})
    delay = float(run.values("delay_cost").mean())
    design = pilot(run, ["time_reduction"], Terms((30.0,), each=1.0, months=3, population=10))
    assert run.values("npv").mean() > 0
    assert design.best.information == pytest.approx(0, abs=1e-4 * abs(delay))
    assert design.best.waiting == pytest.approx(3 * delay, rel=1e-4)
    assert not design.pays


@pytest.mark.parametrize("case", ["code-assistant", "bank-chatbot", "product-content"])
def test_what_holds_of_every_case(case: str) -> None:
    """More units tell more, never more than the truth, which is worth what `ask` says."""
    run = roi.simulate(cases.load(case), draws=4_096)
    ranked = information(run).ranked
    if not ranked:
        pytest.skip("no question of this case is worth something")
    question = next(each for each in ranked if len(each.items) == 1)
    item = question.items[0]
    spread = float(np.std(item.quantile((np.arange(512) + 0.5) / 512))) / item.unit.scale
    design = pilot(run, [item.id], Terms((4 * spread,), each=1.0, population=5_000))
    informed = [size.information for size in design.sizes]
    assert all(b >= a - 1e-9 * design.limit for a, b in pairwise(informed))
    assert max(informed) <= design.limit * (1 + 1e-9)
    assert informed[-1] == pytest.approx(design.limit, rel=1e-3)  # all of them measured
    assert abs(design.limit - question.value.value) < 4 * question.value.error + 0.02 * question.value.value


def test_two_inputs_on_the_same_units() -> None:
    """x + y, both measured: as one normal gain of both variances."""
    case = money_case("x + y + luck", {"x": "normal(-3, 20)", "y": "normal(0, 15)", "luck": "normal(0, 9)"},
                      luck=["luck"])  # fmt: skip
    run = roi.simulate(case, draws=DRAWS // 4)
    terms = Terms((60.0, 30.0), each=0.02)
    design = pilot(run, ["x", "y"], terms)
    assert design.passing is None
    for size in design.sizes[::5]:
        ex, ey = terms.error(size.n)
        sd = math.hypot(400 / math.hypot(20, ex), 225 / math.hypot(15, ey))
        assert size.information == pytest.approx(unit_loss(-3, sd), abs=0.05 * 25)


def test_correlated_inputs_are_learnt_too() -> None:
    case = money_case("x + y", {"x": "normal(0, 20)", "y": "normal(0, 20)"}, correlations=[("x", "y", 0.5)])
    alone = money_case("x + y", {"x": "normal(0, 20)", "y": "normal(0, 20)"})
    terms = Terms((1.0,), each=0.01)
    tied, free = (pilot(roi.simulate(each, draws=DRAWS), ["x"], terms) for each in (case, alone))
    r = 2 * math.sin(math.pi * 0.5 / 6)
    assert tied.limit == pytest.approx(unit_loss(0, 20 * (1 + r)), rel=0.02)
    assert free.limit == pytest.approx(unit_loss(0, 20), rel=0.02)


def test_two_arms_of_the_paper() -> None:
    """The website of Feit & Berman 2019, section 5.1: 100,000 visitors, conversion 0.68 ± 0.03, 2,284 an arm."""
    assert two_arms(100_000, math.sqrt(0.68 * 0.32), 0.03) == pytest.approx(2_284, abs=1)


def test_the_gate_of_the_truth_is_where_the_gain_is_0() -> None:
    """Measured without an error, wherever the points lie; with one it is drawn away from the middle of the law."""
    values = np.array([[-10.0], [-4.0], [1.0], [13.0]])
    points = Points(values, values - 3.0, values)
    sharp = points.passing(np.array([0.0]), 0)
    assert sharp is not None
    assert (sharp.expected, sharp.measured) == pytest.approx((3.0, 3.0))
    blunt = points.passing(np.array([20.0]), 0)
    assert blunt is not None
    assert blunt.expected == pytest.approx(3.0)
    assert blunt.measured > 10.0
    assert points.preposterior(np.array([0.0])).chosen[0] == pytest.approx(10.0 / 4)


@given(
    gaps=st.lists(st.floats(1e-4, 1e4), min_size=2, max_size=40),
    first=st.floats(-1e3, 1e3),
    scale=st.floats(1e-3, 1e3),
    bends=st.lists(st.floats(-1, 1), min_size=41, max_size=41),
    share=st.floats(-9, 2).map(lambda power: 10.0**power),
)
def test_of_points_with_any_gaps(
    gaps: list[float], first: float, scale: float, bends: list[float], share: float
) -> None:
    """What one gains by choosing, and how often one goes ahead, as sums over the data in small steps.

    Whatever the error one never loses by choosing, and gains no more than by knowing the truth.
    """
    values = scale * (first + np.cumsum(gaps))
    gains = np.array(bends[: len(gaps)])
    error = share * float(np.ptp(values)) + 1e-9 * float(np.abs(values).max())  # what doubles can tell apart
    expected = Points(values[:, None], gains[:, None], values[:, None]).preposterior(np.array([error]))
    near = np.unique(values[:, None] + error * np.linspace(-9, 9, 361))
    density = stats.norm.pdf((near[:, None] - values) / error) / (error * len(values))
    steps = np.gradient(near)
    truth = float((steps * np.maximum(0.0, density @ gains)).sum())
    size = float(np.abs(gains).max())
    assert expected.chosen[0] == pytest.approx(truth, abs=5e-4 * size)
    assert (expected.going[:, 0] >= -1e-12).all()
    assert (expected.going[:, 0] <= 1 + 1e-12).all()
    assert max(0.0, gains.mean()) - 1e-9 * size <= expected.chosen[0]
    assert expected.chosen[0] <= np.maximum(gains, 0).mean() + 1e-9 * size


@pytest.mark.parametrize(
    ("inputs", "terms", "says"),
    [
        (["nobody"], Terms((1.0,), 1.0), "no input"),
        (["luck"], Terms((1.0,), 1.0), "luck"),
        (["fixed"], Terms((1.0,), 1.0), "one value"),
        (["x", "x"], Terms((1.0, 1.0), 1.0), "once"),
        (["x"], Terms((1.0, 2.0), 1.0), "unit_sd: 2 numbers for 1 input"),
        (["x"], Terms((), 1.0), "unit_sd: 0 numbers for 1 input"),
        (["x"], Terms((1.0,), 1.0, systematic=(1.0, 2.0)), "systematic: 2 numbers for 1 input"),
        (["x"], Terms((0.0,), 1.0), "standard deviation"),
        (["x"], Terms((math.nan,), 1.0), "standard deviation"),
        (["x"], Terms((1.0,), -1.0), "0 or more"),
        (["x"], Terms((1.0,), 0.0), "no end"),
        (["x"], Terms((1.0,), 1.0, population=0), "population"),
        (["x"], Terms((1.0,), 1.0, months=math.inf), "0 or more"),
    ],
)
def test_terms_that_make_no_sense(inputs: list[str], terms: Terms, says: str) -> None:
    case = money_case("x + luck + fixed", {"x": "normal(0, 1)", "luck": "normal(0, 1)", "fixed": "3"},
                      luck=["luck"])  # fmt: skip
    run = roi.simulate(case, draws=4_096)
    with pytest.raises(RoiError, match=says):
        pilot(run, inputs, terms)
