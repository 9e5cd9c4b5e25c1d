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

_EXAMPLES = (  # from, to, and how a figure between them and the ends are typed
    (Fraction(1, 10), Fraction(15, 100), "0.123", "0.1", "0.15"),
    (Fraction(1), Fraction(3, 2), "1.23", "1", "1.5"),
    (Fraction(10), Fraction(15), "12.3", "10", "15"),
    (Fraction(100), Fraction(150), "123", "100", "150"),
    (Fraction(1_000), Fraction(1_500), "1,234", "1,000", "1,500"),
    (Fraction(10_000), Fraction(15_000), "12,345", "10,000", "15,000"),
    (Fraction(100_000), Fraction(150_000), "123,456", "100,000", "150,000"),
    (Fraction(200_000), Fraction(250_000), "234,567", "200,000", "250,000"),
)
_PARTS = (Fraction(1, 2), Fraction(3, 4))


def example_within(low: Fraction | None, high: Fraction | None, near: int) -> tuple[str, str, str]:
    """A figure and the ends of a span that would be taken: of round ones the nearest to a size, if any is."""
    examples = sorted(_EXAMPLES, key=lambda each: abs(each[0] - near))
    taken = [
        example
        for example in examples
        if (low is None or low <= example[0]) and (high is None or example[1] <= high)
    ]
    return taken[0][2:] if taken else _example_between(low, high)


def _example_between(low: Fraction | None, high: Fraction | None) -> tuple[str, str, str]:
    """The middle of narrow limits, and the half above it without its end, in as few digits as keep them apart."""
    end = high or Fraction(0)
    first = low if low is not None else end - (abs(end) or 1)
    last = high if high is not None else first + (abs(first) or 1)
    for digits in range(2, 17):
        middle, upper = (Fraction(f"{float(first + (last - first) * part):.{digits}g}") for part in _PARTS)
        if first <= middle < upper <= last:
            break
    return shown(middle), shown(middle), shown(upper)


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
