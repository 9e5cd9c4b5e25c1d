"""Whether the mean and the variance of a metric are finite: heavy tails of inputs, as far as they reach money."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.errors import RoiError
from roi.model import ModelInput
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import CUTS, Cut, benefits_of, costs_of
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import Prepared

MEAN, VARIANCE = 1.0, 2.0
_DRAWS = 64
_FAR = (1.0, 1e3, 1e6)  # times the value that one draw in a million passes
_RARE = 1e-6
_BOUNDED = 1e-9


@dataclass(frozen=True, slots=True)
class Tail:
    """An input with a heavy tail that reaches money.

    Attributes:
        costs, benefits: moments of the costs, of the benefits by cut, below this order are finite; inf for all.
    """

    item: ModelInput
    costs: float
    benefits: Mapping[Cut, float]

    def order(self, metric: str, cut: Cut) -> float:
        """The same of a metric; ROI and BCR are divided by the costs, which only makes them smaller."""
        if metric == "pv_costs":
            return self.costs
        if metric in ("pv_benefits", "roi", "bcr"):
            return self.benefits[cut]
        return min(self.costs, self.benefits[cut])


def heavy_tails(prepared: Prepared) -> tuple[Tail, ...]:
    """The inputs that leave costs or benefits without a finite variance.

    A value that goes into money as its power p makes the order of finite moments that of the input over p; what a
    formula caps has p = 0.  The power is read off draws in which the input alone is set far out, three times.
    """
    heavy = [item for item in prepared.model.inputs if item.distribution.law.moments <= VARIANCE]
    tails = (_tail(prepared, item) for item in heavy)
    return tuple(tail for tail in tails if min(tail.costs, *tail.benefits.values()) <= VARIANCE)


def order_of(tails: tuple[Tail, ...], metric: str, cut: Cut) -> float:
    """Moments of the metric below this order are finite; inf where all are."""
    return min((tail.order(metric, cut) for tail in tails), default=math.inf)


def _tail(prepared: Prepared, item: ModelInput) -> Tail:
    n = min(prepared.sampling.draws, _DRAWS)
    inputs = prepared.inputs_between(0, n)
    rare = float(item.quantile(np.array([1 - _RARE]))[0])
    sums = [_worth(prepared, inputs | {item.id: np.array([rare * far])}, n) for far in _FAR]
    index = item.distribution.law.moments
    orders = {
        name: _order(index, [one[name] for one in sums if one is not None]) for name in ("costs", *CUTS)
    }
    return Tail(item, orders["costs"], {cut: orders[cut] for cut in CUTS})


def _order(index: float, values: list[Array]) -> float:
    if len(values) < len(_FAR):  # too large to be computed with: in the size of the input, if not beyond
        return index
    first, second = (float(np.abs(b - a).mean()) for a, b in pairwise(values))
    if second <= _BOUNDED * (1 + float(np.abs(values[0]).mean())) or first == 0:
        return math.inf
    power = math.log(second / first) / math.log(_FAR[1])
    return index / power if power > 0.01 else math.inf


def _worth(prepared: Prepared, inputs: Mapping[str, Array], n: int) -> Mapping[str, Array] | None:
    model = prepared.model
    try:
        flows = evaluate_block(model, inputs).flows
    except RoiError:
        return None
    factors = discount_factors(inputs[DISCOUNT_RATE], model.horizon, model.case.header.discounting)

    def added(names: tuple[str, ...]) -> Array:
        return np.broadcast_to(sum((flows[name].present_value(factors) for name in names), np.zeros(1)), (n,))

    return {"costs": added(costs_of(model))} | {cut: added(benefits_of(model, cut)) for cut in CUTS}
