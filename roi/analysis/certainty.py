"""The certainty equivalent: the sum for sure that somebody who dislikes risk would take for the estimate.

For a constant risk tolerance R it is −R ln E[exp(−NPV / R)] (Pratt 1964, Econometrica 32(1/2), 122–136; Howard &
Matheson 1972, Management Science 18(7), 356–369).  It is minus infinity where the tail of the losses falls more
slowly than exp(−loss / R): whether it does is read off the laws of the inputs and what the model makes of them far
out, not off the draws, which all are finite.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np

from roi.analysis.scores import checked_metric
from roi.arrays import Array
from roi.distributions.law import Tail
from roi.errors import RoiError, of_setting
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import UNDEFINED, Statistic, quantiles
from roi.sim.moments import far_out, has_mean
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES

WORST = 0.001  # share of the draws at the worse end that one figure counts as no worse than its best
_RARE = 1e-6
_DEPTHS, _NEARER = (1e3, 1e6, 1e9), (10.0, 30.0, 90.0)  # −ln of the chance of what lies beyond
_VANISHES = 1e-9  # of a slope that goes to 0, but of which the largest is still looked for
_AS_FAST = 0.05  # by which the power of a loss in the depth may miss 1 and still be 1
_STILL = 1e-9
_MOST_PAIRED = 8  # tails that are looked at two by two


@dataclass(frozen=True, slots=True)
class CertaintyEquivalent:
    """What the estimate is worth to somebody with a constant risk tolerance.

    Attributes:
        tolerance: R, in money; the larger, the less risk matters.
        expected: mean NPV of the draws, what it is worth without dislike of risk; nan where it is not finite.
        value: the certainty equivalent; −inf where the tails of `because` make it so.  Its error is infinite
            where that of E[exp(−NPV / R)] is.
        limited: the same with no draw counted as worse than `worst`, the P0.1 of NPV; above `value`.
        rests_on: share of E[exp(−NPV / R)] that the worst thousandth of the draws makes.
        because: inputs whose tails are too heavy; empty where the value is finite.
    """

    tolerance: float
    cut: Cut
    expected: float
    value: Statistic
    limited: Statistic
    worst: float
    rests_on: float
    because: tuple[ModelInput, ...]


def certainty_equivalent(run: Simulation, tolerance: float, cut: Cut = HEADLINE) -> CertaintyEquivalent:
    """The certainty equivalent of a run's net present value.

    Raises:
        RoiError: a tolerance that is no amount above 0, or costs that are not stated.
    """
    cut, tolerance = checked_metric(run.model, "npv", cut), checked_tolerance(tolerance)
    npv = run.values("npv", cut)
    worst = quantiles(npv, [WORST])[0].value
    slope, because = _steepest(run, tolerance, cut)
    value = _of_draws(npv, tolerance)
    if because:
        value = Statistic(-math.inf, math.nan)
    elif 2 * slope >= 1:
        value = Statistic(value.value, math.inf)
    weights = np.exp(-(npv - npv.min()) / tolerance)
    return CertaintyEquivalent(
        tolerance=tolerance,
        cut=cut,
        expected=float(npv.mean()) if has_mean(run.prepared, "npv", cut) else math.nan,
        value=value,
        limited=_of_draws(np.maximum(npv, worst), tolerance),
        worst=worst,
        rests_on=float(weights[npv < worst].sum() / weights.sum()),
        because=because,
    )


def checked_tolerance(tolerance: float) -> float:
    """The risk tolerance, in money.

    Raises:
        RoiError: no amount above 0.
    """
    if not (math.isfinite(tolerance) and tolerance > 0):
        hint = "Allowed: an amount above 0, such as a sixth of equity (Howard 1988)."
        raise RoiError(f"a risk tolerance of {tolerance:g}", of_setting("risk_tolerance"), hint)
    return tolerance


def _of_draws(npv: Array, tolerance: float) -> Statistic:
    """−R ln E[exp(−NPV / R)] of draws, (16, m), from the worst of them upwards, so that nothing overflows."""
    if not np.isfinite(npv).all():
        return UNDEFINED
    low = float(npv.min())
    each = np.exp(-(npv - low) / tolerance).mean(axis=1)
    worst = npv.min(axis=1)
    alone = [
        float(at - tolerance * math.log(np.exp(-(row - at) / tolerance).mean()))
        for row, at in zip(npv, worst, strict=True)
    ]
    value = low - tolerance * math.log(float(each.mean()))
    return Statistic(value, float(np.std(alone, ddof=1)) / math.sqrt(REPLICATES))


@dataclass(frozen=True, slots=True)
class _Side:
    """One tail of an input without an end; values are as formulas see them."""

    item: ModelInput
    sign: float
    tail: Tail
    middle: float
    rare: float

    @property
    def heavy(self) -> bool:
        """Whether it falls more slowly than any exponential."""
        return self.tail.index == 0

    def at(self, depth: float) -> float:
        """The value that is passed with the chance exp(−depth); of a heavy tail, so many times a rare value."""
        if self.heavy:
            return self.rare * depth
        far: float = (depth / self.tail.rate) ** (1 / self.tail.index)
        return self.middle + self.sign * far * self.item.to_formula


def _steepest(run: Simulation, tolerance: float, cut: Cut) -> tuple[float, tuple[ModelInput, ...]]:
    """The largest of loss / R over −ln(chance) far out, and the inputs with which it is 1 or more.

    Tails are looked at one by one, two by two (a price times a volume), and with those that make it worse.
    """
    sides = [side for item in run.model.inputs for side in _sides(item)]
    slopes: dict[tuple[_Side, ...], float] = {(side,): _slope(run, (side,), tolerance, cut) for side in sides}
    losing = sorted((side for side in sides if slopes[(side,)] > 0), key=lambda side: -slopes[(side,)])
    if not any(slope >= 1 for slope in slopes.values()):  # else it is decided
        for pair in combinations(losing[:_MOST_PAIRED], 2):
            if pair[0].item.id != pair[1].item.id:
                slopes[pair] = _slope(run, pair, tolerance, cut)
        joined = max(slopes, key=lambda group: slopes[group], default=())
        for side in losing:
            wider = (*joined, side)
            if side.item.id not in {each.item.id for each in joined}:
                slopes[wider] = _slope(run, wider, tolerance, cut)
                joined = wider if slopes[wider] > slopes[joined] else joined
    steep = [group for group, slope in slopes.items() if slope >= 1]
    if not steep:
        return max(slopes.values(), default=0.0), ()
    fewest = min(map(len, steep))  # what does it alone is named, not what stands beside it
    items = {side.item.id: side.item for group in steep if len(group) == fewest for side in group}
    return math.inf, tuple(items.values())


def _sides(item: ModelInput) -> Iterator[_Side]:
    for sign, u, tail in zip((-1.0, 1.0), (_RARE, 1 - _RARE), item.distribution.law.tails, strict=True):
        if math.isfinite(tail.index):
            middle, rare = (float(value) for value in item.quantile(np.array([0.5, u])))
            yield _Side(item, sign, tail, middle, rare)


def _slope(run: Simulation, sides: Sequence[_Side], tolerance: float, cut: Cut) -> float:
    """How fast a loss grows with the depth of these tails, over R.

    Inf where it grows faster than the depth; about 0 where it does more slowly, and 0 where there is none.
    """
    for depths in (_DEPTHS, _NEARER):  # a model may not be defined everywhere, as a growth below −100 %
        sums = far_out(run.prepared, [{side.item.id: side.at(depth) for side in sides} for depth in depths])
        if sums is not None:
            break
    else:
        return 0.0
    known = [_npv(each, cut) for each in sums]
    first, second = (before - after for before, after in pairwise(known))
    lost = (second > _STILL * (1 + np.abs(known[0]))) & (first > 0)
    if not lost.any():
        return 0.0
    if any(side.heavy for side in sides):
        return math.inf  # to whichever power it goes into money
    power = np.log(second[lost] / first[lost]) / math.log(depths[1] / depths[0])
    if (power > 1 + _AS_FAST).any():
        return math.inf
    slope = second[lost] / (depths[2] - depths[1]) / len(sides) / tolerance
    return float(np.where(power < 1 - _AS_FAST, _VANISHES * slope, slope).max())


def _npv(sums: Mapping[str, Array], cut: Cut) -> Array:
    return np.asarray(sums[cut] - sums["costs"])
