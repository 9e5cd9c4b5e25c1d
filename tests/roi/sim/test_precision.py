"""As many draws as a precision needs: reached, or said what was reached."""

from __future__ import annotations

import math

import pytest

import cases
import roi
from roi.errors import RoiError
from roi.model import resolve
from roi.sim import precision as search
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
    ("draws", "reached", "following_draws"),
    [
        (1_024, 0.0021, 2_048),
        (16_384, 0.0021, 32_768),
        (16_384, 0.0035, 65_536),
        (16_384, 0.5, 131_072),
        (16_384, math.inf, 32_768),
        (32_768, 0.0046, 196_608),
        (49_152, 0.0021, 65_536),
        (131_072, 0.00201, 163_840),
        (131_072, 0.0026, 229_376),
        (163_840, 0.0021, 196_608),
    ],
)  # fmt: skip
def test_the_next_draws_are_those_that_the_error_asks_for(
    draws: int, reached: float, following_draws: int
) -> None:
    """For 0.002: errors fall with the root of the draws; at least the next number, at most eightfold."""
    assert following(draws, reached, 0.002) == following_draws


def test_a_run_may_end_between_two_powers_of_two_and_is_repeated_by_its_draws() -> None:
    model = resolve(cases.load("bank-chatbot"), horizon=12)
    run, precision = roi.simulate_to(model, 0.0045)
    assert precision.draws == 49_152
    assert precision.met
    again = roi.simulate(model, draws=precision.draws, scope="npv")
    assert again.draws_used == precision.draws
    assert (again.values("npv") == run.values("npv")).all()


def test_fewer_draws_than_were_run_will_do_where_they_are_precise_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After 16,384 draws, far too many: the first numbers of those that are precise enough are run again."""
    model = resolve(cases.load("bank-chatbot"), horizon=12)
    as_it_is = roi.simulate_to(model, 0.0045)[1]

    def far(n: int, reached: float, share: float) -> int:
        return following(n, reached, share) if reached == share else 131_072

    monkeypatch.setattr(search, "following", far)
    assert roi.simulate_to(model, 0.0045)[1] == as_it_is
    assert as_it_is.draws < 131_072


def test_a_hypercube_has_a_power_of_two_of_draws() -> None:
    run, precision = roi.simulate_to(resolve(cases.load("bank-chatbot"), horizon=12), 0.008, sampler="lhs")
    assert precision.met
    assert run.draws_used == precision.draws == 65_536  # 49,152 were looked for


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
