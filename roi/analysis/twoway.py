"""Two inputs at once: a table of the base case, and the line along which it meets a target."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.analysis.ranges import limits, scan_points
from roi.analysis.replay import base_sheet
from roi.analysis.solve import (
    Root,
    Target,
    base_statistic,
    check_target,
    checked_solvable,
    roots_between,
)
from roi.errors import RoiError
from roi.model import Model, ModelInput

Array = NDArray[np.float64]
_REACH = (0.05, 0.95)  # probabilities between which a table lies
_CONSTANT = (0.5, 2.0)  # times the value of a constant
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
COLUMNS, ROWS = 7, 9  # at most


@dataclass(frozen=True, slots=True)
class TwoWay:
    """The metric of the base case over a grid of two inputs.

    Attributes:
        across, down: the inputs; `xs`, `ys`: their values in declared units.
        values: (len(ys), len(xs)).
        contour: for each of `ys` the roots of `across`: where the target is just met.
    """

    across: ModelInput
    down: ModelInput
    target: Target
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    values: Array
    contour: tuple[tuple[Root, ...], ...]


def two_way(model: Model, across: str, down: str, target: Target) -> TwoWay:
    """A table over round values of two inputs between their P5 and P95, and its contour.

    Raises:
        RoiError: an unknown input or metric, one input twice, an input of chance, a target that is not of
            the base case, or costs that are not stated.
    """
    check_target(model, target)
    x, y = (checked_solvable(model, name, target.cut) for name in (across, down))
    if across == down:
        raise RoiError("a two-way table needs two inputs", "with", "Name another one.")
    if target.at != "base":
        raise RoiError("a two-way table shows the base case", "at", "Use --at base, or one input.")
    xs, ys = round_values(x, COLUMNS), round_values(y, ROWS)
    grid_x, grid_y = np.meshgrid(xs * x.unit.scale, ys * y.unit.scale)
    changed = {across: grid_x.ravel(), down: grid_y.ravel()}
    values = base_sheet(model, changed, grid_x.size).metric(target.metric, target.cut)
    return TwoWay(
        x, y, target, tuple(xs.tolist()), tuple(ys.tolist()), values.reshape(grid_x.shape),
        tuple(_contour(model, x, down, float(row) * y.unit.scale, target) for row in ys),
    )  # fmt: skip


def round_values(item: ModelInput, most: int) -> Array:
    """At most `most` round numbers, evenly spaced, over P5 to P95 of an input, in its declared unit."""
    low, high = (item.shown(float(q)) for q in item.quantile(np.array(_REACH)))
    if low == high:
        if not item.likely:
            raise RoiError(
                f"`{item.id}` is a constant 0: there is no range to show",
                f"[inputs.{item.id}]",
                f'Give it one, as in --set {item.id}="uniform(1, 10)".',
            )
        low, high = sorted(item.shown(item.likely) * factor for factor in _CONSTANT)
    power = 10 ** math.floor(math.log10((high - low) / most))
    least, largest = (item.shown(limit) for limit in limits(item))
    for step in (power * factor for factor in (*_STEPS, 20.0)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        values = np.round(np.arange(first, last + 1) * step, 12)
        values = values[(values >= least) & (values <= largest)]
        if values.size <= most:
            break
    return np.asarray(values)


def _contour(model: Model, x: ModelInput, down: str, y: float, target: Target) -> tuple[Root, ...]:
    statistic = base_statistic(model, x, target, {down: y})
    grid = scan_points(x)
    return roots_between(x, target, statistic, grid, statistic(grid))
