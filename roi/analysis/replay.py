"""The lines of a block of draws, kept so that a changed input costs only the lines that read it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.formula.scaled import Scaled, Value, full
from roi.formula.shared import Step
from roi.model import Model, ModelLine
from roi.model.shares import answering
from roi.sim.after_tax import financing
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import CASH, HEADLINE, Cut, benefits_of, costs_of
from roi.sim.evaluate import Block, Ordered, evaluate_steps, every_step
from roi.sim.flows import CutFlows, Flows
from roi.sim.metrics import METRICS
from roi.sim.payments import Payment, present_values
from roi.sim.workspace import FORGETFUL, Workspace


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One block of n draws.

    Attributes:
        inputs: by input, numbers or (n,), as formulas see them.
        block: values of the lines, payments of the flows.
        factors: discount factors, (H + 1, n) or (H + 1, 1).
        worth: by flow: the present value of its payments, (n,) or (1,).
    """

    model: Model
    n: int
    inputs: Mapping[str, Array]
    block: Block
    factors: Array
    worth: Mapping[str, Array]

    def metric(self, name: str, cut: Cut) -> Array:
        """A metric of `METRICS` per draw, (n,): nan where undefined, inf where never.

        Of a sheet that is trimmed to present values only those that are made of them.
        """
        row = METRICS[name]
        return row.value(self._flows(CASH if row.cash_only else cut, paid=not row.of_worth), self.inputs)

    def trimmed(self, needed: Collection[str], *, paid: bool = True) -> Worksheet:
        """With the values of these lines and steps alone, see `Downstream.stay`.

        `paid`: whether the payments by month are kept too, and not only what they are worth today.
        """
        needed = {*needed, *(_tied_up(self.model) if paid else ())}
        values = {name: value for name, value in self.block.lines.items() if name in needed}
        return replace(self, block=Block(values, self.block.flows if paid else {}))

    def _flows(self, cut: Cut, *, paid: bool) -> CutFlows:
        model, flows = self.model, self.block.flows
        benefits, costs = (
            Flows(
                {name: flows[name] for name in names} if paid else {},
                {name: self.worth[name] for name in names},
                model.horizon,
                self.n,
            )
            for names in (benefits_of(model, cut), costs_of(model))
        )
        terms = financing(model, self.inputs, self.block.values, flows, self.n) if paid else None
        return CutFlows(benefits, costs, self.factors, model.case.header.discounting, terms)


@dataclass(frozen=True, slots=True)
class Downstream:
    """What reads some names, directly or through others, in evaluation order.

    Attributes:
        lines: of the model; `steps`: those of their steps that are reached themselves and that money is made of.
    """

    lines: tuple[ModelLine, ...]
    steps: Ordered

    @property
    def stay(self) -> frozenset[str]:
        """What evaluating the steps again reads of what is not evaluated again."""
        read = frozenset[str]().union(*(step.reads for step, _ in self.steps))
        return read - {step.name for step, _ in self.steps}


