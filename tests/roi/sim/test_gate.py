"""The gate of a pilot follows break-even: against closed forms, and left alone where somebody gives it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import cases
import roi
from exports.voice.learning import gate_note
from roi.analysis.stress import parse_stress, stressed
from roi.case import Case, Override
from roi.errors import of_setting
from roi.model import Layer, Model, ModelInput
from roi.sim.gate import _columns, _threshold, decision, resolve
from tests.support.documents import case_of, flow
from tests.support.shipped import SAMPLE

MEAN, SD, ERROR, COST = 10.0, 4.0, 3.0, 9.0
SHRINK = SD**2 / (SD**2 + ERROR**2)  # E[truth | measured] = mean + shrink (measured − mean)
BREAK_EVEN = MEAN + (COST - MEAN) / SHRINK


def document(cost: float = COST) -> Case:
    gate = {"label": "gate", "unit": "USD", "value": 12, "grade": "judgement", "threshold_of": "measured"}
    noise = {
        "label": "e",
        "unit": "USD",
        "value": f"normal(0, {ERROR})",
        "grade": "judgement",
        "chance": True,
    }
    inputs: dict[str, Any] = {
        "truth": (f"normal({MEAN}, {SD})", "USD"), "noise": noise, "gate": gate, "cost": (str(cost), "USD"),
    }  # fmt: skip
    lines = {
        "measured": {"unit": "USD", "formula": "truth + noise"},
        "passed": {"unit": "–", "formula": "measured >= gate"},
        "gain": flow("truth * passed", "USD", when="start"),
        "spent": flow("cost * passed", "USD", when="start", class_="run"),
    }
    return case_of(inputs, lines)


def gate(model: Model) -> ModelInput:
    return model.input("gate")


def test_the_gate_is_where_the_expected_gain_given_the_measurement_is_nothing() -> None:
    model = resolve(document())
    break_even = decision(model)
    assert break_even is not None
    assert abs(break_even.value - BREAK_EVEN) < max(4 * break_even.error, 0.3)
    assert gate(model).likely == pytest.approx(break_even.value, rel=0.005)
    assert (gate(model).spec.grade, gate(model).constant) == ("implied", True)
    tried = [
        float(roi.simulate(document(), overrides={"gate": value}, draws=8_192).values("npv").mean())
        for value in (break_even.value - 4, break_even.value, break_even.value + 4)
    ]
    assert tried[1] == max(tried)


@pytest.mark.parametrize(("cost", "always"), [(-20.0, True), (40.0, False)])
def test_a_gate_that_no_measurement_turns(cost: float, always: bool) -> None:
    break_even = decision(resolve(document(cost)))
    assert break_even is not None
    assert (break_even.always, break_even.never) == (always, not always)


def test_a_gate_that_is_given_stays_and_is_remarked_on_where_it_is_far_off() -> None:
    layer = Layer("set", of_setting("set"), {"gate": Override("20")})
    model = resolve(document(), layers=[layer])
    assert gate(model).likely == 20
    break_even = decision(model)
    assert break_even is not None
    note = gate_note(model)
    assert note.startswith("The gate of 20 USD is passed in 2.")
    assert "going on above 8." in note
    best = resolve(
        document(), layers=[Layer("set", of_setting("set"), {"gate": Override(repr(break_even.value))})]
    )
    assert gate_note(best) == ""
    assert gate_note(resolve(document())) == ""


def test_a_stress_leaves_the_gate_where_it_stands() -> None:
    model = resolve(document())
    assert gate(stressed(model, [parse_stress("cost=2")])).likely == gate(model).likely
    assert gate(stressed(model, [parse_stress("gate=5")])).likely == 5


def test_on_other_draws_no_other_gate_earns_more() -> None:
    """Brute force over a million draws, in closed form 6.09: no other gate earns more."""
    break_even = decision(resolve(document()))
    assert break_even is not None
    random = np.random.default_rng(5)
    truth = random.normal(MEAN, SD, 1_000_000)
    measured = truth + random.normal(0, ERROR, truth.size)
    gates = np.arange(-2, 16, 0.25)
    earned = np.array([np.where(measured >= gate, truth - COST, 0.0).mean() for gate in gates])
    earned_there = np.where(measured >= break_even.value, truth - COST, 0.0).mean()
    assert abs(gates[earned.argmax()] - BREAK_EVEN) <= 1
    assert earned_there == pytest.approx(earned.max(), rel=0.005)
    assert earned_there > 1.05 * max(0.0, (truth - COST).mean())


@pytest.mark.parametrize("name", SAMPLE)
def test_shipped_pilots_do_better_at_break_even_than_nearby(name: str) -> None:
    """Whatever its numbers are: no gate far from it earns more, but for a hundredth of what it is worth."""
    break_even = decision(resolve(cases.load(name), option="pilot"))
    assert break_even is not None
    assert np.isfinite(break_even.error)
    worth = max(break_even.better(other).value for other in (-1e9, 1e9))
    assert worth > 0
    for other in (-1e9, break_even.value / 2, break_even.value * 2, 1e9):
        less = break_even.better(other)
        assert less.value > -2 * less.error - 0.01 * worth, other


def test_the_error_of_a_gate_is_that_of_leaving_a_replicate_out() -> None:
    """Quenouille (1956): √((n − 1) / n Σ (x − x̄)²), with polynomials fitted by another hand."""
    break_even = decision(resolve(document()))
    assert break_even is not None
    gain, z = break_even.gain, _columns(break_even.measured)[..., 1]
    order = break_even.measured.ravel().argsort(kind="stable")
    gates = []
    for out in range(len(gain)):
        left = np.arange(len(gain)) != out
        weights = np.polynomial.polynomial.polyfit(z[left].ravel(), gain[left].ravel(), 5)
        gates.append(_threshold(break_even.measured, order, _columns(break_even.measured), weights))
    spread = np.square(np.array(gates) - np.mean(gates)).sum()
    assert break_even.error == pytest.approx(np.sqrt((len(gain) - 1) / len(gain) * spread), rel=1e-6)
