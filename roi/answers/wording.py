"""How units and numbers are said to whoever answers, and which words a question makes known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from roi.answers.figures import Vocabulary, stem
from roi.answers.numbers import shown
from roi.exchange import CURRENCIES
from roi.model import Model, ModelInput
from roi.units import DeclaredUnit, Unit

_CLOCK, _CALENDAR = Unit((("second", 1),)), Unit((("month", 1),))
_TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "quarter", "year"))

_EXAMPLES = (  # from, to, and how a figure and a span between them are typed
    (Fraction(1, 10), Fraction(15, 100), "0.123", "0.1 to 0.15"),
    (Fraction(1), Fraction(3, 2), "1.23", "1 to 1.5"),
    (Fraction(10), Fraction(15), "12.3", "10 to 15"),
    (Fraction(100), Fraction(150), "123", "100 to 150"),
    (Fraction(1_000), Fraction(1_500), "1,234", "1,000 to 1,500"),
    (Fraction(10_000), Fraction(15_000), "12,345", "10,000 to 15,000"),
    (Fraction(100_000), Fraction(150_000), "123,456", "100,000 to 150,000"),
    (Fraction(200_000), Fraction(250_000), "234,567", "200,000 to 250,000"),
)


def example_within(low: Fraction | None, high: Fraction | None, near: int) -> tuple[str, str]:
    """A figure and a span that would themselves be taken, the nearest to a size; any where none would."""
    examples = sorted(_EXAMPLES, key=lambda each: abs(each[0] - near))
    taken = [
        example
        for example in examples
        if (low is None or low <= example[0]) and (high is None or example[1] <= high)
    ]
    return (taken or examples)[0][2:]


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
    alone = unit.percent or unit.text == "–" or first in CURRENCIES or first.endswith("FTE")
    counted = first if alone else f"{first}s"
    return f"{counted}{per}{rest}"


def vocabulary(item: ModelInput, model: Model, wanted: Iterable[DeclaredUnit]) -> Vocabulary:
    """What may stand behind a figure; `wanted`: the units an answer may be in, that of a bare number first."""
    first, *others = (unit.unit.powers for unit in wanted)
    names = {name.lower(): name for name in model.units.names if name != "%"}
    text = f"{item.spec.ask} {item.spec.label} {item.spec.unit}"
    echo = frozenset(stem(word) for word in re.findall(r"[A-Za-z][A-Za-z'\-]+", text))
    above = [name for powers in (first, *others) for name, power in powers if power > 0]
    kinds = {model.units.dimension(Unit(((name, 1),))) for name in above}
    things = [name for name, power in first if power < 0 and name not in CURRENCIES and name not in _TIMES]
    return Vocabulary(names, echo, _CLOCK in kinds, _CALENDAR in kinds, things[0] if len(things) == 1 else "")