def worksheet(
    model: Model, inputs: Mapping[str, Array], n: int, workspace: Workspace = FORGETFUL
) -> Worksheet:
    """Everything evaluated once; `workspace`: gives back what would come out the same as in a sheet before.

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    rate = (workspace.version(DISCOUNT_RATE), model.horizon)
    factors = workspace.take("discount factors", rate, _factors, model, inputs)
    values: dict[str, Value] = dict(inputs)
    flows = evaluate_steps(model, every_step(model.lines), values, workspace)
    block = Block({name: value for name, value in values.items() if name not in inputs}, flows)
    return Worksheet(model, n, inputs, block, factors, present_values(flows, factors, workspace))


def joined(sheets: Sequence[Worksheet], n: int, join: Callable[[Sequence[Array]], Array]) -> Worksheet:
    """Sheets of one model as one of n draws; `join` makes one array of those of one thing."""

    def each(rows: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
        return {name: join([row[name] for row in rows]) for name in rows[0]}

    def value(rows: Sequence[Value]) -> Value:
        if isinstance(first := rows[0], Scaled):
            scaled = [row for row in rows if isinstance(row, Scaled)]
            return replace(
                first, scale=join([row.scale for row in scaled]), curve=join([row.curve for row in scaled])
            )
        return join([full(row) for row in rows])

    def payment(rows: Sequence[Payment]) -> Payment:
        return replace(
            rows[0], scale=join([row.scale for row in rows]), curve=join([row.curve for row in rows])
        )

    first, blocks = sheets[0], [sheet.block for sheet in sheets]
    block = Block(
        {name: value([block.lines[name] for block in blocks]) for name in first.block.lines},
        {name: payment([block.flows[name] for block in blocks]) for name in first.block.flows},
    )
    inputs, worth = each([sheet.inputs for sheet in sheets]), each([sheet.worth for sheet in sheets])
    return Worksheet(first.model, n, inputs, block, join([sheet.factors for sheet in sheets]), worth)


def base_sheet(
    model: Model, changed: Mapping[str, Array], n: int, answered: Collection[str] = ()
) -> Worksheet:
    """The base case at n values of the `changed` inputs: every other input at its likely value.

    `answered`: those of them that are answers, so that a part of a whole has the share that it says.
    """
    model = replace(model, lines=answering(model, model.lines, answered))
    inputs = {item.id: np.asarray([item.likely]) for item in model.drawn}
    return worksheet(model, inputs | {name: _row(value) for name, value in changed.items()}, n)


def revised(sheet: Worksheet, changed: Mapping[str, Array], reached: Downstream | None = None) -> Worksheet:
    """The same draws with other values of some inputs, numbers or (n,).

    Args:
        sheet: the draws.
        changed: the values.
        reached: `downstream` of the changed inputs, where it is known already.

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    model = sheet.model
    reached = downstream(model, changed) if reached is None else reached
    inputs = {**sheet.inputs, **changed}
    values: dict[str, Value] = {**inputs, **sheet.block.lines}
    again = evaluate_steps(model, reached.steps, values)
    lines = {**sheet.block.lines, **{step.name: values[step.name] for step, _ in reached.steps}}
    block = Block(lines, {**sheet.block.flows, **again})
    rate_changed = DISCOUNT_RATE in changed
    factors = _factors(model, inputs) if rate_changed else sheet.factors
    worth = {
        **sheet.worth,
        **{
            name: paid.present_value(factors)
            for name, paid in (block.flows if rate_changed else again).items()
        },
    }
    return Worksheet(model, sheet.n, inputs, block, factors, worth)


def downstream(model: Model, changed: Collection[str], answered: Collection[str] = ()) -> Downstream:
    """What reads any of the names.

    `answered`: inputs that are set to a value as by an answer, so that a part of a whole has the share it says.
    """
    reached = set(changed)
    lines = []
    for line in model.lines:
        if line.reads & reached:
            reached.add(line.id)
            lines.append(line)
    found = answering(model, lines, answered)
    steps = []
    for step, line in every_step(found):
        if step.name == line.id or step.reads & reached:
            reached.add(step.name)
            steps.append((step, line))
    return Downstream(found, feeding(model, steps))


def feeding(
    model: Model, steps: Iterable[tuple[Step, ModelLine]], flows: Collection[str] | None = None
) -> Ordered:
    """Those of some steps that these flows are made of, or all flows and the working capital; others are shown."""
    needed, kept = set(_tied_up(model) if flows is None else flows), []
    for step, line in reversed(list(steps)):
        if step.name in needed or (flows is None and step.name == line.id and line.spec.flow is not None):
            needed |= step.reads
            kept.append((step, line))
    return tuple(reversed(kept))


def upstream(model: Model, lines: Collection[str]) -> tuple[ModelLine, ...]:
    """The lines of these ids and those that they read, directly or through others, in evaluation order."""
    needed = set(lines)
    for line in reversed(model.lines):
        if line.id in needed:
            needed |= line.reads
    return tuple(line for line in model.lines if line.id in needed)


def matters(model: Model, name: str, cut: Cut = HEADLINE, metric: str = "npv") -> bool:
    """Whether a cost, a benefit of the cut, or the discounting reads the input, or `[finance]` for its metrics."""
    counted = {*costs_of(model), *benefits_of(model, cut)}
    if METRICS[metric].finance and model.finance is not None:
        counted |= set(_tied_up(model))
        if name in model.finance.terms.inputs.values():
            return True
    return name == DISCOUNT_RATE or any(line.id in counted for line in downstream(model, [name]).lines)


def _tied_up(model: Model) -> tuple[str, ...]:
    """The id of the line of the working capital, if there is one."""
    name = "" if model.finance is None else model.finance.terms.working_capital
    return (name,) if name else ()


def _factors(model: Model, inputs: Mapping[str, Array]) -> Array:
    rate = np.atleast_1d(inputs[DISCOUNT_RATE])
    return discount_factors(rate, model.horizon, model.case.header.discounting)


def _row(value: Array) -> Array:
    return np.atleast_1d(np.asarray(value, dtype=np.float64))
