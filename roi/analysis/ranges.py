"""Where values of an input are looked for: its plausible range, and beyond it to its physical limits."""

from __future__ import annotations

import math

import numpy as np

from roi.arrays import Array
from roi.model import ModelInput

_WIDE = (0.0001, 0.9999)  # probabilities of the plausible range
_INSIDE_STEPS, _OUTSIDE_STEPS = 33, 16
_BEYOND = 100.0  # times the plausible range, how far outside it is looked


def scan_points(item: ModelInput) -> Array:
    """Where roots are looked for, ascending, as formulas see them.

    The plausible range, P0.01 to P99.99, evenly; beyond it in growing steps up to a hundred times its width
    (of a constant: its own size), never outside the physical limits of the input.
    """
    low, high = (float(q) for q in item.quantile(np.array(_WIDE)))
    width = high - low
    if not width:
        width = abs(item.likely) or item.unit.scale
        low, high = item.likely - width / 2, item.likely + width / 2
    away = width * np.geomspace(0.1, _BEYOND, _OUTSIDE_STEPS)
    points = np.concatenate([low - away, np.linspace(low, high, _INSIDE_STEPS), high + away, [item.likely]])
    least, most = limits(item)
    edges = [edge for edge in (least, most) if math.isfinite(edge)]
    return np.unique(np.concatenate([points[(points >= least) & (points <= most)], edges]))


def limits(item: ModelInput) -> tuple[float, float]:
    """The physical limits as formulas see them; a share whose distribution ends at 0 or 100 % ends there."""
    low, high = item.spec.min, item.spec.max
    if item.unit.percent:
        ends = [item.shown(end * item.to_formula) for end in item.distribution.support]
        low = 0.0 if low is None and ends[0] == 0 else low
        high = 100.0 if high is None and math.isclose(ends[1], 100) else high
    scale = item.unit.scale
    return (-math.inf if low is None else low * scale), (math.inf if high is None else high * scale)
