"""Numbers and names as labels of charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from exports.voice.formats import fixed

_ASIDE = 0.4  # of the width of all bars, for texts beside them
MANY = 8  # bars, each too narrow for two lines
_FEW = 34  # characters of a label beside a bar


def _decimals(values: Sequence[float]) -> int:
    largest = max((abs(value) for value in values), default=0.0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def written(values: Sequence[float]) -> Callable[[float], str]:
    """How numbers of this size are written in labels, as the voice writes them: a real minus, thousands apart."""
    decimals = _decimals(values)
    return lambda value: fixed(value, decimals)


def scale_around(values: Sequence[float], beside: float = _ASIDE) -> tuple[float, float, float]:
    """From, to and step of an axis with room for texts beside these values, at round numbers.

    Args:
        values: what is drawn; 0 is on the axis too.
        beside: room on both sides, as a share of the width of all bars.
    """
    low, high = min(*values, 0.0), max(*values, 0.0)
    if low == high:
        return 0.0, 1.0, 1.0
    aside = beside * (high - low)
    rough = (high - low + 2 * aside) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    return math.floor((low - aside) / step) * step, math.ceil((high + aside) / step) * step, step


def number_format(values: Sequence[float]) -> str:
    """The number format of an axis with these values."""
    decimals = max(0, _decimals(values) - 1)
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f"{digits};−{digits}"


def in_two_lines(label: str, bars: int) -> str:
    """A label that leaves room for its bar: broken in two where it is long and there are not many."""
    if len(label) <= _FEW or bars > MANY:
        return label
    at = label.rfind(" ", 0, len(label) // 2 + 10)
    return label if at < 0 else f"{label[:at]}\n{label[at + 1 :]}"
