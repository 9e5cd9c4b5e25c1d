"""What the payments of a block of draws come to: the flows of each cut, and the metrics of every draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.model import Model
from roi.sim.after_tax import financing
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import CASH, Cut, benefits_of, costs_of, distinct_cuts
from roi.sim.evaluate import Block
from roi.sim.flows import CutFlows, Flows, Kept, kept_number
from roi.sim.metrics import METRICS
from roi.sim.payments import present_values
from roi.sim.workspace import FORGETFUL, Workspace


class Outcome:
    """Per draw, (n,): the metrics of a block in each cut; `worth`: what each flow is worth today, (n,) or (1,)."""

    def __init__(
        self,
        cuts: Mapping[Cut, CutFlows],
        factors: Array,
        worth: Mapping[str, Array],
        inputs: Mapping[str, Array],
    ) -> None:
        self.cuts, self.factors, self.worth, self.inputs = cuts, factors, worth, inputs

    def figure(self, kept: Kept, cut: Cut) -> Array:
        """What is kept of each draw."""
        return kept_number(kept, self.cuts[cut], self.inputs)

    def metric(self, name: str, cut: Cut) -> Array:
        """A metric of `METRICS`: nan where undefined, inf where never."""
        row = METRICS[name]
        return row.value(self.cuts[CASH if row.cash_only else cut], self.inputs)


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

    worth = present_values(block.flows, factors, workspace)

    def flows(names: Collection[str]) -> Flows:
        each = {name: worth[name] for name in names}
        return Flows({name: block.flows[name] for name in names}, each, model.horizon, n)

    def versions(names: Collection[str]) -> tuple[object, ...]:
        """What sums over these flows depend on."""
        each = tuple((name, workspace.version(f"payment of {name}")) for name in names)
        return (*each, workspace.version("discount factors"))

    names = costs_of(model)
    costs = workspace.take("costs", versions(names), flows, names)
    financed = workspace.take(
        "finance", _financing_key(model, workspace), financing, model, inputs, block.values, block.flows, n
    )
    cuts: dict[Cut, CutFlows] = {}
    for cut, same in distinct_cuts(model).items():
        benefits = benefits_of(model, cut)

        def made(benefits: tuple[str, ...] = benefits) -> CutFlows:
            return CutFlows(flows(benefits), costs, factors, convention, financed)

        key = (versions((*benefits, *names)), convention, workspace.version("finance"))
        cuts[cut] = cuts[same] if same in cuts else workspace.take(f"cut {cut}", key, made)
    return Outcome(cuts, factors, worth, inputs)


def _financing_key(model: Model, workspace: Workspace) -> object:
    """What `[finance]` of a block depends on."""
    if model.finance is None:
        return None
    terms = model.finance.terms
    reads = (*terms.inputs.values(), DISCOUNT_RATE, terms.working_capital)
    paid = (f"payment of {name}" for name in model.finance.capitalised)
    return model.finance, model.horizon, tuple(workspace.version(name) for name in (*reads, *paid))
