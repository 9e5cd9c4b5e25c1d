"""How values of inputs are written beside results."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from rich.bar import Bar
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.formats import number, number_or_none, quantity
from roi.model import ModelInput
from roi.sim.estimate import Estimate

DIGITS = 3  # significant
GOOD, BAD = "green", "red"


def rounded(value: float) -> float:
    """Three significant digits."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else value


def amount(item: ModelInput, value: float) -> str:
    """A value in the declared unit: `11.1 %`, `35 USD/call`."""
    return quantity(rounded(value), item.unit.text)


def span(item: ModelInput, low: float, high: float) -> str:
    """`3 to 9 USD/call`."""
    return f"{number(rounded(low))} to {amount(item, high)}"


def between(item: ModelInput, low: float = 0.1, high: float = 0.9) -> str:
    """The span between two probabilities of an input's evidence."""
    ends = [item.shown(float(value)) for value in item.quantile(np.array([low, high]))]
    return span(item, *ends)


def name(item: ModelInput, detail: str = "") -> Text:
    """Label, and a second line in grey, with luck where it is luck."""
    text = Text(item.spec.label)
    if item.spec.chance:
        detail = f"luck, {detail}" if detail else "luck"
    if detail:
        text.append(f"\n{detail}", style="dim")
    return text


def two_sided(low: float, high: float, most: float, width: int, high_is_good: bool = True) -> RenderableType:
    """A bar from low to high about 0 in the middle; each side is `width` wide and `most` long."""
    grid = Table.grid(padding=0)
    left, right = (BAD, GOOD) if high_is_good else (GOOD, BAD)
    if not math.isfinite(most) or most <= 0 or math.isnan(low) or math.isnan(high):
        return Text("")
    low, high = max(low, -most), min(high, most)
    grid.add_row(
        Bar(most, most + min(low, 0.0), most + min(high, 0.0), width=width, color=left),
        Bar(most, max(low, 0.0), max(high, 0.0), width=width, color=right),
    )
    return grid


def one_sided(value: float, most: float, width: int, color: str = "cyan") -> RenderableType:
    """A bar from 0."""
    if not math.isfinite(value) or most <= 0:
        return Text("")
    return Bar(most, 0, max(0.0, min(value, most)), width=width, color=color)


def estimate_document(estimate: Estimate | None) -> Mapping[str, float | None] | None:
    """Value and standard error; null where there is none."""
    if estimate is None:
        return None
    return {"value": number_or_none(estimate.value), "error": number_or_none(estimate.error)}
