"""Small pictures and short texts of inputs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from exports.voice.formats import number
from exports.voice.wording import rounded
from roi.answers import InputQuestion
from roi.model import ModelInput

_BLOCKS = "▁▂▃▄▅▆▇█"
_POINTS = 400
GIVEN_DIGITS = 9  # of a plain number; more would show what a conversion of units leaves behind
_REACH = (0.02, 0.98)  # what lies further out would squeeze the rest into one cell


def picture(item: ModelInput, width: int = 9) -> str:
    """The density of an input between its P2 and P98, a block a bin; a number is one stroke."""
    if item.constant:
        return "│".center(width)
    values = item.quantile(np.linspace(*_REACH, _POINTS))
    low, high = float(values[0]), float(values[-1])
    if not high > low:
        return "│".center(width)
    counts, _ = np.histogram(values, bins=width, range=(low, high))
    heights = np.ceil(counts / counts.max() * (len(_BLOCKS) - 1)).astype(int)
    return "".join(_BLOCKS[height] if count else " " for height, count in zip(heights, counts, strict=True))


def likely(item: ModelInput, question: InputQuestion | None = None) -> str:
    """The likely value as a plain number; a number somebody gave keeps its digits.

    In the declared unit, or in the one in which a `question` asks for it.
    """
    value = _in_unit(item.shown(item.likely), question)
    return number(float(f"{value:.{GIVEN_DIGITS}g}") if item.constant else rounded(value))


def low_high(item: ModelInput, question: InputQuestion | None = None) -> str:
    """`40,000 … 60,000`: P10 and P90; nothing for a number."""
    if item.constant:
        return ""
    ends = item.quantile(np.array([0.1, 0.9]))
    low, high = (_in_unit(item.shown(float(value)), question) for value in ends)
    if abs(low) < 1e-9 * abs(high):  # a quantile that is 0 but for rounding
        low = 0.0
    return f"{number(rounded(low))} … {number(rounded(high))}"


def asked_value(question: InputQuestion) -> str:
    """The likely value as the question asks for it: `75,000,000 calls per year`."""
    value = _in_unit(question.item.shown(question.item.likely), question)
    return f"{likely(question.item, question)} {question.unit_words_of(value)}".rstrip()


def _in_unit(value: float, question: InputQuestion | None) -> float:
    return value if question is None else float(question.asked_number(Fraction(value)))


def unit(item: ModelInput) -> str:
    """The declared unit; nothing for a plain number."""
    return "" if item.unit.text in ("–", "1") else item.unit.text


def reading(item: ModelInput) -> str:
    """How a value was understood: `50,000 visit/year, 40,000 … 60,000 in 8 of 10 cases`."""
    likely_value = f"{likely(item)} {unit(item)}".strip()
    spread = low_high(item)
    return f"{likely_value} likely, {spread} in 8 of 10 cases  {picture(item)}" if spread else likely_value
