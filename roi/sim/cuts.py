"""Three nested cuts of the benefits, and the metrics of a draw in each.

cash: a named budget line falls; headline: cash + capacity; soft: headline + what is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi.case import DISCOUNT_RATE, KINDS
from roi.model import Model
from roi.sim.cashflow import (
    delayed_npv,
    discount_factors,
    payback,
    peak_funding,
    present_value,
    running_sum,
    yearly,
)
from roi.sim.evaluate import MONTHS_A_YEAR, Block, total
from roi.sim.irr import irr

Array = NDArray[np.float64]
Cut = Literal["cash", "headline", "soft"]
CUTS: tuple[Cut, ...] = ("cash", "headline", "soft")
HEADLINE: Cut = "headline"
_KINDS_OF: Mapping[Cut, tuple[str, ...]] = {"cash": KINDS[:1], "headline": KINDS[:2], "soft": KINDS}


@dataclass(frozen=True, slots=True)
class CutOutcome:
    """Per draw, (n,): what one cut of the benefits gives.  `running` is (H + 1, n)."""

    pv_benefits: Array
    irr: Array
    payback: Array
    discounted_payback: Array
    delay_cost: Array
    running: Array


@dataclass(frozen=True, slots=True)
class Outcome:
    """Per draw: costs, the cuts, and the two figures that are of the cash cut only."""

    pv_costs: Array
    cuts: Mapping[Cut, CutOutcome]
    peak_funding: Array
    first_year_net: Array
    factors: Array


def benefits_of(model: Model, cut: Cut) -> tuple[str, ...]:
    """Ids of the benefits that a cut counts."""
    return tuple(line.id for line in model.lines if line.counted and line.spec.kind in _KINDS_OF[cut])


def costs_of(model: Model) -> tuple[str, ...]:
    """Ids of all costs."""
    return tuple(line.id for line in model.lines if line.spec.flow == "cost")


def distinct_cuts(model: Model) -> dict[Cut, Cut]:
    """Each cut → the first one with the same benefits, so that nothing is worked out twice."""
    first: dict[tuple[str, ...], Cut] = {}
    return {cut: first.setdefault(benefits_of(model, cut), cut) for cut in CUTS}


def outcome(model: Model, block: Block, inputs: Mapping[str, Array], n: int) -> Outcome:
    """The metrics of n draws from their payments."""
    convention = model.case.header.discounting
    rate = np.atleast_1d(inputs[DISCOUNT_RATE])
    factors = discount_factors(rate, model.horizon, convention)
    costs = total(model, block, costs_of(model), n)
    pv_costs = present_value(costs, factors)
    found: dict[Cut, CutOutcome] = {}
    for cut, same in distinct_cuts(model).items():
        found[cut] = found[same] if same in found else _cut(model, block, cut, costs, pv_costs, factors)
    cash = found["cash"]
    first_year = cash.running[min(MONTHS_A_YEAR, model.horizon)]
    return Outcome(pv_costs, found, peak_funding(cash.running), first_year, factors)


def _cut(model: Model, block: Block, cut: Cut, costs: Array, pv_costs: Array, factors: Array) -> CutOutcome:
    benefits = total(model, block, benefits_of(model, cut), costs.shape[1])
    net = benefits - costs
    running = running_sum(net)
    pv_benefits = present_value(benefits, factors)
    by_year = model.case.header.discounting == "year-end"
    return CutOutcome(
        pv_benefits=pv_benefits,
        irr=irr(yearly(net), 1) if by_year else irr(net, 12),
        payback=payback(running),
        discounted_payback=payback(running_sum(net * factors)),
        delay_cost=(pv_benefits - pv_costs) - delayed_npv(net, factors),
        running=running,
    )
