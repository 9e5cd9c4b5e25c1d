"""Several evaluations, of models or of other draws of a model: what some of them share is worked out once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.formula.scaled import Curves, Value, as_made
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import Cut, benefits_of, costs_of
from roi.sim.evaluate import Ordered, evaluate_steps
from roi.sim.flows import Flows
from roi.sim.payments import present_values
from roi.sim.worksheet import discounting


class Evaluation(NamedTuple):
    """A model, the steps that its flows are made of, and by input what is equal where its draws are."""

    model: Model
    steps: Ordered
    inputs: Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Turn:
    """What of one evaluation is worked out in its turn.  Equal values of all of them have one number.

    Attributes:
        steps: those that none before it worked out, as far as a flow of unknown worth is made of them.
        known: values that these read and that one before worked out, by name; kept: those that later ones read.
        done: values that none after it reads.
        rate: the number of the discount factors.
        worth: by flow: the number of its worth; new: those whose worth none before it has.
    """

    model: Model
    steps: Ordered
    known: Mapping[str, int]
    kept: Mapping[str, int]
    done: frozenset[int]
    rate: int
    worth: Mapping[str, int]
    new: tuple[str, ...]


def turns_of(evaluations: Iterable[Evaluation]) -> tuple[Turn, ...]:
    """The turns of evaluations over one horizon, in their order."""
    numbers: dict[Hashable, int] = {}
    made: set[int] = set()
    turns = [_turn(each, numbers, made) for each in evaluations]
    last = {number: place for place, turn in enumerate(turns) for number in turn.known.values()}
    return tuple(
        replace(
            turn,
            kept={name: number for name, number in turn.kept.items() if last.get(number, 0) > place},
            done=frozenset(number for number in turn.known.values() if last[number] == place),
        )
        for place, turn in enumerate(turns)
    )


def _turn(evaluation: Evaluation, numbers: dict[Hashable, int], made: set[int]) -> Turn:
    """A turn that keeps all of its values; `made`: numbers of what is known, to which its own are added."""
    model, steps, inputs = evaluation

    def number(*says: Hashable) -> int:
        return numbers.setdefault(says, len(numbers))

    value = {name: number(name, key) for name, key in inputs.items()}
    rate, worth = number(value[DISCOUNT_RATE], model.case.header.discounting), {}
    for step, line in steps:
        value[step.name] = number(step.says, *(value[name] for name in sorted(step.reads)))
        if step.name == line.id and line.spec.flow is not None:
            worth[line.id] = number(line.id, value[line.id], line.timing, line.payment, rate)
    new = tuple(name for name, each in worth.items() if each not in made)
    needed, again = {*new}, []
    for step, line in reversed(steps):
        if step.name in new or (step.name in needed and value[step.name] not in made):
            needed |= step.reads
            again.append((step, line))
    mine = {step.name: value[step.name] for step, _ in reversed(again)}
    known = {name: value[name] for name in needed if name not in mine and name not in inputs}
    made.update(mine.values(), worth.values())
    return Turn(model, tuple(reversed(again)), known, mine, frozenset(), rate, worth, new)


def worths_of(
    turns: Iterable[Turn], inputs: Iterable[Mapping[str, Array]], n: int, cut: Cut, curves: Curves
) -> Iterator[tuple[Array, Array]]:
    """Present values of benefits and of costs of each evaluation, (n,) each.

    Args:
        turns: all of them.
        inputs: of each, numbers or (n,), as formulas see them.
        n: how many draws.
        cut: which benefits count.
        curves: none yet, of such draws.

    Raises:
        RoiError: a flow that is not a finite number somewhere.
    """
    known: dict[int, Value] = {}
    factors: dict[int, Array] = {}
    worth: dict[int, Array] = {}
    for turn, drawn in zip(turns, inputs, strict=True):
        values = {**drawn, **{name: known[number] for name, number in turn.known.items()}}
        flows = evaluate_steps(turn.model, turn.steps, values, curves)
        if turn.rate not in factors:
            factors[turn.rate] = discounting(turn.model, drawn)
        new = present_values({name: flows[name] for name in turn.new}, factors[turn.rate])
        worth |= {turn.worth[name]: each for name, each in new.items()}
        known |= {number: as_made(values[name]) for name, number in turn.kept.items()}
        for number in turn.done:
            del known[number]
        curves = curves.trimmed(known.values())
        by_flow = {name: worth[number] for name, number in turn.worth.items()}
        benefits, costs = (
            Flows(names, flows, by_flow, turn.model.horizon, n).present_value
            for names in (benefits_of(turn.model, cut), costs_of(turn.model))
        )
        yield benefits, costs
