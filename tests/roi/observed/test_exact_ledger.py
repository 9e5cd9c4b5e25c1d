"""Exact figures of lines: a ledger without errors, against closed forms and the worlds that it is of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from exports.voice.update import surprise_sentence
from roi.observed.observations import Exact, Observation
from roi.observed.tracking import track_update
from roi.observed.update import update
from roi.sim.evaluate import evaluate_block
from tests.support.documents import case_of, flow, line
from tests.support.models import money_case

CASE = case_of(
    {"users": ("range(200, 400, 900)", "–"), "hours": ("range(1, 3, 8)", "hour/month"),
     "plateau": ("triangular(2, 5, 11)", "month"), "wage": ("40 to 70", "USD/hour"),
     "price": ("20 to 60", "USD/month"), "fee": ("500", "USD/month")},
    {"active": line("users * ramp(month, plateau)", "–"), "value": flow("active * hours * wage"),
     "seats": flow("active * price", class_="run"), "platform": flow("fee", class_="run")},
)  # fmt: skip


def test_a_sum_that_is_known_exactly() -> None:
    """a + b = 17 of two normal laws: the conditional normal law; draws come to within 2 % of its spread."""
    case = money_case("a + b", {"a": "normal(10, 2)", "b": "normal(5, 3)"})
    posterior = update(
        roi.simulate(case, draws=1_024), [Observation("gain", 17.0, Exact(), (0, 0), source="bill")]
    )
    after = {change.name: change.after for change in posterior.inputs}
    assert posterior.diagnostics.trusted
    assert posterior.diagnostics.exact_within == 0.02
    assert after["a"].mean == pytest.approx(10 + 2 * 4 / 13, abs=0.03 * 2)
    assert after["b"].mean == pytest.approx(5 + 2 * 9 / 13, abs=0.03 * 3)
    assert after["a"].sd == pytest.approx(math.sqrt(4 * 9 / 13), rel=0.03)
    (forecast,) = posterior.forecasts
    assert forecast.after.mean == pytest.approx(17, abs=0.03 * math.sqrt(13))
    assert forecast.after.sd < 0.06 * math.sqrt(13)


@given(
    world=st.integers(0, 1_000), months=st.integers(1, 12), lines=st.sampled_from(["value", "seats", "both"])
)
@settings(max_examples=4, deadline=None, derandomize=True)
def test_an_exact_ledger_is_followed(world: int, months: int, lines: str) -> None:
    """Of a world of the forecast: every figure comes out as it was, and the true inputs are not ruled out."""
    run = roi.simulate(CASE, draws=1_024)
    place = world % 64
    inputs = {name: np.atleast_1d(x) for name, x in run.prepared.inputs(world % 16, place, place + 1).items()}
    flows = evaluate_block(run.model, inputs).flows
    names = ("value", "seats") if lines == "both" else (lines,)
    rows = [
        Observation(name, float(paid), Exact(), (month, month), "USD", source="Ledger")
        for name in names
        for month, paid in enumerate(np.ravel(flows[name].full())[1 : months + 1], 1)
    ]
    posterior = update(run, [*rows, Observation("platform", 500.0, Exact(), (2, 2), "USD", source="Ledger")])
    assert posterior.diagnostics.trusted, posterior.diagnostics.problems
    for forecast in posterior.forecasts:
        width = max(forecast.p90 - forecast.p10, 1e-9 * abs(forecast.datum.value))
        assert (
            abs(forecast.after.mean * forecast.datum.response.scale - forecast.datum.value)
            <= 0.1 * width + 1e-9
        )
    for change in posterior.inputs:
        true = float(inputs[change.name][0]) / posterior.model.input(change.name).unit.scale
        assert abs(true - change.after.mean) < 6 * max(change.after.sd, 0.02 * change.before.sd)
    assert "fee" not in posterior.updated.inputs


def test_the_same_exact_figures_in_another_order_say_the_same() -> None:
    run = roi.simulate(CASE, draws=1_024)
    rows = [Observation("seats", 2_000.0 * m, Exact(), (m, m), "USD", source="Ledger") for m in (1, 2, 3)]
    first, second = (update(run, each) for each in (rows, rows[::-1]))
    assert first.updated.inputs == second.updated.inputs
    assert first.updated.correlations == second.updated.correlations


@pytest.mark.parametrize("paid", [500.2, 550.0])
def test_a_line_that_is_a_constant(paid: float) -> None:
    """It says nothing of any input; a figure that the estimate does not allow is a surprise, and is tracked."""
    run = roi.simulate(CASE, draws=1_024)
    updated = update(run, [Observation("platform", paid, Exact(), (1, 1), "USD", source="Ledger")])
    assert not updated.updated.inputs
    assert updated.surprises
    (sentence,) = (surprise_sentence(each, updated) for each in updated.surprises)
    assert sentence.endswith("It is one value here, which no observation moves.")
    line = next(line for line in track_update(updated).lines if line.name == "platform")
    assert line.to_date is not None
    assert line.to_date.realised == paid
