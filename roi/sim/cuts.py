"""Three nested cuts of the benefits, and the metrics of a draw in each.

cash: a named budget line falls; headline: cash + capacity; soft: headline + what is neither.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE, KINDS, Kind
from roi.model import Model
from roi.sim.cashflow import (
    delayed_npv,
    discount_factors,
    payback,
    peak_funding,
    running_sum,
    yearly,
)
from roi.sim.evaluate import Block, total
from roi.sim.irr import irr
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.workspace import FORGETFUL, Workspace

Cut = Literal["cash", "headline", "soft"]
CUTS: tuple[Cut, ...] = ("cash", "headline", "soft")
HEADLINE: Cut = "headline"
_KINDS_OF: Mapping[Cut, tuple[str, ...]] = {"cash": KINDS[:1], "headline": KINDS[:2], "soft": KINDS}


class CutOutcome:
    """Per draw, (n,): what one cut of the benefits gives; each figure is worked out when it is first read.

    Attributes:
        net: net flows of money, (H + 1, n).
        pv_benefits, pv_costs: (n,).
        factors: discount factors, (H + 1, n) or (H + 1, 1).
        convention: "month-end" or "year-end".
    """

    def __init__(
        self, net: Array, pv_benefits: Array, pv_costs: Array, factors: Array, convention: str
    ) -> None:
        self.net, self.factors, self.convention = net, factors, convention
        self.pv_benefits, self.pv_costs = pv_benefits, pv_costs

    @cached_property
    def running(self) -> Array:
        """Running undiscounted net, (H + 1, n)."""
        return running_sum(self.net)

    @cached_property
    def payback(self) -> Array:
        """Months, inf where never."""
        return payback(self.running)

    @cached_property
    def discounted_payback(self) -> Array:
        """The same of the discounted net."""
        return payback(running_sum(self.net * self.factors))

    @cached_property
    def irr(self) -> Array:
        """Effective yearly rate, by the convention of discounting; nan where undefined."""
        return irr(yearly(self.net), 1) if self.convention == "year-end" else irr(self.net, MONTHS_A_YEAR)

    @cached_property
    def delay_cost(self) -> Array:
        """NPV less that of the same flows a month later."""
        return (self.pv_benefits - self.pv_costs) - delayed_npv(self.net, self.factors, self.convention)


class Outcome:
    """Per draw: costs, the cuts, and the two figures that are of the cash cut only."""

    def __init__(self, pv_costs: Array, cuts: Mapping[Cut, CutOutcome], factors: Array) -> None:
        self.pv_costs, self.cuts, self.factors = pv_costs, cuts, factors

    @cached_property
    def peak_funding(self) -> Array:
        """The deepest running net of the cash cut, as money needed."""
        return peak_funding(self.cuts["cash"].running)

    @property
    def first_year_net(self) -> Array:
        """Months 0 to 12 of the cash cut."""
        running = self.cuts["cash"].running
        return np.asarray(running[min(MONTHS_A_YEAR, len(running) - 1)])


def benefits_of(model: Model, cut: Cut) -> tuple[str, ...]:
    """Ids of the benefits that a cut counts."""
    return tuple(line.id for line in model.lines if line.counted and line.spec.kind in _KINDS_OF[cut])


def costs_of(model: Model) -> tuple[str, ...]:
    """Ids of all costs."""
    return tuple(line.id for line in model.lines if line.spec.flow == "cost")


def distinct_cuts(model: Model) -> Mapping[Cut, Cut]:
    """Each cut → the first one with the same benefits, so that nothing is worked out twice."""
    return _distinct(frozenset(line.spec.kind for line in model.lines if line.counted))


@cache
def _distinct(kinds: frozenset[Kind | None]) -> Mapping[Cut, Cut]:
    """By the kinds of benefits that a model has; costs have none."""
    first: dict[frozenset[Kind | None], Cut] = {}
    return MappingProxyType({cut: first.setdefault(kinds.intersection(_KINDS_OF[cut]), cut) for cut in CUTS})


def outcome(
    model: Model, block: Block, inputs: Mapping[str, Array], n: int, workspace: Workspace = FORGETFUL
) -> Outcome:
    """The metrics of n draws from their payments."""
    convention = model.case.header.discounting
    factors = workspace.take(
        "discount factors",
        (workspace.version(DISCOUNT_RATE), model.horizon, convention),
        discount_factors,
        np.atleast_1d(inputs[DISCOUNT_RATE]),
        model.horizon,
        convention,
    )
    worth = _Worth(block, factors, n, workspace)
    costs = costs_of(model)
    pv_costs = worth.of(costs)
    spent = workspace.take("costs", worth.versions(costs), total, model, block, costs, n)
    found: dict[Cut, CutOutcome] = {}
    for cut, same in distinct_cuts(model).items():
        if same in found:
            found[cut] = found[same]
            continue
        benefits = benefits_of(model, cut)

        def made(benefits: tuple[str, ...] = benefits) -> CutOutcome:
            net = total(model, block, benefits, n) - spent
            return CutOutcome(net, worth.of(benefits), pv_costs, factors, convention)

        key = (worth.versions((*benefits, *costs)), convention)
        found[cut] = workspace.take(f"cut {cut}", key, made)
    versions = tuple(workspace.version(f"cut {cut}") for cut in found)
    return workspace.take("outcome", versions, Outcome, pv_costs, found, factors)


class _Worth:
    """Present values of flows."""

    def __init__(self, block: Block, factors: Array, n: int, workspace: Workspace) -> None:
        self.block, self.factors, self.n, self.workspace = block, factors, n, workspace

    def versions(self, flows: Collection[str]) -> tuple[object, ...]:
        """What sums over these flows depend on."""
        each = tuple((name, self.workspace.version(f"payment of {name}")) for name in flows)
        return (*each, self.workspace.version("discount factors"))

    def of(self, flows: Collection[str]) -> Array:
        """Of several together, (n,), added in document order."""
        result = np.zeros(self.n)
        for name in flows:
            result += flow_worth(self.block, name, self.factors, self.workspace)
        return result


def flow_worth(block: Block, name: str, factors: Array, workspace: Workspace = FORGETFUL) -> Array:
    """The present value of one flow, (n,) or (1,)."""
    key = (workspace.version(f"payment of {name}"), workspace.version("discount factors"))
    return workspace.take(f"worth of {name}", key, block.flows[name].present_value, factors)
