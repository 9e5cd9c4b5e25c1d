"""Infinite means and variances are found where they reach money, and no figure is shown that rests on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import roi
from roi.analysis.information import information
from roi.analysis.stress import parse_stress, stressed
from roi.distributions import parse
from roi.errors import RoiError
from roi.sim.moments import heavy_tails
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.documents import case_of, flow

USD = "USD"


def run_of(value: str, formula: str = "x", **more: Any) -> roi.Run:
    inputs = {
        "x": (value, USD),
        "y": ("uniform(50, 150)", USD),
        "p": ("bernoulli(20%)", "–"),
        "one": (1, USD),
        "cap": (90, USD),
    }
    lines = {
        "fee": flow(formula, when="start", unit=USD, class_="run"),
        "gain": flow("y", when="month 12", unit=USD),
    }
    return roi.simulate(case_of(inputs, lines, **more), draws=1_024)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("pareto(1, 0.5)", 0.5),
        ("mixture(90%, normal(5, 1), 10%, pareto(1, 1.2))", 1.2),
        ("truncate(pareto(1, 0.5), low=3)", 0.5),
        ("truncate(pareto(1, 0.5), high=30)", math.inf),
        ("lognormal(5, 50)", math.inf),
        ("gamma(0.1, 5)", math.inf),
        ("mixture(50%, truncate(pareto(1, 0.5), high=30), 50%, pareto(2, 3))", 3),
    ],
)
def test_a_law_knows_which_moments_are_finite(text: str, order: float) -> None:
    assert parse(text).law.moments == order


def test_what_is_too_large_far_out_is_in_the_size_of_the_input() -> None:
    (tail,) = heavy_tails(run_of("pareto(1, 1.5)", "(x / one) ** 31 * one").prepared)
    assert tail.costs == 1.5


@pytest.mark.parametrize(
    ("formula", "order"),
    [
        ("x", 0.5), ("2 * x + y", 0.5), ("(x / one) ** 0.3 * one", 0.5 / 0.3), ("min(x, cap)", None),
        ("p * x", 0.5),
        ("y / (1 + x / one)", None),
    ],
)  # fmt: skip
def test_a_tail_counts_as_far_as_it_reaches_money(formula: str, order: float | None) -> None:
    tails = heavy_tails(run_of("pareto(1, 0.5)", formula).prepared)
    assert [tail.costs for tail in tails] == ([] if order is None else [pytest.approx(order, rel=1e-3)])


def test_an_infinite_mean_is_not_shown() -> None:
    run = run_of("pareto(1, 0.5)")
    summary = run.summary()
    for name in ("npv", "pv_costs"):
        assert math.isnan(summary.metrics["headline"][name].mean.value)
        assert math.isfinite(summary.metrics["headline"][name].percentiles[50].value)
    assert math.isfinite(summary.metrics["headline"]["pv_benefits"].mean.error)
    assert math.isnan(summary.shortfall["headline"].value)
    assert "mean is infinite" in " ".join(summary.remarks)
    with pytest.raises(RoiError, match="no finite mean"):
        information(roi.simulate(run.model, draws=4_096))


def test_an_infinite_variance_leaves_the_error_unknown() -> None:
    summary = run_of("pareto(1, 1.5)").summary()
    mean = summary.metrics["headline"]["npv"].mean
    assert math.isfinite(mean.value)
    assert math.isinf(mean.error)
    assert "variance is infinite" in " ".join(summary.remarks)


@pytest.mark.parametrize("text", ["metalog(p10=1, p50=2, p90=4.5, min=0)", "mean_of(0, 1, 4)"])
def test_moments_end_where_the_tail_falls_as_a_power(text: str) -> None:
    law = parse(text).law
    first, second = 1 - law.cdf(law.quantile(np.array([1 - 1e-7])) * np.array([1.0, 2.0]))
    assert -math.log2(second / first) == pytest.approx(law.moments, rel=0.02)


def test_tails_without_an_end_on_both_sides_fall_exponentially() -> None:
    assert parse("range(1, 3, 6)").law.moments == math.inf


def test_a_square_has_half_the_moments() -> None:
    tails = heavy_tails(run_of("pareto(1, 3)", "x * x / one").prepared)
    assert [tail.costs for tail in tails] == [pytest.approx(1.5, rel=1e-3)]


def test_a_stressed_tail_is_as_heavy() -> None:
    model = stressed(run_of("pareto(1, 0.9)").model, [parse_stress("x*=2")])
    assert [tail.costs for tail in heavy_tails(prepare(model, planned(64, 1)))] == [pytest.approx(0.9)]
