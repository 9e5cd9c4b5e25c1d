"""What was observed beside an input that answers are divided by is held against them as they are divided by it."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from roi.case import Override
from roi.errors import NOWHERE
from roi.model import Layer
from roi.observed.observations import Error, Exact, Observation, StandardError
from roi.observed.update import update
from roi.sim.gate import resolve
from roi.sim.run import Run, simulate

CASE = Path(__file__).parents[2] / "tui" / "desk" / "chained.toml"
SEATS = Override("1500", dividend=("3,000 seat",), divisor="2.0 seat/employee")
TICKETS = Override("1.33333333333", dividend=("24,000 ticket/year",), divisor="1500.0 employee")
PRECISE = StandardError(200.0)


def run(wage: Override) -> Run:
    answers = {"employees": SEATS, "tickets": TICKETS, "wage": wage}
    return simulate(
        resolve(cases.load(CASE), layers=[Layer("estimate", NOWHERE, answers)]), draws=1_024, seed=1
    )


YEARLY = Override("38.8888888889", dividend=("70,000 USD/FTE/year",), divisor="1800.0 hour/year/FTE")
SPAN = Override(
    "range(33.3333333333, 38.8888888889, 50)",
    dividend=("60,000 USD/FTE/year", "70,000 USD/FTE/year", "90,000 USD/FTE/year"),
    divisor="1800.0 hour/year/FTE",
)


@pytest.mark.parametrize("wage", [YEARLY, SPAN])
@pytest.mark.parametrize(
    ("name", "value", "error"),
    [("hours", 1_000.0, Exact()), ("hours", 1_500.0, StandardError(50.0)), ("seats_each", 3.0, Exact())],
)
def test_what_was_observed_is_what_the_estimate_says_after_it(
    wage: Override, name: str, value: float, error: Error
) -> None:
    """24,000 tickets a year in minutes that nobody knows, at a wage that is divided by hours."""
    result = update(run(wage), [Observation(name, value, error), Observation("value", 10_000.0, PRECISE)])
    (seen,) = (each for each in result.forecasts if each.datum.response.name == "value")
    assert seen.after.mean == pytest.approx(10_000, rel=0.01)
    assert result.diagnostics.stored < 0.02


def test_what_no_earlier_quotient_explains_is_explained_by_the_one_there_is() -> None:
    """At 24,000 tickets of at least 5 minutes, 9,000 USD a month are too little for hours of 700 USD."""
    rows = [Observation("hours", 100.0, Exact()), Observation("value", 116_000.0, StandardError(10.0))]
    result = update(run(YEARLY), rows)
    (seen,) = (each for each in result.forecasts if each.datum.response.name == "value")
    assert (result.model.input("wage").likely, seen.after.mean) == pytest.approx((700, 116_000), rel=0.01)


def test_what_had_been_answered_is_kept_with_its_figures() -> None:
    result = update(
        run(SPAN), [Observation("hours", 1_500.0, Exact()), Observation("value", 10_000.0, PRECISE)]
    )
    assert result.updated.answers["wage"] == SPAN
    assert not result.updated.inputs["wage"].dividend
