"""A pilot's gate, where everything about it can be recomputed from the draws of its inputs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

import cases
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate, Comparison, compare
from roi.analysis.gate import gate, gates, has_gate
from roi.case import Override
from roi.errors import of_setting
from roi.model import Layer, Model, resolve
from roi.sim.prepare import prepare
from roi.sim.sampling import REPLICATES, planned

DRAWS = 4_096
Inputs = dict[str, np.ndarray]
MEASURED: dict[str, Callable[[Inputs], np.ndarray]] = {
    "code-assistant": lambda x: x["time_reduction"],
    "clinical-scribe": lambda x: np.minimum(x["minutes_saved"], x["note_minutes"]),
    "bank-chatbot": lambda x: np.minimum(x["net_fall"], x["tried_first"] * x["resolved"]),
}


# At its own size, price and effect no measured saving makes the scribe worth going on with.
LARGE = {
    "clinical-scribe": {
        name: Override(value)
        for name, value in (("visits", "2_500_000"), ("price", "60"), ("minutes_saved", "range(0.2, 2, 5)"))
    }
}


def shipped(name: str, option: str | None = None) -> Model:
    return resolve(
        cases.load(name), option=option, layers=[Layer("set", of_setting("set"), LARGE.get(name, {}))]
    )


def compared(name: str, option: str = "pilot") -> Comparison:
    models = {AS_IT_STANDS: shipped(name), option: shipped(name, option)}
    return compare([Candidate(*pair) for pair in models.items()], draws=DRAWS)


@pytest.mark.parametrize("name", MEASURED)
def test_the_gate_of_a_shipped_pilot_goes_by_the_noisy_measurement(name: str) -> None:
    base = compared(name)
    decision = gate(base, "pilot", AS_IT_STANDS)
    prepared = prepare(shipped(name, "pilot"), planned(DRAWS, 1))
    rows = [prepared.inputs(replicate, 0, DRAWS // REPLICATES) for replicate in range(REPLICATES)]
    passed = np.stack(
        [
            (MEASURED[name](x) + x["measurement_error"] >= x["gate"])
            & (x["luck"] >= x["failure_rate"] * x["seen_in_pilot"])
            for x in rows
        ]
    )
    pilot, full = base.npv["pilot"], base.npv[AS_IT_STANDS]
    assert decision.passed.value == pytest.approx(passed.mean())
    assert decision.paying.value == pytest.approx((pilot[passed] > 0).mean())
    assert decision.missed.value == pytest.approx((full[~passed] > 0).mean())
    assert decision.over_full.value == pytest.approx((pilot - full).mean())
    assert decision.over_nothing.value == pytest.approx((pilot - base.npv[NOTHING]).mean())
    assert (
        0 < decision.missed.value < decision.paying.value < 1
    )  # the measurement tells something, not everything


def test_a_gate_that_nobody_passes_has_nothing_that_pays() -> None:
    case = cases.load("bank-chatbot")
    layer = Layer("set", of_setting("set"), {"gate": Override("95")})
    models = {AS_IT_STANDS: resolve(case), "pilot": resolve(case, option="pilot", layers=[layer])}
    assert [has_gate(model) for model in models.values()] == [False, True]
    base = compare([Candidate(*pair) for pair in models.items()], draws=1_024)
    decision = gate(base, "pilot", AS_IT_STANDS)
    assert decision.passed.value == 0
    assert math.isnan(decision.paying.value)
    assert decision.missed.value == pytest.approx((base.npv[AS_IT_STANDS] > 0).mean())
    assert decision.over_nothing.value < 0  # a pilot whose gate is shut is a cost


def test_gates_are_told_beside_the_case_as_it_stands() -> None:
    base = compared("clinical-scribe")
    assert list(gates(base)) == [gate(base, "pilot", AS_IT_STANDS)]
