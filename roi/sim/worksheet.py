"""A block of draws worked out: lines, flows and their money.  Only what a change reaches is worked out again.

Where some inputs of the same draws change, `Worksheet.revised` evaluates what reads them.  For other models a
workspace keeps the steps, by what they say and read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.formula.scaled import Curves, Value, as_made
from roi.model import Model
from roi.model.shares import answering
from roi.records import dataclass
from roi.sim.after_tax import financing
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import CASH, Cut, benefits_of, costs_of, distinct_cuts
from roi.sim.evaluate import DrawBlock, Ordered, evaluate_steps, every_step
from roi.sim.flows import CutFlows, Flows, Kept, kept_number
from roi.sim.metrics import METRICS
from roi.sim.payments import present_values
from roi.sim.reach import Downstream, downstream, tied_up
from roi.sim.workspace import FORGETFUL, Workspace


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One block of n draws.

    Attributes:
        inputs: by input, numbers or (n,), as formulas see them.
        block: values of the lines and their steps, payments of the flows.
        factors: discount factors, (H + 1, n) or (H + 1, 1).
        worth: by flow: the present value of its payments, (n,) or (1,).
        kept: what the next worksheet may take over.
    """

    model: Model
    n: int
    inputs: Mapping[str, Array]
    block: DrawBlock
    factors: Array
    worth: Mapping[str, Array]
    kept: Workspace = field(default=FORGETFUL, repr=False, compare=False)
    _cuts: dict[Cut, CutFlows] = field(default_factory=dict, init=False, repr=False, compare=False)

    def metric(self, name: str, cut: Cut) -> Array:
        """A metric of `METRICS` per draw, (n,): nan where undefined, inf where never.

        Of a sheet that is trimmed to present values only those that are made of them.
        """
        row = METRICS[name]
        return row.value(self.cut(CASH if row.cash_only else cut), self.inputs)

    def figure(self, kept: Kept, cut: Cut) -> Array:
        """What is kept of each draw, (n,)."""
        return kept_number(kept, self.cut(cut), self.inputs)

    def cut(self, cut: Cut) -> CutFlows:
        """The money of a cut; one for all cuts that count the same."""
        cut = distinct_cuts(self.model)[cut]
        if cut not in self._cuts:
            names = (*benefits_of(self.model, cut), *costs_of(self.model))
            key = (self._versions(names), self.model.case.header.discounting, self._financing_key())
            self._cuts[cut] = self.kept.take(f"cut {cut}", key, self._cut_flows, cut)
        return self._cuts[cut]

    def trimmed(self, needed: Collection[str], *, paid: bool = True) -> Worksheet:
        """With the values of these lines and steps alone, see `Downstream.stay`.

        `paid`: whether the payments by month are kept too, and not only what they are worth today.
        """
        needed = {*needed, *(tied_up(self.model) if paid else ())}
        values = {name: as_made(value) for name, value in self.block.lines.items() if name in needed}
        curves = self.block.curves.trimmed(values.values())
        return replace(self, block=DrawBlock(values, self.block.flows if paid else {}, curves))

    def revised(
        self, changed: Mapping[str, Array], reached: Downstream | None = None, n: int = 0
    ) -> Worksheet:
        """The same draws with other values of some inputs, numbers or (n,).

        Args:
            changed: the values.
            reached: `downstream` of the changed inputs, where it is known already.
            n: how many values, of a sheet of one draw.

        Raises:
            RoiError: a flow that is not a finite number somewhere.
        """
        reached = downstream(self.model, changed) if reached is None else reached
        inputs = {**self.inputs, **changed}
        values: dict[str, Value] = {**inputs, **self.block.lines}
        curves = Curves(self.block.curves)
        again = evaluate_steps(self.model, reached.steps, values, curves)
        lines = {**self.block.lines, **{step.name: values[step.name] for step, _ in reached.steps}}
        block = DrawBlock(lines, {**self.block.flows, **again}, curves)
        rate_changed = DISCOUNT_RATE in changed
        factors = discounting(self.model, inputs) if rate_changed else self.factors
        worth = present_values(block.flows if rate_changed else again, factors)
        return Worksheet(self.model, n or self.n, inputs, block, factors, {**self.worth, **worth})

    def _cut_flows(self, cut: Cut) -> CutFlows:
        model, names = self.model, costs_of(self.model)
        costs = self.kept.take("costs", self._versions(names), self._flows, names)
        benefits, block = self._flows(benefits_of(model, cut)), self.block
        # Not a method: the flows would hold the sheet that holds them, and its arrays would stay.
        finance = partial(financing, model, self.inputs, block.values, block.flows, self.n)
        return CutFlows(benefits, costs, self.factors, model.case.header.discounting, finance)

    def _flows(self, names: Sequence[str]) -> Flows:
        return Flows(names, self.block.flows, self.worth, self.model.horizon, self.n)

    def _versions(self, names: Iterable[str]) -> object:
        """What sums over these flows depend on."""
        each = tuple((name, self.kept.version(f"payment of {name}")) for name in names)
        return each, self.kept.version("discount factors")

    def _financing_key(self) -> object:
        """What `[finance]` of a block depends on."""
        finance = self.model.finance
        if finance is None:
            return None
        reads = (*finance.terms.inputs.values(), DISCOUNT_RATE, finance.terms.working_capital)
        paid = (f"payment of {name}" for name in finance.capitalised)
        return finance, self.model.horizon, tuple(self.kept.version(name) for name in (*reads, *paid))


def worksheet(
    model: Model,
    inputs: Mapping[str, Array],
    n: int,
    workspace: Workspace = FORGETFUL,
    steps: Ordered | None = None,
    curves: Curves | None = None,
) -> Worksheet:
    """Everything evaluated once.

    Args:
        model: the resolved case.
        inputs: per input a number or (n,) draws, as formulas see them.
        n: how many draws.
        workspace: keeps what is worked out, and gives back what would come out the same.
        steps: those that are evaluated, with all that they read; None for all.
        curves: to which those of the draws are added; None for those of the workspace.

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    rate = (workspace.version(DISCOUNT_RATE), model.horizon, model.case.header.discounting)
    factors = workspace.take("discount factors", rate, discounting, model, inputs)
    values: dict[str, Value] = dict(inputs)
    curves = workspace.take("curves", None, Curves) if curves is None else curves
    flows = evaluate_steps(
        model, every_step(model.lines) if steps is None else steps, values, curves, workspace
    )
    block = DrawBlock({name: value for name, value in values.items() if name not in inputs}, flows, curves)
    worth = present_values(flows, factors, workspace)
    return Worksheet(model, n, inputs, block, factors, worth, workspace)


def base_sheet(
    model: Model, changed: Mapping[str, Array], n: int, answered: Collection[str] = ()
) -> Worksheet:
    """The base case at n values of the `changed` inputs: every other input at its likely value.

    `answered`: those of them that are answers, so that a part of a whole has the share that it says.
    """
    model = replace(model, lines=answering(model, model.lines, answered))
    inputs = {item.id: np.asarray([item.likely]) for item in model.drawn}
    return worksheet(model, inputs | {name: _row(value) for name, value in changed.items()}, n)


def discounting(model: Model, inputs: Mapping[str, Array]) -> Array:
    """Discount factors at some rates, (H + 1, n) or (H + 1, 1)."""
    rate = np.atleast_1d(inputs[DISCOUNT_RATE])
    return discount_factors(rate, model.horizon, model.case.header.discounting)


def _row(value: Array) -> Array:
    return np.atleast_1d(np.asarray(value, dtype=np.float64))
