"""The preset `report` of the shipped cases: the report's headline figures, and what it took to get there."""

from __future__ import annotations

import pytest

import cases
from roi.case import COST_CLASSES
from roi.model import resolve
from roi.sim.plan import plan
from tests.support.shipped import SAMPLE


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("code-assistant", "hours_saved", 40_000),
        ("code-assistant", "time_value", 8_000_000),
        ("clinical-scribe", "hours_saved", 10_000),
        ("clinical-scribe", "time_value", 2_000_000),
        ("bank-chatbot", "call_saving", 45_000_000),
    ],
)
@pytest.mark.parametrize("at", ["steady", "year 1"])
def test_the_preset_report_gives_the_report_s_figures(name: str, line: str, expected: float, at: str) -> None:
    """A year's worth of the rate of the last month, and the months of the first year: to 1e-9."""
    base = plan(resolve(cases.load(name), preset="report"))
    values = base.values[line]
    worth = 12 * values[-1] if at == "steady" else values[1:13].sum()
    assert worth == pytest.approx(expected, rel=1e-9)
    if base.model.line(line).spec.flow is not None:
        assert base.payments[line][1:13].sum() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_preset_report_says_what_it_had_to_assume(name: str) -> None:
    document = cases.load(name)
    grades = {change.grade for change in document.presets["report"].inputs.values()}
    assert grades == {"report", "implied"}
    assert set(document.presets["report"].unstated) == set(COST_CLASSES)
    assert document.presets["report-effects"].unstated == ()
