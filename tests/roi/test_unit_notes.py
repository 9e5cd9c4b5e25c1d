"""Units in people's own notation: what to write is said, and it can be read."""

from __future__ import annotations

import re

import pytest

from roi.errors import RoiError
from roi.units import Units

UNITS = Units(("claim", "token", "Mtoken = 1000000 token"), "EUR", ())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("$/hour", "USD/hour"), ("€/h", "EUR/hour"), ("EUR per hour", "EUR/hour"), ("euro/hr", "EUR/hour"),
        ("EUR/man-hour", "EUR/hour"), ("EUR/Hour", "EUR/hour"), ("eur/hour", "EUR/hour"), ("kEUR", "EUR"),
        ("k € per month", "EUR/month"), ("percent", "%"), ("per cent", "%"), ("% p.a.", "%/year"),
        ("% of claims", "%"), ("Prozent", "%"), ("claims per yr", "claim/year"), ("#/a", "1/year"),
        ("Claim/mo", "claim/month"), ("fte", "FTE"), ("headcount", "FTE"), ("number", "–"),
        ("min/claim", "minute/claim"),
    ],
)  # fmt: skip
def test_what_was_meant(text: str, written: str) -> None:
    with pytest.raises(RoiError) as refusal:
        UNITS.declared(text)
    assert str(refusal.value.hint).startswith(f"Write `{written}`")
    assert UNITS.declared(written).unit is not None
    assert ("in full" in str(refusal.value.hint)) == text.startswith("k")


@pytest.mark.parametrize("text", ["bps", "person/hour", "m", "EUR/60 minute", "yr" * 60, "(", "p.a."])
def test_what_nobody_can_know_is_not_guessed(text: str) -> None:
    with pytest.raises(RoiError) as refusal:
        UNITS.declared(text)
    assert re.match(r"Write `[^`]+`( with|\.$)", str(refusal.value.hint)) is None
