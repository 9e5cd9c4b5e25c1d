"""What is said of a model beside its numbers."""

from __future__ import annotations

import pytest

from exports.voice.model_facts import with_unit


@pytest.mark.parametrize(
    ("value", "unit", "typed", "shown"),
    [
        ("90", "USD/seat/month", "", "90 USD/seat/month"),
        ("90", "USD/seat/month", "USD/seat/month", "90 USD/seat/month"),
        ("1200 visit/day", "visit/year", "visit/day", "1200 visit/day"),
        ("70 USD/seat", "USD/seat", "", "70 USD/seat"),
        ("range(20, 30, 50)", "%", "%", "range(20, 30, 50) %"),
        ("range(20%, 30%, 50%)", "%", "%", "range(20%, 30%, 50%)"),
        ("1.5", "–", "–", "1.5"),
    ],
)
def test_a_value_has_its_unit_once(value: str, unit: str, typed: str, shown: str) -> None:
    assert with_unit(value, unit, typed) == shown
