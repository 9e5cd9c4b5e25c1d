"""What several models of one case are worth on common draws: a line that some share is evaluated once a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from roi.analysis.replay import feeding
from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.formula.scaled import Value, full
from roi.formula.shared import Step
from roi.model import ModelLine
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import Cut, benefits_of, costs_of
from roi.sim.evaluate import evaluate_steps, every_step
from roi.sim.kept_draws import FEW
from roi.sim.prepare import DrawRange, Prepared
from roi.sim.sampling import REPLICATES

_BLOCK = 1_024  # draws evaluated at once: the lines of all models are kept for so many


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A model whose names are numbered: equal values of several models have one number.

    Attributes:
        steps: in evaluation order, with the first line that has them and their numbers.
        numbers: by the name of an input or a step.
        worth: by flow, the number of its present value.
    """

    prepared: Prepared
    steps: tuple[tuple[Step, ModelLine, int], ...]
    numbers: Mapping[str, int]
    worth: Mapping[str, int]


class _Numbers:
    """A number for each value, by its name and all that it depends on."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[object, int]]] = {}
        self._count = 0

    def of(self, name: str, key: object) -> int:
        """The number of this name with an equal key."""
        known = self._known.setdefault(name, [])
        for other, number in known:
            if other == key:
                return number
        self._count += 1
        known.append((key, self._count))
        return self._count


def worths(
    prepared: Sequence[Prepared], cut: Cut, progress: Callable[[int, int], None] | None = None
) -> list[tuple[Array, Array]]:
    """Present values of benefits and of costs of each, (16, m) each: the same bits as a simulation's.

    Args:
        prepared: of one horizon, on the same draws.
        cut: which benefits count.
        progress: told (blocks done, blocks in all).

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    numbers = _Numbers()
    models = [_numbered(each, numbers) for each in prepared]
    m = prepared[0].sampling.draws_per_replicate
    found = [(np.empty((REPLICATES, m)), np.empty((REPLICATES, m))) for _ in models]
    blocks = list(prepared[0].blocks(_BLOCK))
    for done, block in enumerate(blocks, start=1):
        values: dict[int, Value] = {}
        for (benefits, costs), each in zip(found, models, strict=True):
            worth = _worth_of_block(each, block, values)
            model = each.prepared.model
            for into, names in ((benefits, benefits_of(model, cut)), (costs, costs_of(model))):
                total = np.zeros(block.n)
                for name in names:
                    total += worth[name]
                into[block.place] = total
        if progress is not None:
            progress(done, len(blocks))
    return found


def _numbered(prepared: Prepared, numbers: _Numbers) -> _Numbered:
    model = prepared.model
    few = prepared.sampling.draws <= FEW
    drawn = prepared.all_draws() if few else {}  # of equal inputs one array, kept by each model
    of = {
        item.id: numbers.of(
            item.id, item.likely if item.constant else id(drawn[item.id]) if few else id(prepared)
        )
        for item in model.drawn
    }
    steps = []
    for step, line in feeding(model, every_step(model.lines)):
        of[step.name] = numbers.of(
            step.name, (tuple(of[name] for name in sorted(step.reads) if name in of), step.node)
        )
        steps.append((step, line, of[step.name]))
    worth = {
        line.id: numbers.of(
            f"worth of {line.id}", (of[line.id], of[DISCOUNT_RATE], line.timing, line.payment)
        )
        for line in model.lines
        if line.spec.flow is not None
    }
    return _Numbered(prepared, tuple(steps), of, worth)


def _worth_of_block(each: _Numbered, block: DrawRange, known: dict[int, Value]) -> dict[str, Array]:
    """The present value of every flow, (n,) or (1,); `known`: values by number, to which new ones are added."""
    model, inputs = each.prepared.model, each.prepared.inputs(*block)
    values = inputs | {step.name: known[number] for step, _, number in each.steps if number in known}
    missing = tuple(
        (step, line)
        for step, line, number in each.steps
        if number not in known or (step.name == line.id and each.worth.get(line.id, number) not in known)
    )
    flows = evaluate_steps(model, missing, values)
    known |= {each.numbers[step.name]: values[step.name] for step, _ in missing}
    factors = discount_factors(
        np.atleast_1d(inputs[DISCOUNT_RATE]), model.horizon, model.case.header.discounting
    )
    known |= {each.worth[name]: payment.present_value(factors) for name, payment in flows.items()}
    return {name: full(known[number]) for name, number in each.worth.items()}
