"""Whether the mean and the variance of a metric are finite: heavy tails of inputs, as far as they reach money."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import numpy as np

from roi.arrays import Array
from roi.errors import Place, RoiError
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.cuts import CASH, CUTS, Cut
from roi.sim.estimate import UNDEFINED, Statistic, mean
from roi.sim.metrics import METRICS
from roi.sim.prepare import Prepared
from roi.sim.worksheet import Worksheet, worksheet

MEAN, VARIANCE = 1.0, 2.0
_HEAVY = 2 * VARIANCE  # a formula may square an input: the variance is then decided by its fourth moment
_DRAWS = 64
_FAR = (1.0, 1e3, 1e6)  # times the value that one draw in a million passes
_RARE = 1e-6
_BOUNDED = 1e-9


@dataclass(frozen=True, slots=True)
class HeavyTail:
    """An input with a heavy tail that reaches money.

    Attributes:
        costs, benefits: moments of the costs, of the benefits by cut, below this order are finite; inf for all.
    """

    item: ModelInput
    costs: float
    benefits: Mapping[Cut, float]

    def order(self, metric: str, cut: Cut) -> float:
        """The same of a metric."""
        each = {"costs": self.costs, "benefits": self.benefits[cut]}
        return min(each[flow] for flow in METRICS[metric].moments_of)


def heavy_tails(prepared: Prepared) -> tuple[HeavyTail, ...]:
    """The inputs that leave costs or benefits without a finite variance.

    A value that goes into money as its power p makes the order of finite moments that of the input over p; what a
    formula caps has p = 0.  The power is read off draws in which the input alone is set far out, three times.
    """
    return prepared.kept.take("heavy tails", None, _heavy_tails, prepared)


def _heavy_tails(prepared: Prepared) -> tuple[HeavyTail, ...]:
    tails = (_tail(prepared, item) for item in heavy_inputs(prepared.model))
    return tuple(tail for tail in tails if min(tail.costs, *tail.benefits.values()) <= VARIANCE)


def heavy_inputs(model: Model) -> list[ModelInput]:
    """The inputs whose own law has so few finite moments that money may lack a mean or a variance."""
    return [item for item in model.inputs if item.distribution.law.moments <= _HEAVY]


def has_mean(prepared: Prepared, metric: str, cut: Cut, given: Collection[str] = ()) -> bool:
    """Whether the mean of a metric is finite; `given`: ids of inputs that are set to a number."""
    tails = tuple(tail for tail in heavy_tails(prepared) if tail.item.id not in given)
    return order_of(tails, metric, cut) > MEAN


def refuse_without(
    prepared: Prepared, metric: str, cut: Cut, moment: float, given: Collection[str] = ()
) -> None:
    """Refuse what is to be worked out of a mean or a variance that is infinite.

    Args:
        moment: what must be finite, `MEAN` or `VARIANCE`.
        given: ids of inputs that are set to a number, whose tails therefore count for nothing.

    Raises:
        RoiError: an input with a heavy tail makes it infinite.
    """
    for tail in heavy_tails(prepared):
        order, spec = tail.order(metric, cut), tail.item.spec
        if order <= moment and tail.item.id not in given:
            raise RoiError(
                f"{METRICS[metric].label} has no finite {'mean' if order <= MEAN else 'variance'}: that of "
                f"“{spec.label}”, {spec.value}, is infinite",
                Place(table=f"[inputs.{tail.item.id}]"),
                "Give the input an end, as in truncate(…, high=…), or judge by percentiles.",
            )


def order_of(tails: tuple[HeavyTail, ...], metric: str, cut: Cut) -> float:
    """Moments of the metric below this order are finite; inf where all are."""
    return min((tail.order(metric, cut) for tail in tails), default=math.inf)


def estimate_of(values: Array, order: float) -> Statistic:
    """The mean of draws, (16, m), whose moments below an order are finite.

    Undefined where the mean is not finite; with an infinite error where only the variance is not.
    """
    if order <= MEAN:
        return UNDEFINED
    value = mean(values)
    return value if order > VARIANCE else Statistic(value.value, math.inf)


def far_values(item: ModelInput) -> list[tuple[float, ...]]:
    """Values far out in each tail of an input that has no end, ever farther, as formulas see them."""
    ends = zip((_RARE, 1 - _RARE), item.distribution.support, strict=True)
    rare = [float(item.quantile(np.array([u]))[0]) for u, end in ends if math.isinf(end)]
    return [tuple(value * far for far in _FAR) for value in rare]


def far_out(prepared: Prepared, steps: Sequence[Mapping[str, float]]) -> Sequence[Mapping[str, Array]] | None:
    """Present values of the first draws with some inputs at other values, the same inputs in each step.

    Returns:
        By step "costs" and the benefits by cut, (n,) each; None where some are too large to be computed with.
    """
    return prepared.kept.take(f"far out: {steps}", None, _far_out, prepared, steps)


def _far_out(
    prepared: Prepared, steps: Sequence[Mapping[str, float]]
) -> Sequence[Mapping[str, Array]] | None:
    """All steps at once: a formula takes as long for 64 draws as for 192."""
    n, times = min(prepared.sampling.draws, _DRAWS), len(steps)
    changed = {name: np.repeat([step[name] for step in steps], n) for name in steps[0]}
    try:
        drawn = prepared.kept.take(f"first draws {times} times", None, _first_draws, prepared, times)
        sheet = drawn.revised(changed)
    except RoiError:
        return None
    worth: dict[str, Array] = {cut: sheet.cut(cut).pv_benefits for cut in CUTS}
    worth["costs"] = sheet.cut(CASH).pv_costs
    return [{name: values.reshape(times, n)[k] for name, values in worth.items()} for k in range(times)]


def _first_draws(prepared: Prepared, times: int) -> Worksheet:
    """The first draws, so many times one after the other."""
    n = min(prepared.sampling.draws, _DRAWS)
    inputs = {
        name: np.tile(values, times) if values.ndim else values
        for name, values in prepared.inputs_between(0, n).items()
    }
    return worksheet(prepared.model, inputs, n * times)


def order(index: float, values: Sequence[Array] | None, rounding: float = 0.0) -> float:
    """Moments below this order are finite of a figure that an input with such an index moves.

    Args:
        index: moments of the input below it are finite.
        values: of the figure, with the input ever farther out as `far_out` has it; None where some are too large.
        rounding: what a difference of large values may leave of nothing.
    """
    if values is None:  # too large to be computed with: in the size of the input, if not beyond
        return index
    first, second = (float(np.abs(b - a).mean()) for a, b in pairwise(values))
    still = max(rounding, _BOUNDED * (1 + float(np.abs(values[0]).mean())))
    if second <= still or first == 0:
        return math.inf
    power = math.log(second / first) / math.log(_FAR[1])
    return index / power if power > 0.01 else math.inf


def _tail(prepared: Prepared, item: ModelInput) -> HeavyTail:
    index = item.distribution.law.moments
    sides = [far_out(prepared, [{item.id: value} for value in side]) for side in far_values(item)]
    orders = {
        name: min(order(index, None if side is None else [each[name] for each in side]) for side in sides)
        for name in ("costs", *CUTS)
    }
    return HeavyTail(item, orders["costs"], {cut: orders[cut] for cut in CUTS})
