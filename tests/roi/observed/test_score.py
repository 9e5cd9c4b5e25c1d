"""Scores of forecasts in made-up worlds where it is known how good they are, and in closed form."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import roi
from roi.model import resolve
from roi.observed.observations import Exact, Observation
from roi.observed.score import Came, came, crps, reference_class, scores
from tests.support.models import money_case


def world(deals: int, *, shift: float = 0.0, width: float = 1.0) -> list[Came]:
    """Figures of deals whose truth lies by a law `width` times as wide and `shift` spreads beside the forecast."""
    case = money_case("a + b", {"a": "normal(100, 20)", "b": "normal(50, 10)"})
    model = resolve(case)
    rng = np.random.default_rng(11)
    figures: list[Came] = []
    for k in range(deals):
        z = shift + width * rng.standard_normal(2)
        rows = [Observation("a", 100 + 20 * z[0], Exact()), Observation("b", 50 + 10 * z[1], Exact())]
        figures += came(f"deal-{k}", model, model, rows, f"author {k % 2}", seed=1)
    return figures


def test_good_forecasts_score_well() -> None:
    every, *groups = scores(world(60))
    assert every.deals == 60
    assert every.figures == sum(every.places) == 120
    assert every.inside.low <= 0.8 <= every.inside.high
    assert every.below.low <= 0.5 <= every.below.high
    assert every.width is not None
    assert every.width.low <= 1 <= every.width.high
    assert every.shift is not None
    assert every.shift.low <= 0 <= every.shift.high
    assert every.skill_evidence == pytest.approx(0, abs=1e-9)  # they were the evidence
    assert every.skill_plan > 0.1
    assert {group.name for group in groups} == {"author 0", "author 1"}
    assert sum(group.figures for group in groups) == every.figures


def test_ranges_that_were_too_narrow_are_seen() -> None:
    every = scores(world(40, width=2.5))[0]
    assert every.width is not None
    assert every.width.low > 1.5
    assert every.width.value == pytest.approx(2.5, rel=0.3)
    assert every.inside.high < 0.8


def test_a_bias_is_seen() -> None:
    every = scores(world(40, shift=-1.0))[0]
    assert every.shift is not None
    assert every.shift.value == pytest.approx(-1, abs=0.35)
    assert every.shift.high < 0
    assert every.bias is not None
    assert every.bias.value == pytest.approx(0.8, abs=0.05)


def test_two_deals_tell_nothing_of_width() -> None:
    every = scores(world(2))[0]
    assert every.width is None
    assert every.inside.low < 0.4
    assert scores([]) == ()


def test_an_answer_that_was_right_has_skill_over_the_evidence() -> None:
    case = money_case("a", {"a": "normal(100, 20)"})
    model = resolve(case, layers=[])
    sharp = resolve(money_case("a", {"a": "normal(120, 2)"}))
    figures = [
        each
        for k in range(5)
        for each in came(f"{k}", sharp, model, [Observation("a", 120.0 + k, Exact())], "", seed=1)
    ]
    assert scores(figures)[0].skill_evidence > 0.5


@given(mean=st.floats(-50, 50), sd=st.floats(0.1, 20), value=st.floats(-100, 100))
def test_crps_of_a_normal(mean: float, sd: float, value: float) -> None:
    """Gneiting & Raftery 2007, equation 5 in its closed form; equal steps of probability instead of draws."""
    z = (value - mean) / sd
    truth = sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi))
    forecast = mean + sd * stats.norm.ppf((np.arange(4_096) + 0.5) / 4_096)
    assert crps(forecast, value) == pytest.approx(truth, abs=1e-3 * sd)


def test_crps_of_one_number_is_its_distance() -> None:
    assert crps(np.full(8, 3.0), 5.0) == 2.0


def test_the_class_is_of_benefits_and_costs_in_all_their_months() -> None:
    unit_cost = world(1)[0]
    line = replace(unit_cost, name="gain", kind="benefit", value=60.0, p50=100.0)
    rows = [line, replace(line, value=100.0), replace(line, deal="other", value=-5.0), unit_cost]
    assert reference_class(rows) == {("deal-0", "gain"): 160 / 200}


def test_places_follow_the_forecast() -> None:
    model = resolve(money_case("a", {"a": "normal(100, 20)"}))
    run = roi.simulate(model, draws=1_024)
    rows = [Observation("a", 100 + 20 * stats.norm.ppf(p), Exact()) for p in (0.05,)]
    (figure,) = came("x", run.model, run.model, rows, "", seed=1)
    assert figure.place == pytest.approx(0.05, abs=0.01)
    assert figure.p50 == pytest.approx(100, abs=0.5)
    assert figure.kind == "input"


def test_intervals_are_those_of_student_and_of_chi_square() -> None:
    """95 %: of the mean over deals, and of the width, which has as many degrees of freedom as deals less one."""
    deals = 12
    figures = world(deals)
    every = scores(figures)[0]
    z = np.asarray(stats.norm.ppf([each.place for each in figures])).reshape(deals, 2)
    student = stats.ttest_1samp(z.mean(axis=1), 0.0).confidence_interval(0.95)
    assert every.shift is not None
    assert (every.shift.low, every.shift.high) == pytest.approx((student.low, student.high), rel=1e-9)
    squares = float(((z - z.mean()) ** 2).mean()) * deals
    ends = [math.sqrt(squares / stats.chi2.ppf(p, deals - 1)) for p in (0.975, 0.025)]
    assert every.width is not None
    assert (every.width.low, every.width.high) == pytest.approx(tuple(ends), rel=1e-6)
    assert every.width.value == pytest.approx(math.sqrt(squares / (deals - 1)), rel=1e-9)
