"""A small case for tests of formulas: names with units, shapes and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from roi.exchange import Rate
from roi.formula.check import Symbol, check
from roi.formula.nodes import CASE, DRAW, DRAW_MONTH, MONTH, Node, Shape
from roi.formula.parse import parse
from roi.units import Unit, Units

Array = NDArray[np.float64]
HORIZON = 12
UNITS = Units(("visit", "seat"), "USD", (Rate("EUR", 1.25, date(2026, 1, 2), "a bank"),))

# Base units of the table below: second, month, USD, visit, seat.  Written by hand, not asked of `Units`.
BASE = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "month": 1.0,
    "quarter": 3.0,
    "year": 12.0,
    "day": 12 / 365.25,
    "week": 84 / 365.25,
    "USD": 1.0,
    "EUR": 1.25,
    "visit": 1.0,
    "seat": 1.0,
}


@dataclass(frozen=True)
class Known:
    """A name: its unit as a case declares it, its shape, and the least and largest of its values."""

    unit: str
    shape: Shape
    low: float
    high: float
    line: bool = False


NAMES = {
    "p": Known("–", DRAW, -2.0, 3.0),
    "q": Known("–", DRAW, 0.2, 4.0),
    "k": Known("–", CASE, 1.5, 1.5),
    "share": Known("%", DRAW, 5.0, 95.0),
    "w": Known("–", MONTH, -3.0, 3.0, line=True),
    "z": Known("–", DRAW_MONTH, 0.1, 5.0, line=True),
    "delay": Known("month", DRAW, -2.0, 9.0),
    "term": Known("year", CASE, 0.4, 0.4),
    "weeks": Known("week", DRAW, 1.0, 30.0),
    "rate": Known("%/year", DRAW, -30.0, 60.0),
    "fall": Known("%/month", CASE, 2.0, 2.0),
    "visits": Known("visit/year", DRAW, 100.0, 900.0),
    "minutes": Known("minute/visit", DRAW, 1.0, 20.0),
    "wage": Known("USD/hour", DRAW, 20.0, 90.0),
    "price": Known("EUR/seat/month", DRAW, 5.0, 60.0),
    "seats": Known("seat", CASE, 40.0, 40.0),
    "fee": Known("USD/year", CASE, 900.0, 900.0),
    "saved": Known("USD/month", DRAW_MONTH, -50.0, 400.0, line=True),
    "spent": Known("USD/year", MONTH, 0.0, 4000.0, line=True),
    "flat": Known("USD/month", DRAW, 10.0, 90.0, line=True),
    # Moments on and between the months, and beyond the horizon.
    "start": Known("month", CASE, 0.0, 0.0),
    "half": Known("month", CASE, 0.5, 0.5),
    "first": Known("month", CASE, 1.0, 1.0),
    "third": Known("month", CASE, 2.5, 2.5),
    "last": Known("month", CASE, 12.0, 12.0),
    "beyond": Known("month", CASE, 12.5, 12.5),
}


def unit(text: str) -> Unit:
    return UNITS.declared(text).unit


def checked(text: str, target: str = "–") -> Node:
    """The tree of a formula over the names below, in the unit of a target."""
    return check(parse(text), text, SYMBOLS, UNITS, unit(target))


def scale(of: Unit) -> float:
    """One of a unit in base units."""
    result = 1.0
    for name, power in of.powers:
        result *= BASE[name] ** power
    return result


SYMBOLS = {
    name: Symbol(unit(known.unit), known.shape, known.line, f"the {name} label")
    for name, known in NAMES.items()
}


def values(draws: int, horizon: int = HORIZON, seed: int = 1) -> dict[str, Array]:
    """Values as formulas see them (a % is a fraction), each at the shape of its name.

    Rounded to four digits, so that a sheet holds the same doubles; the months of a line differ.
    """
    random = np.random.default_rng(seed)
    drawn_values: dict[str, Array] = {}
    for name, known in NAMES.items():
        shape = [horizon + 1] * known.shape.month + [draws] * known.shape.draw
        if known.shape == MONTH:
            shape = [horizon + 1, 1]
        drawn = np.round(random.uniform(known.low, known.high, shape), 4)
        drawn_values[name] = np.asarray(drawn * UNITS.declared(known.unit).scale)
    return drawn_values


def in_base_units(given: Mapping[str, Array]) -> dict[str, Array]:
    """The same values, all in base units."""
    return {name: array * scale(unit(NAMES[name].unit)) for name, array in given.items()}
