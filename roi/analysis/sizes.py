"""Other sizes of a deployment that would turn an expected loss: fewer of what is bought, or more.

A size is a volume that somebody chooses: a lever of the group `Volume`, such as seats to start with.  A fact, such
as the visits of a hospital, is no size: deciding changes nothing about it.  How it would turn the estimate is a
threshold (`roi solve`).
"""

from __future__ import annotations

import numpy as np

from roi.analysis.common_draws import CommonDraws, common_draws
from roi.analysis.ranges import limits
from roi.analysis.solve import Target, solve
from roi.analysis.volume_inputs import volume_levers
from roi.case import Override
from roi.errors import RoiError
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.reach import matters
from roi.sim.result import Simulation

SMALLER, LARGER = (0.25, 0.5, 0.75), (1.25, 1.5, 2.0)  # parts and multiples of the likely size
_DRAWS = 2_048  # on which sizes are looked through; the one that pays is compared on all


@dataclass(frozen=True, slots=True)
class Size:
    """Another size of one volume.

    Attributes:
        item: the volume as it is in the estimate.
        value: the size, in the declared unit; `factor`: against the likely one.
        turns: the size nearest to it at which the expected NPV is 0, in the declared unit; None where there is
            none between it and the estimate's.
    """

    item: ModelInput
    value: float
    factor: float
    turns: float | None = None

    @property
    def larger(self) -> bool:
        """Whether it is above that of the estimate."""
        return self.factor > 1

    @property
    def override(self) -> Override:
        """The size as it is given."""
        return Override(f"{self.value:.15g}{'%' if self.item.unit.percent else ''}")


def sizes(run: Simulation, cut: Cut) -> tuple[Size, ...]:
    """Of each volume that somebody chooses, the smaller size that is worth most and the least larger one that pays.

    Only those of which the expected NPV is above 0, and none where that of the estimate is: any deployment that
    pays gains by being larger.

    Raises:
        RoiError: a flow that is not a finite number at some size.
    """
    if run.model.unstated or float(run.values("npv", cut).mean()) > 0:
        return ()
    sizes = []
    for item in volume_levers(run.model):
        if matters(run.model, item.id, cut):
            sizes += _sizes(run, item, cut)
    return tuple(sizes)


def _sizes(run: Simulation, item: ModelInput, cut: Cut) -> list[Size]:
    draws = common_draws(run.prepared, (item.id,), _DRAWS, "npv", cut)
    smaller, larger = (
        [(worth, size) for size in _within(item, factors) if (worth := _worth(draws, size)) > 0]
        for factors in (SMALLER, LARGER)
    )
    chosen = [max(smaller, key=lambda pair: pair[0])[1]] if smaller else []
    chosen += [size for _worth, size in larger[:1]]
    if not chosen:
        return []
    roots = _roots(run, item, cut)
    return [_turning(size, roots) for size in chosen]


def _within(item: ModelInput, factors: tuple[float, ...]) -> list[Size]:
    """Sizes within the limits of the input, whole where its own is whole; those that are its own are left out."""
    likely, (low, high) = item.shown(item.likely), limits(item)
    whole = likely == round(likely) and not item.unit.percent
    values = [float(max(1, round(likely * factor))) if whole else likely * factor for factor in factors]
    return [
        Size(item, value, value / likely)
        for value in dict.fromkeys(values)
        if low <= value * item.unit.scale <= high and value != likely
    ]


def _worth(draws: CommonDraws, size: Size) -> float:
    return draws.mean({size.item.id: size.value * size.item.unit.scale})


def _roots(run: Simulation, item: ModelInput, cut: Cut) -> tuple[float, ...]:
    try:
        return tuple(root.value for root in solve(run, item.id, Target(at="mean", cut=cut)).roots)
    except RoiError:  # too few draws, or nothing to be solved for
        return ()


def _turning(size: Size, roots: tuple[float, ...]) -> Size:
    """The size with the threshold that lies between it and the estimate's own."""
    ends = np.sort([size.value, size.item.shown(size.item.likely)])
    between = [root for root in roots if ends[0] <= root <= ends[1]]
    nearest = min(between, key=lambda root: abs(root - size.value), default=None)
    return Size(size.item, size.value, size.factor, nearest)
