"""Candidates of a comparison with a heavy-tailed input far out: which means over their draws are finite."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from roi.arrays import Array
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.moments import far_out, far_values, heavy_inputs, order
from roi.sim.prepare import Prepared

Figure = Callable[[Mapping[str, Array]], Array]
_ROUNDINGS = 64  # of the largest value, that a sum of many payments may be off by


@dataclass(frozen=True, slots=True)
class FarOut:
    """All candidates with one input ever farther out in one of its tails, on the same draws.

    Attributes:
        index: moments of the input below it are finite.
        npv: ever farther out: by candidate, (n,) each; None where some are too large to be computed with.
    """

    index: float
    npv: Sequence[Mapping[str, Array]] | None

    def order(self, figure: Figure) -> float:
        """Moments below this order are finite of a figure of the candidates' NPV, as far as this input goes."""
        if self.npv is None:
            return order(self.index, None)
        largest = max((float(np.abs(each).max()) for at in self.npv for each in at.values()), default=0.0)
        rounding = _ROUNDINGS * float(np.finfo(float).eps) * largest
        return order(self.index, [figure(at) for at in self.npv], rounding)


def all_far_out(prepared: Mapping[str, Prepared], cut: Cut) -> tuple[FarOut, ...]:
    """Every heavy-tailed input of some candidate, far out in all candidates in which its tail is heavy.

    Args:
        prepared: by candidate, on common draws.
        cut: which benefits count.
    """
    heavy = {
        name: {item.id: item for item in heavy_inputs(each.model)}
        for name, each in prepared.items()
        if not each.model.unstated
    }
    tails = []
    for input_id in dict.fromkeys(key for items in heavy.values() for key in items):
        having = {name: items[input_id] for name, items in heavy.items() if input_id in items}
        index = min(item.distribution.law.moments for item in having.values())
        sides = {name: far_values(item) for name, item in having.items()}
        for side in range(max(map(len, sides.values()))):
            values = {name: each[min(side, len(each) - 1)] for name, each in sides.items()}
            tails.append(FarOut(index, _npv(prepared, heavy, input_id, values, cut)))
    return tuple(tails)


def order_of_figure(far: Sequence[FarOut], figure: Figure) -> float:
    """Moments below this order are finite of a figure of the candidates' NPV; inf where all are."""
    return min((each.order(figure) for each in far), default=math.inf)


def _npv(
    prepared: Mapping[str, Prepared],
    names: Collection[str],
    input_id: str,
    values: Mapping[str, Sequence[float]],
    cut: Cut,
) -> Sequence[Mapping[str, Array]] | None:
    """By step; candidates without values are as they are."""
    count, by_name = len(next(iter(values.values()))), {}
    for name in names:
        steps = [{input_id: value} for value in values[name]] if name in values else [{}] * count
        sums = far_out(prepared[name], steps)
        if sums is None:
            return None
        by_name[name] = [each[cut] - each["costs"] for each in sums]
    return [{name: npv[step] for name, npv in by_name.items()} for step in range(count)]
