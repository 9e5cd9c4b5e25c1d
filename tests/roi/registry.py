"""Units that the tests of units share."""

from __future__ import annotations

from datetime import date

from roi.exchange import Rate
from roi.units import Unit, Units

DAY = date(2026, 11, 23)
UNITS = Units(("visit", "token", "Mtoken = 1_000_000 token", "bus"), "USD", (Rate("EUR", 1.1, DAY, "ECB"),))


def unit(text: str) -> Unit:
    return UNITS.declared(text).unit
