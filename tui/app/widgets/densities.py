"""Small pictures and short texts of inputs."""

from __future__ import annotations

import numpy as np

from exports.voice.formats import number
from roi.model import ModelInput
from tui.views.inputs import rounded

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


def likely(item: ModelInput) -> str:
    """The likely value as a plain number in the declared unit; a number somebody gave keeps its digits."""
    value = item.shown(item.likely)
    return number(float(f"{value:.{GIVEN_DIGITS}g}") if item.constant else rounded(value))


def low_high(item: ModelInput) -> str:
    """`40,000 … 60,000`: P10 and P90; nothing for a number."""
    if item.constant:
        return ""
    low, high = (item.shown(float(value)) for value in item.quantile(np.array([0.1, 0.9])))
    if abs(low) < 1e-9 * abs(high):  # a quantile that is 0 but for rounding
        low = 0.0
    return f"{number(rounded(low))} … {number(rounded(high))}"


def unit(item: ModelInput) -> str:
    """The declared unit; nothing for a plain number."""
    return "" if item.unit.text in ("–", "1") else item.unit.text


def reading(item: ModelInput) -> str:
    """How a value was understood: `50,000 visit/year, 40,000 … 60,000 in 8 of 10 cases`."""
    said = f"{likely(item)} {unit(item)}".strip()
    spread = low_high(item)
    return f"{said} likely, {spread} in 8 of 10 cases  {picture(item)}" if spread else said
