"""The certainty equivalent against closed forms, and where it is minus infinity."""

from __future__ import annotations

import math

import numpy as np
import pytest

import roi
from exports.document.result import result_document
from exports.markdown.result import result_markdown
from exports.story.contents import DocumentRequest
from exports.voice.certainty import TWICE, certainty_sentences
from roi.analysis.certainty import CertaintyEquivalent, certainty_equivalent
from roi.analysis.stress import parse_stress, stressed
from roi.distributions import parse
from roi.errors import RoiError
from tests.support.documents import case_of, flow


def run_of(cost: str, formula: str = "x", gain: str = "1_000", draws: int = 16_384) -> roi.Run:
    inputs = {
        "x": (cost, "USD"), "gain": (gain, "USD"), "one": (1, "USD"), "cap": (500, "USD"),
        "z": ("normal(0, 1)", "–"), "w": ("normal(0, 1)", "–"),
    }  # fmt: skip
    lines = {
        "cost": flow(formula, "USD", when="start", class_="run"),
        "benefit": flow("gain", "USD", when="start"),
    }
    return roi.simulate(case_of(inputs, lines), draws=draws)


def of(cost: str, tolerance: float, formula: str = "x", gain: str = "1_000") -> CertaintyEquivalent:
    return certainty_equivalent(run_of(cost, formula, gain), tolerance)


def test_of_a_normal_npv_it_is_the_mean_less_half_the_variance_over_the_tolerance() -> None:
    equivalent = of("normal(100, 20)", 50)
    assert equivalent.value.value == pytest.approx(900 - 20**2 / (2 * 50), abs=4 * equivalent.value.error)
    assert 0 < equivalent.value.error < 0.1
    assert equivalent.limited.value > equivalent.value.value


def test_of_an_exponential_cost_it_is_the_logarithm_of_its_moments() -> None:
    equivalent = of("gamma(1, 20)", 80)
    assert equivalent.value.value == pytest.approx(
        1_000 + 80 * math.log(1 - 20 / 80), abs=4 * equivalent.value.error
    )


def test_of_a_gain_with_an_exponential_tail() -> None:
    equivalent = of("5", 10, gain="gamma(1, 20)")  # E[exp(−X / R)] = 1 / (1 + 20 / R), finite for every R
    assert equivalent.value.value == pytest.approx(
        10 * math.log(1 + 20 / 10) - 5, abs=4 * equivalent.value.error
    )


def test_a_certain_case_is_worth_its_npv() -> None:
    equivalent = of("5", 50)
    assert equivalent.value.value == equivalent.limited.value == 995
    assert equivalent.value.error == 0


def test_a_large_tolerance_gives_the_mean_and_a_small_one_the_worst() -> None:
    run = run_of("uniform(0, 100)")
    npv = run.values("npv")
    large, small = (certainty_equivalent(run, tolerance).value.value for tolerance in (1e9, 1e-3))
    assert large == pytest.approx(float(npv.mean()), abs=1e-4)
    assert small == pytest.approx(float(npv.min()), abs=0.02)  # exp(−NPV / R) itself would overflow


@pytest.mark.parametrize(
    ("cost", "formula", "tolerance", "finite"),
    [
        ("lognormal(100, 20)", "x", 1e6, False),
        ("pareto(1, 3)", "x", 1e6, False),
        ("mean_of(100, 5, 20)", "x", 1e6, False),
        ("mixture(99%, uniform(1, 2), 1%, lognormal(5, 5))", "x", 1e6, False),
        ("truncate(lognormal(100, 20), high=500)", "x", 100, True),
        ("pareto(1, 3)", "min(x, cap)", 100, True),
        ("gamma(1, 20)", "x", 19.8, False),
        ("gamma(1, 20)", "x", 20.2, True),
        ("gamma(3, 20)", "x", 19.8, False),
        ("gamma(3, 20)", "x", 20.2, True),
        ("normal(100, 20)", "x * z", 19.8, False),  # E[exp(t XZ)] is finite for |t| below 1 / (sd sd)
        ("normal(0, 20)", "x * z", 20.2, True),
        ("normal(100, 20)", "x * z * w", 1e9, False),
        ("normal(100, 20)", "one * z * z", 1.98, False),
        ("normal(100, 20)", "one * z * z", 2.02, True),
    ],
)
def test_it_is_finite_where_the_tails_are_light_enough(
    cost: str, formula: str, tolerance: float, finite: bool
) -> None:
    equivalent = certainty_equivalent(run_of(cost, formula, draws=1_024), tolerance)
    assert (equivalent.value.value == -math.inf) is not finite
    assert bool(equivalent.because) is not finite
    assert math.isfinite(equivalent.limited.value)


def test_a_heavy_gain_does_no_harm() -> None:
    assert math.isfinite(of("5", 50, gain="lognormal(100, 50)").value.value)


def test_near_the_limit_the_error_is_unknown() -> None:
    assert math.isinf(of("gamma(1, 20)", 30).value.error)  # E[exp(−2 NPV / R)] is infinite


def test_a_metalog_without_bounds_falls_as_a_logistic_law() -> None:
    law = parse("range(10, 20, 35)").law
    rate = law.tails[1].rate
    x = law.quantile(np.array([1 - 1e-9, 1 - 1e-12]))
    assert math.log(1e3) / (x[1] - x[0]) == pytest.approx(rate, rel=0.01)


def test_a_stress_scales_the_tail() -> None:
    model = stressed(run_of("gamma(1, 20)", draws=1_024).model, [parse_stress("x*=2")])
    for tolerance, finite in ((39, False), (41, True)):
        equivalent = certainty_equivalent(roi.simulate(model, draws=1_024), tolerance)
        assert math.isfinite(equivalent.value.value) is finite


@pytest.mark.parametrize("tolerance", [0, -1, math.inf, math.nan])
def test_a_tolerance_is_an_amount_above_nothing(tolerance: float) -> None:
    with pytest.raises(RoiError, match="a risk tolerance of"):
        certainty_equivalent(run_of("5", draws=64), tolerance)


def test_words_say_what_it_is_worth_and_what_to_bear_in_mind() -> None:
    light = " ".join(certainty_sentences(of("normal(100, 20)", 50), "USD"))
    assert light.startswith("USD 896 ± <1 for a risk tolerance of USD 50.00")
    assert light.endswith(TWICE)
    heavy = " ".join(certainty_sentences(of("lognormal(100, 20)", 50), "USD"))
    assert "minus infinity" in heavy
    assert "“x” (lognormal(100, 20))" in heavy
    assert "P0.1" in heavy
    few = " ".join(certainty_sentences(of("normal(100, 20)", 3), "USD"))
    assert "of these draws only" in few


def test_documents_carry_it() -> None:
    run = run_of("lognormal(100, 20)", draws=1_024)
    equivalent = certainty_equivalent(run, 50)
    part = result_document(run, DocumentRequest(certainty=equivalent))["certainty_equivalent"]
    assert isinstance(part, dict)
    assert part["of_all"] == {"value": None, "error": None, "state": "unbounded"}
    assert part["because"] == ["x"]
    assert result_document(run)["certainty_equivalent"] is None
    assert "## Certainty equivalent" in result_markdown(run, DocumentRequest(certainty=equivalent))
    assert "Certainty equivalent" not in result_markdown(run)
