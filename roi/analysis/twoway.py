"""Two inputs at once: a table of what they make of a metric, and the line along which it meets a target.

Of the base case, or of the draws: their mean, P50, or the chance that the target is met, on the same luck
in every cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from roi.analysis.common_draws import CommonDraws, common_draws
from roi.analysis.ranges import limits, scan_points
from roi.analysis.root_search import Root, draws_statistic, roots_between, scan
from roi.analysis.scores import enough_draws
from roi.analysis.solve import FEWEST_DRAWS, Target, base_statistic, check_target, checked_solvable
from roi.arrays import Array
from roi.card import Brief
from roi.errors import Place, RoiError, Setting, of_setting, remedy
from roi.model import Model, ModelInput
from roi.model.conditioning import conditioning
from roi.records import dataclass
from roi.sim.metrics import METRICS
from roi.sim.moments import MEAN, refuse_without
from roi.sim.result import Simulation
from roi.sim.worksheet import base_sheet

_Found = tuple[Array, tuple[tuple[Root, ...], ...], int]  # values, contour, draws
_REACH = (0.05, 0.95)  # probabilities between which a table lies
_CONSTANT = (0.5, 2.0)  # times the value of a constant
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
COLUMNS, ROWS = 7, 9  # at most
TABLE_DRAWS = 4_096  # common draws of a table: its cells are compared with each other, on the same luck


@dataclass(frozen=True, slots=True, repr=False)
class TwoWay(Brief):
    """A metric over a grid of two inputs.

    Attributes:
        across, down: the inputs; `xs`, `ys`: their values in declared units.
        values: (len(ys), len(xs)): the metric of the base case, on average or at P50; with a target of a
            probability, the chance that it is met.
        contour: for each of `ys` the roots of `across`: where the target is just met.
        draws: over how many the values are taken; 0: the base case.
        moved: ids of the inputs that move with the facts of the two, which are learnt; empty where both are set.
    """

    across: ModelInput
    down: ModelInput
    target: Target
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    values: Array
    contour: tuple[tuple[Root, ...], ...]
    draws: int = 0
    moved: frozenset[str] = frozenset()

    def met(self, value: float) -> bool:
        """Whether a value of the table meets the target."""
        if self.target.at == "probability":
            return value >= self.target.probability
        if METRICS[self.target.metric].high_is_good:
            return value >= self.target.value
        return value <= self.target.value


def two_way(
    run: Simulation,
    across: str,
    down: str,
    target: Target,
    progress: Callable[[int, int], None] | None = None,
    *,
    columns: int = COLUMNS,
) -> TwoWay:
    """A table over round values of two inputs between their P5 and P95, and its contour.

    Args:
        run: the simulation.
        across, down: ids of the inputs.
        target: what is looked at, and what the contour meets.
        progress: told (rows done, rows in all), of the draws.
        columns: at most so many values of `across`.

    Raises:
        RoiError: an unknown input or metric, one input twice, an input of chance, costs that are not stated,
            or too few draws, or no finite mean, for a target that speaks of them.
    """
    check_target(run.model, target)
    x, y = (
        checked_solvable(run.model, name, target, where)
        for name, where in ((across, of_setting("input")), (down, of_setting("down")))
    )
    if across == down:
        raise RoiError("a two-way table needs two inputs", of_setting("down"), "Name another one.")
    xs, ys = round_values(x, columns), round_values(y, ROWS)
    table = _of_base(run.model, x, y, target, xs, ys) if target.at == "base" else None
    values, contour, draws = table or _of_draws(run, x, y, target, xs, ys, progress or _untold)
    learnt = conditioning(run.model, (across, down))
    moved = frozenset[str]() if learnt is None else learnt.ids
    return TwoWay(x, y, target, tuple(xs.tolist()), tuple(ys.tolist()), values, contour, draws, moved)


def _of_base(model: Model, x: ModelInput, y: ModelInput, target: Target, xs: Array, ys: Array) -> _Found:
    grid_x, grid_y = np.meshgrid(xs * x.unit.scale, ys * y.unit.scale)
    changed = {x.id: grid_x.ravel(), y.id: grid_y.ravel()}
    learnt = conditioning(model, (x.id, y.id))
    moved = {} if learnt is None else learnt.likely(changed)
    values = base_sheet(model, moved | changed, grid_x.size, changed).metric(target.metric, target.cut)
    contour, grid = [], scan_points(x)
    for row in ys:
        statistic = base_statistic(model, x, target, {y.id: float(row) * y.unit.scale})
        contour.append(roots_between(x, target, statistic, grid, statistic(grid)))
    return values.reshape(grid_x.shape), tuple(contour), 0


def _untold(_done: int, _total: int) -> None:
    """Nobody waits for progress."""


def _of_draws(
    run: Simulation,
    x: ModelInput,
    y: ModelInput,
    target: Target,
    xs: Array,
    ys: Array,
    progress: Callable[[int, int], None],
) -> _Found:
    enough_draws(run, FEWEST_DRAWS, "A two-way table of the simulation")
    names = (x.id, y.id)
    if target.at == "mean":
        refuse_without(run.prepared, target.metric, target.cut, MEAN, given=names)
    many = common_draws(run.prepared, names, TABLE_DRAWS, target.metric, target.cut, together=True)
    few = many.first(FEWEST_DRAWS)
    values, contour = np.empty((ys.size, xs.size)), []
    for place, row in enumerate(ys):
        fixed = {y.id: float(row) * y.unit.scale}
        fine, coarse = many.having(fixed), few.having(fixed)
        for column, value in enumerate(xs):
            changed = {x.id: float(value) * x.unit.scale}
            values[place, column] = _cell(fine, changed, target)
        grid = scan_points(x)
        seen, statistic = scan(coarse, x, target, grid), draws_statistic(fine, x, target)
        contour.append(roots_between(x, target, statistic, grid, seen, fine))
        progress(place + 1, ys.size)
    return values, tuple(contour), many.draws


def _cell(draws: CommonDraws, changed: Mapping[str, float], target: Target) -> float:
    if target.at == "probability":
        return draws.chance(changed, target.value)
    return draws.mean(changed) if target.at == "mean" else draws.quantile(changed, 0.5)


def round_values(item: ModelInput, most: int) -> Array:
    """At most `most` round numbers, evenly spaced, over P5 to P95 of an input, in its declared unit.

    Raises:
        RoiError: the input is a constant 0.
    """
    low, high = (item.shown(float(q)) for q in item.quantile(np.array(_REACH)))
    if low == high:
        if not item.likely:
            raise RoiError(
                f"`{item.id}` is a constant 0: there is no range to show",
                Place(table=f"[inputs.{item.id}]"),
                remedy("Give it one, as in ", Setting("set", f'{item.id}="uniform(1, 10)"'), "."),
            )
        low, high = sorted(item.shown(item.likely) * factor for factor in _CONSTANT)
    power = 10 ** math.floor(math.log10((high - low) / most))
    least, largest = (item.shown(limit) for limit in limits(item))
    finer = np.empty(0)
    for step in (power * factor for factor in (*_STEPS, 20.0)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        values = np.round(np.arange(first, last + 1) * step, 12)
        values = values[(values >= least) & (values <= largest)]
        if values.size <= most:
            break
        finer = values
    if finer.size == most + 1 and values.size <= most // 2:  # rather without an end than with half of them
        likely = item.shown(item.likely)
        return finer[1:] if likely - finer[0] > finer[-1] - likely else finer[:-1]
    return np.asarray(values)
