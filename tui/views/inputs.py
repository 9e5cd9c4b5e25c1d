"""How values of inputs are written beside results."""

from __future__ import annotations

import math

from rich.bar import Bar
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from roi.model import ModelInput

GOOD, BAD = "green", "red"


def name(item: ModelInput, detail: str = "") -> Text:
    """Label, and a second line in grey, with luck where it is luck."""
    text = Text(item.spec.label)
    if item.spec.luck:
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
