"""How units and numbers are said to whoever answers, and which words a question makes known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from roi.answers.figures import Vocabulary, stem
from roi.answers.numbers import shown
from roi.model import Model, ModelInput
from roi.units import CURRENCIES, DeclaredUnit, Unit

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CLOCK, _CALENDAR = Unit((("second", 1),)), Unit((("month", 1),))
_TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "quarter", "year"))


def rounded(value: Fraction) -> str:
    """Four significant digits, for people."""
    return shown(Fraction(f"{float(value):.4g}"))


def unit_words(unit: DeclaredUnit) -> str:
    """A unit as people say it: `USD per hour`, `%`, `% a year`, `a plain number`."""
    text = unit.text.replace("%/", "% a ") if unit.percent else unit.text
    if text == "–":
        return "a plain number"
    return text.replace("/", " per ").replace("**", "^").replace("*", " × ").replace("_", " ")


def plural_words(unit: DeclaredUnit) -> str:
    """`visits per year`, `minutes per visit`, `USD per hour`."""
    first, per, rest = unit_words(unit).partition(" per ")
    counted = first if first in CURRENCIES or first.endswith("FTE") else f"{first}s"
    return f"{counted}{per}{rest}"


def vocabulary(item: ModelInput, model: Model, wanted: Iterable[DeclaredUnit]) -> Vocabulary:
    """What may stand behind a figure; `wanted`: the units an answer may be in, that of a bare number first."""
    first, *others = (unit.unit.powers for unit in wanted)
    names = {name.lower(): name for name in model.units.names if name not in CURRENCIES}
    text = f"{item.spec.ask} {item.spec.label} {item.spec.unit}"
    echo = frozenset(stem(word) for word in re.findall(r"[A-Za-z][A-Za-z'\-]+", text))
    above = [name for powers in (first, *others) for name, power in powers if power > 0]
    kinds = {model.units.dimension(Unit(((name, 1),))) for name in above}
    things = [name for name, power in first if power < 0 and name not in CURRENCIES and name not in _TIMES]
    return Vocabulary(names, echo, _CLOCK in kinds, _CALENDAR in kinds, things[0] if len(things) == 1 else "")


def month_of(text: str, start: str | None) -> int | None:
    """The month, counted from the start (1 is the first), of a date in digits or words; None where unknown."""
    year = re.search(r"(?:19|20)\d\d", text)
    rest = re.sub(r"(?:19|20)\d\d", " ", text)
    digits = re.findall(r"\d{1,2}", rest)
    named = next((k for k, name in enumerate(_MONTHS, 1) if name in rest.lower()), None)
    month = named or (int(digits[0] if text[:4].isdigit() else digits[-1]) if digits else None)
    if start is None or year is None or month is None or not 1 <= month <= 12 or "q" in rest.lower():
        return None
    first, then = (int(start[:4]) * 12 + int(start[5:7])), int(year[0]) * 12 + month
    return then - first + 1 if then >= first else None
