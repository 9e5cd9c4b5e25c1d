"""Axes of charts: ticks at round figures, in the words of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual_plot import AxisFormatter, NumericAxisFormatter

from exports.voice.formats import MINUS


class MoneyAxis(AxisFormatter):
    """Ticks such as `−20 M`."""

    def __init__(self, most: int = 5) -> None:
        self._most = most

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Round numbers, few enough not to run into each other."""
        ticks = NumericAxisFormatter().get_ticks(min_, max_, max_ticks)
        while len(ticks) > self._most:
            zero = next((k for k, tick in enumerate(ticks) if abs(tick) < 1e-9 * (max_ - min_)), 0)
            ticks = ticks[zero % 2 :: 2]
        return ticks

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Short amounts without the currency, which the title has."""
        return [short(tick) for tick in ticks]


class ShareAxis(AxisFormatter):
    """Ticks at quarters, or at halves where there is little room."""

    def __init__(self, rows: int) -> None:
        self._step = 0.25 if rows >= 12 else 0.5

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Parts of the whole."""
        return [self._step * k for k in range(round(1 / self._step) + 1)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Per cent."""
        return [f"{100 * tick:.0f} %" for tick in ticks]


class MonthAxis(AxisFormatter):
    """Ticks at whole years."""

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Every six, twelve or twenty-four months."""
        step = 6 if max_ <= 36 else 12 if max_ <= 72 else 24
        return [float(month) for month in range(0, int(max_) + 1, step)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Months."""
        return [f"{tick:.0f}" for tick in ticks]


def short(value: float) -> str:
    """`−20 M`, `1.5 k`."""
    for step, suffix in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= step * 0.9995:
            return f"{value / step:.4g}{suffix}".replace("-", MINUS)
    return f"{value:.4g}".replace("-", MINUS)
