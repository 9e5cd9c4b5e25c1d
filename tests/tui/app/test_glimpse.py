"""What stands in place of the inputs until the engine is there: what the file says, where they will stand."""

from __future__ import annotations

import pytest

from roi.case_files import shipped
from tests.tui.app.pilots import painted, settled
from tui.app.app import RoiApp
from tui.app.screens.opening import Opening
from tui.app.widgets.glimpse import Glimpse
from tui.desk.opened import opened


@pytest.mark.parametrize("case", sorted(shipped()))
def test_labels_values_and_units_are_those_of_the_inputs(case: str) -> None:
    lines = [line.plain.strip() for line in Glimpse(shipped()[case]).lines()]
    model = opened(case).model
    inputs = {item.spec.label: item.spec for item in model.inputs}
    groups = {spec.group for spec in inputs.values()}
    shown = 0
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line in inputs:
            shown += 1
            assert below == f"{inputs[line].value} {inputs[line].unit}"
            assert inputs[line].group in groups
    assert shown > 5


async def test_first_inputs_stand_where_the_estimate_has_them() -> None:
    app = RoiApp("clinical-scribe")
    async with app.run_test(size=(140, 40)) as pilot:
        assert isinstance(app.screen, Opening)
        before = painted(pilot).splitlines()
        await settled(pilot)
        after = painted(pilot).splitlines()
    labels = ("Volume", "Effect", "Patient visits in scope", "Visits of a clinician")
    moved = {_place(label, after)[0] - _place(label, before)[0] for label in labels}
    assert len(moved) == 1  # the lines above grow and shrink
    assert moved <= {-1, 0, 1}
    assert [_place(label, after)[1] for label in labels] == [_place(label, before)[1] for label in labels]


def _place(label: str, lines: list[str]) -> tuple[int, int]:
    return next((row, line.index(label)) for row, line in enumerate(lines) if label in line)
