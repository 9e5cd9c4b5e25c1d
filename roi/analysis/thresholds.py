"""Where the decision turns: values of an input at which the expected net present value crosses the hurdle.

A fact is learnt at each value and a lever set to it, on common draws: an answer that names the threshold gives an
expected net present value at the hurdle, to the sampling error that is told beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cache

import numpy as np

from roi.analysis.brackets import bracket, crossings, looked_through
from roi.analysis.brent import brentq
from roi.analysis.common_draws import SOLVED_ON, CommonDraws, common_draws
from roi.analysis.ranges import scan_points
from roi.arrays import Array
from roi.errors import RoiError
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic
from roi.sim.prepare import Prepared
from roi.sim.sampling import REPLICATES

PLAUSIBLE = (0.01, 0.99)  # probabilities between which a threshold is looked for
SCAN_DRAWS = 2_048
_STEPS, _FINE = 17, 65
_CLOSE = 2e-4  # of the range looked through: a threshold is not told to more


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What the expected net present value must beat: an amount, and a share of the costs' present value."""

    amount: float = 0.0
    on_costs: float = 0.0
    cut: Cut = HEADLINE


@dataclass(frozen=True, slots=True)
class Flip:
    """A value at which the decision changes, in the input's declared unit.

    `go_above`: whether the option is worth it above the value (else below it).  `error`: standard error of the
    value; nan where it cannot be told.
    """

    value: float
    go_above: bool
    error: float = math.nan


@dataclass(frozen=True, slots=True)
class Excess:
    """Net present value above the hurdle, of common draws with some inputs at any value.

    Attributes:
        few: the draws that are scanned, ready for all of the inputs.
        prepared: of which they are draws.
    """

    few: CommonDraws
    hurdle: Hurdle
    prepared: Prepared
    _many: list[CommonDraws] = field(default_factory=list, repr=False, compare=False)

    def many(self, names: Iterable[str]) -> CommonDraws:
        """The draws on which a threshold is worked out, ready for these inputs among others."""
        ready = self._many[0].inputs if self._many else frozenset[str]()
        if not self._many or not ready.issuperset(names):
            every = dict.fromkeys((*sorted(ready), *names))
            self._many[:] = [common_draws(self.prepared, [*every], SOLVED_ON, "npv", self.hurdle.cut)]
        return self._many[0]

    def at(self, draws: CommonDraws, changed: Mapping[str, float]) -> Array:
        """(16, n), with these inputs at other values."""
        npv = draws.by_replicate(changed) - self.hurdle.amount
        if not self.hurdle.on_costs:
            return npv
        return npv - self.hurdle.on_costs * draws.of("pv_costs").by_replicate(changed)


def excess_of(
    prepared: Prepared, names: Sequence[str], hurdle: Hurdle, common: CommonDraws | None = None
) -> Excess:
    """The first draws, ready for other values of these inputs; `common`: all of them, where they are made."""
    if common is not None:
        return Excess(common.first(SCAN_DRAWS), hurdle, prepared, [common])
    return Excess(common_draws(prepared, names, SCAN_DRAWS, "npv", hurdle.cut), hurdle, prepared)


def flips_somewhere(excess: Excess, item: ModelInput) -> tuple[Flip, ...]:
    """The same of an answer that is known to flip the decision: looked for closely where it is not seen at once."""
    return flips(excess, item) or flips(excess, item, closely=not item.constant)


def flips(excess: Excess, item: ModelInput, *, closely: bool = False) -> tuple[Flip, ...]:
    """Where the expected net present value crosses the hurdle, ascending: between P1 and P99 of the input.

    Of an input without uncertainty, over all values that `roi solve` looks through.

    Args:
        closely: at every point of a finer grid, so that no window is taken for straight.
    """
    plausible = np.linspace(*PLAUSIBLE, _FINE if closely else _STEPS)
    grid = scan_points(item) if item.constant else np.unique(item.quantile(plausible))

    def few(values: Array) -> Array:
        return np.array([_mean(excess, excess.few, item, float(value)) for value in values])

    means = few(grid) if closely else looked_through(few, grid, 0.0)

    @cache
    def mean(value: float) -> float:
        return _mean(excess, excess.many((item.id,)), item, value)

    sides = np.sign(means)
    crosses = (sides[:-1] * sides[1:] <= 0) & (means[:-1] != means[1:])
    thresholds: dict[float, Flip] = {}
    for k, (first, last) in crossings(crosses, ~np.isnan(means)):
        ends = float(grid[k]), float(grid[k + 1])
        bracketed = bracket(mean, *ends, (float(grid[first]), float(grid[last])))
        if bracketed is not None:
            flip = _crossing(excess, item, mean, bracketed, _CLOSE * float(grid[-1] - grid[0]))
            thresholds.setdefault(flip.value, flip)
    return tuple(thresholds.values())


def _mean(excess: Excess, draws: CommonDraws, item: ModelInput, value: float) -> float:
    """The mean at a value; nan where the case cannot be evaluated there."""
    try:
        return float(excess.at(draws, {item.id: value}).mean())
    except RoiError:  # far outside its evidence an input may overflow
        return math.nan


def _crossing(
    excess: Excess,
    item: ModelInput,
    mean: Callable[[float], float],
    between: tuple[float, float],
    close: float,
) -> Flip:
    """The crossing on all draws."""
    low, high = between
    value = float(brentq(mean, low, high, xtol=close))
    slope = (mean(high) - mean(low)) / (high - low)
    each = excess.at(excess.many((item.id,)), {item.id: value}).mean(axis=1)
    error = float(np.std(each, ddof=1)) / REPLICATES**0.5 / abs(slope)
    return Flip(item.shown(value), slope > 0, item.shown(error) if math.isfinite(error) else math.nan)


def over_replicates(values: Array) -> Statistic:
    """The mean of draws, (16, n), with its error."""
    each = values.mean(axis=1)
    return Statistic(float(each.mean()), float(np.std(each, ddof=1)) / REPLICATES**0.5)
