"""What a change of some inputs reaches: lines, their steps, and money."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from roi.case import DISCOUNT_RATE
from roi.formula.shared import LineStep
from roi.model import Model, ModelLine
from roi.model.shares import answering
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut, benefits_of, costs_of
from roi.sim.evaluate import Ordered, every_step
from roi.sim.metrics import METRICS


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
    reading = answering(model, lines, answered)
    steps = []
    for step, line in every_step(reading):
        if step.name == line.id or step.reads & reached:
            reached.add(step.name)
            steps.append((step, line))
    return Downstream(reading, feeding(model, steps))


def feeding(
    model: Model, steps: Iterable[tuple[LineStep, ModelLine]], flows: Collection[str] | None = None
) -> Ordered:
    """Those of some steps that these flows are made of, or all flows and the working capital; others are shown."""
    needed, kept = set(tied_up(model) if flows is None else flows), []
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
        counted |= set(tied_up(model))
        if name in model.finance.terms.inputs.values():
            return True
    return name == DISCOUNT_RATE or any(line.id in counted for line in downstream(model, [name]).lines)


def tied_up(model: Model) -> tuple[str, ...]:
    """The id of the line of the working capital, if there is one."""
    name = "" if model.finance is None else model.finance.terms.working_capital
    return (name,) if name else ()
