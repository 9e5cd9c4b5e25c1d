"""As many draws as a precision needs: reached, or said what was reached."""

from __future__ import annotations

import math

import pytest

import cases
import roi
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.precision import following
from tests.support.documents import case_of, flow


def test_the_errors_are_below_what_was_asked() -> None:
    model = resolve(cases.load("bank-chatbot"))
    run, precision = roi.simulate_to(model, 0.01, draws=1_024)
    npv = run.summary().metrics["headline"]["npv"].percentiles
    spread = npv[90].value - npv[10].value
    largest = max(npv[p].error for p in (10, 50, 90)) / spread
    assert precision.met
    assert precision.draws == run.draws_used > 1_024
    assert precision.reached == pytest.approx(largest, rel=1e-12)
    assert largest <= 0.01


@pytest.mark.parametrize(
    ("reached", "times"), [(0.0021, 2), (0.0033, 2), (0.004, 4), (0.0068, 8), (0.5, 8), (math.inf, 2)]
)
def test_the_next_draws_are_a_power_of_two_times_the_last(reached: float, times: int) -> None:
    """For 0.002: errors fall with the power 0.6 of the draws, at least doubled and at most eightfold."""
    assert following(16_384, reached, 0.002) == times * 16_384


def test_what_cannot_be_reached_is_told() -> None:
    model = resolve(cases.load("bank-chatbot"))
    run, precision = roi.simulate_to(model, 1e-6, draws=1_024, most=10_000)
    assert run.draws_used == 8_192
    assert not precision.met
    assert "not reached" in precision.words()
    assert "8,192 draws" in precision.words()


def test_without_uncertainty_the_first_run_will_do() -> None:
    model = resolve(case_of({"x": (5, "USD/month")}, {"gain": flow("x"), "cost": flow("x", class_="run")}))
    run, precision = roi.simulate_to(model, 0.01, draws=64)
    assert (run.draws_used, precision.reached, precision.met) == (64, 0.0, True)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1e-7, 1e-300, 5e-324, math.inf, -math.inf, math.nan])
def test_a_share_lies_between_what_can_be_reached_and_1(share: float) -> None:
    with pytest.raises(RoiError, match=r"not between 0 and 1|finer than any number of draws"):
        roi.simulate_to(resolve(cases.load("bank-chatbot")), share)


def test_a_preset_without_costs_has_no_npv_to_be_precise_about() -> None:
    with pytest.raises(RoiError, match="does not state"):
        roi.simulate_to(resolve(cases.load("bank-chatbot"), preset="report"), 0.01)
