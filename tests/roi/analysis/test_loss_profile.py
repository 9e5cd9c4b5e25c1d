"""What losing draws have in common."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import cases
import roi
from roi.analysis.loss_profile import losing, luck_values, standardised_difference
from roi.errors import RoiError
from roi.sim.block import luck_lines
from roi.sim.evaluate import evaluate_block
from tests.support.documents import case_of, flow
from tests.support.models import money_case


def test_difference_of_a_normal_input() -> None:
    """NPV = a: losing draws are the half below 0, d = −2 √(2/π) / √(1 − 2/π)."""
    run = roi.simulate(money_case("a + 0 * b", dict.fromkeys("ab", "normal(0, 1)")))
    profile = losing(run)
    assert profile.share.value == pytest.approx(0.5, abs=1e-3)
    assert profile.mean == pytest.approx(-np.sqrt(2 / np.pi), abs=0.01)
    (a,) = profile.inputs  # b is as in other draws, and not told
    assert a.size.value == pytest.approx(-2 * np.sqrt(2 / np.pi) / np.sqrt(1 - 2 / np.pi), abs=0.02)
    assert (a.losing, a.other) == pytest.approx((stats.norm.ppf(0.25), stats.norm.ppf(0.75)), abs=0.01)


def test_standardised_difference_does_not_know_units() -> None:
    rng = np.random.default_rng(1)
    x, chosen = rng.normal(size=(16, 64)), rng.random((16, 64)) < 0.3
    d = standardised_difference(x, chosen)
    scaled = standardised_difference(1e6 * x + 5, chosen)
    assert (scaled.value, scaled.error) == pytest.approx((d.value, d.error))
    assert standardised_difference(-x, chosen).value == pytest.approx(-d.value)
    assert np.isnan(standardised_difference(np.ones((16, 4)), chosen[:, :4]).value)


@pytest.mark.parametrize("name", ["bank-chatbot", "clinical-scribe", "code-assistant"])
def test_shipped_cases_lose_less_where_they_stop_early(name: str) -> None:
    run = roi.simulate(cases.load(name))
    profile = losing(run)
    npv = run.values("npv")
    assert profile.share.value == (npv < 0).mean()
    luck = {entry.line.id: entry for entry in profile.luck}
    assert luck["abandoned"].cheaper_ending
    assert luck["abandoned"].loss_with > luck["abandoned"].loss_without
    assert luck["abandoned"].losing > luck["abandoned"].other
    assert not luck["overrun"].cheaper_ending
    sizes = [abs(entry.size.value) for entry in profile.inputs]
    assert sizes == sorted(sizes, reverse=True)


def test_lines_of_chance_alone_are_those_of_the_whole() -> None:
    run = roi.simulate(cases.load("bank-chatbot"), draws=1_024)
    inputs = run.prepared.inputs(0, 0, 64)
    whole = evaluate_block(run.model, inputs).values
    for name, value in luck_values(run.model, inputs).items():
        np.testing.assert_array_equal(value, whole[name])


def test_no_draw_loses_or_every_one() -> None:
    """Neither is an error: there is nothing to compare, and the error is that of the rule of three."""
    for value, share, mean in (("uniform(1, 2)", 0, math.nan), ("uniform(-2, -1)", 1, -1.5)):
        profile = losing(roi.simulate(money_case("a", {"a": value}), draws=1_024))
        assert (profile.alike, profile.share.value, profile.share.error) == (True, share, 3 / 1_024)
        assert profile.mean == pytest.approx(mean, abs=1e-3, nan_ok=True)
        assert (profile.inputs, profile.luck) == ((), ())
    some = losing(roi.simulate(money_case("a", {"a": "normal(0, 1)"}), draws=1_024))
    assert not some.alike


def test_too_few_to_compare() -> None:
    rare = money_case("a", {"a": "uniform(-1, 999)"})
    with pytest.raises(RoiError, match="only 1 of 1,024 draws lose") as raised:
        losing(roi.simulate(rare, draws=1_024))
    draws = int(str(raised.value.hint).removeprefix("Use draws=").rstrip("."))
    assert losing(roi.simulate(rare, draws=draws)).share.value == pytest.approx(0.001, rel=0.1)
    with pytest.raises(RoiError, match="does not state all costs"):
        losing(roi.simulate(cases.load("clinical-scribe"), preset="report"))


def test_an_input_that_cannot_matter_is_hardly_ever_named() -> None:
    """Twelve inputs whose effect is nothing beside one that decides: few runs of few draws name any of them."""
    inputs = {f"x{place}": ("uniform(0, 1)", "USD") for place in range(12)} | {
        "y": ("normal(1, 40)", "USD"),
        "w": ("0.001", "–"),
    }
    parts = " + ".join(f"x{place} * w" for place in range(12))
    lines = {
        "gain": flow(f"y + {parts}", unit="USD", when="start"),
        "fee": flow("x0 * w", unit="USD", class_="run", when="start"),
    }
    document = case_of(inputs, lines)
    named = 0
    for seed in range(1, 41):
        profile = losing(roi.simulate(document, draws=1_024, seed=seed))
        assert profile.inputs[0].item.id == "y"
        named += len(profile.inputs) > 1
    assert named <= 5  # a difference below a tenth of a standard deviation is not named either


def test_a_measurement_with_its_error_is_no_event() -> None:
    """It is never what the plan has: nobody learns anything from “not as planned in 100 % of draws”."""
    run = roi.simulate(cases.load("localisation"), option="pilot", draws=4_096)
    assert "measured" in luck_lines(run.model)
    assert "measured" not in run.off_plan
    assert 0 < run.off_plan["passed"] < 1
    assert {event.line.id for event in losing(run).luck} == set(run.off_plan)
