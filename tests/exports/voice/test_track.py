"""What tracking says of how it was worked out."""

from __future__ import annotations

import pytest

import roi
from exports.voice.track import notes
from roi.observed.observations import Observation, StandardError
from roi.observed.tracking import track
from tests.support.documents import case_of, flow, line


@pytest.mark.parametrize(("second", "contradict"), [(130, True), (91, False)])
def test_observations_that_contradict_each_other_are_told(second: float, contradict: bool) -> None:
    """Two months of a line that cannot differ: what is still to come is not held to both."""
    case = case_of(
        {"a": ("normal(100, 30)", "hour/month"), "wage": ("50", "USD/hour"), "none": ("0", "month")},
        {"hours": line("a * ramp(month, none)", "hour/month"), "value": flow("hours * wage")},
    )
    rows = [
        Observation("hours", x, StandardError(1), (m, m), source="log") for m, x in ((2, 90), (3, second))
    ]
    tracked = track(roi.simulate(case, draws=1_024), rows)
    assert tracked.trusted
    assert any("cannot follow all observations" in sentence for sentence in notes(tracked)) == contradict
