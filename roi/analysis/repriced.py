"""What the part of the costs that some prices make would be at other prices: in the plan, and on average."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from roi.arrays import Array
from roi.defaults import SEED
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.prepare import prepare, side_by_side
from roi.sim.reach import downstream
from roi.sim.sampling import planned
from roi.sim.worksheet import Worksheet, base_sheet, worksheet

DRAWS = 2_048


@dataclass(frozen=True, slots=True)
class Repriced:
    """By set of prices, (n,) each: the costs they make over the horizon, their present value, NPV of the plan."""

    total: Array
    present_value: Array
    npv: Array


def repriced(
    model: Model, prices: Mapping[str, Array], free: Collection[str], cut: Cut = HEADLINE
) -> Repriced:
    """The plan at each of n sets of prices.

    Args:
        model: the case.
        prices: by input, (n,) as formulas see them.
        free: of these, the prices; the costs they make are what the case would cost less if all were 0.

    Raises:
        RoiError: a flow that is not finite at some of them.
    """
    n = len(next(iter(prices.values())))
    values = {name: np.append(each, 0.0 if name in free else each[-1]) for name, each in prices.items()}
    sheet = base_sheet(model, values, n + 1)
    total, worth = (each - each[-1] for each in _costs(sheet, downstream(model, free).lines))
    npv = np.broadcast_to(sheet.metric("npv", cut), (n + 1,))
    return Repriced(total[:-1], worth[:-1], npv[:-1])


def mean_total(model: Model, prices: Mapping[str, Array], free: Collection[str]) -> Array:
    """The mean over draws of what each of n sets of prices costs over the horizon, (n,).

    Raises:
        RoiError: as `repriced`.
    """
    prepared = prepare(model, planned(DRAWS, SEED))
    inputs = side_by_side(prepared.inputs(*block) for block in prepared.blocks(DRAWS))
    sheet, reached = worksheet(model, inputs, prepared.sampling.draws), downstream(model, prices)

    def mean(changed: Mapping[str, float]) -> float:
        values = {name: np.array([value]) for name, value in changed.items()}
        total, _ = _costs(sheet.revised(values, reached), reached.lines)
        return float(total.mean())

    n = len(next(iter(prices.values())))
    nothing = mean({name: 0.0 if name in free else float(each[0]) for name, each in prices.items()})
    gains = np.empty(n)
    for k in range(n):
        gains[k] = mean({name: float(each[k]) for name, each in prices.items()}) - nothing
    return gains


def _costs(sheet: Worksheet, lines: Collection[ModelLine]) -> tuple[Array, Array]:
    """Of the costs among the lines: the sum over all months, and the present value, (n,) each."""
    costs = [line.id for line in lines if line.spec.flow == "cost"]
    total, worth = np.zeros(sheet.n), np.zeros(sheet.n)
    for name in costs:
        total += sheet.block.flows[name].full().sum(axis=0)
        worth += sheet.worth[name]
    return total, worth
