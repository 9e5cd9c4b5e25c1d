"""The columns of the Scenarios sheet: what each preset has in place of the values of the export."""

from __future__ import annotations

import pytest

import cases
import roi
from exports.workbook.inputs.scenarios import values_of
from roi.case import EVIDENCE, Override
from roi.errors import NOWHERE
from roi.model import Layer


def test_a_gate_that_is_worked_out_is_that_of_the_preset() -> None:
    case = cases.load("service-desk")
    preset = next(name for name, each in case.presets.items() if not each.unstated)
    there = roi.resolve(case, preset=preset, option="pilot")
    assert there.input("gate").spec.grade == "implied"
    assert values_of(roi.resolve(case, option="pilot"), preset)["gate"] == there.input("gate").likely


@pytest.mark.parametrize("name", ["observed", "estimate"])
def test_what_was_observed_or_answered_stays_in_every_preset(name: str) -> None:
    case = cases.load("service-desk")
    preset = case.presets["headline-effects"]
    moved = next(key for key, each in preset.inputs.items() if key in case.inputs)
    layer = Layer(name, NOWHERE, {moved: Override(preset.inputs[moved].value + " ")}, "measured")  # type: ignore[arg-type]
    model = roi.resolve(case, layers=[layer])
    assert moved not in values_of(model, "headline-effects")
    assert moved in values_of(roi.resolve(case), "headline-effects")
    assert values_of(model, EVIDENCE) == {}
