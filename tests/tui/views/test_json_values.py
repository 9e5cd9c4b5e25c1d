"""What values are in a document: nothing that JSON does not have is left in it."""

from __future__ import annotations

import datetime
import json
import math

import pytest

from roi.sim.estimate import Statistic
from tui.views.json_values import json_value, picked


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (math.nan, None),
        (-math.inf, None),
        (0.1, 0.1),
        (True, True),
        (datetime.date(2026, 1, 5), "2026-01-05"),
        ((1, (2.0, math.inf)), [1, [2.0, None]]),
        (Statistic(1.5, math.nan), {"value": 1.5, "error": None}),
        ({"a": [Statistic(math.inf, 0.0)], "b": None}, {"a": [{"value": None, "error": 0.0}], "b": None}),
    ],
)
def test_a_value_is_what_json_has_of_it(value: object, document: object) -> None:
    assert json_value(value) == document
    assert json.loads(json.dumps(json_value(value), allow_nan=False)) == document


def test_what_is_picked_has_the_names_in_their_order() -> None:
    assert list(picked(Statistic(1.0, 2.0), "error", "value").items()) == [("error", 2.0), ("value", 1.0)]
    with pytest.raises(AttributeError):
        picked(Statistic(1.0, 2.0), "half")
