"""Several evaluations, of models or of other draws of a model: what some of them share is worked out once."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
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
from roi.sim.payments import Payment, present_values
from roi.sim.worksheet import discounting


class Evaluation(NamedTuple):
    """A model, steps that hold those of its flows, and by input what is equal where its draws are.

    `read`: lines among the steps whose values are wanted as well, though they are no flows.
    """

    model: Model
    steps: Ordered
    inputs: Mapping[str, Hashable]
    read: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What of one evaluation is worked out in its turn.  Equal values of all of them have one number.

    Attributes:
        steps: those that none before it worked out, as far as a flow of unknown worth is made of them.
        known: values that these read and that one before worked out, by name; kept: those that later ones read.
        done: values that none after it reads.
        rate: the number of the discount factors.
        worth: by flow: the number of its worth; new: those whose worth none before it has.
        read: by line that is read beside the flows: a number, by which equal values are known among these.
    """

    model: Model
    steps: Ordered
    known: Mapping[str, int]
    kept: Mapping[str, int]
    done: frozenset[int]
    rate: int
    worth: Mapping[str, int]
    new: tuple[str, ...]
    read: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """An evaluation of n draws in its turn.

    Attributes:
        values: of the lines and steps of its turn; flows: those of them whose worth none before it had.
        factors: discount factors, (H + 1, n) or (H + 1, 1).
        worth: by flow, (n,) or (1,).
    """

    turn: Turn
    n: int
    values: Mapping[str, Value]
    flows: Mapping[str, Payment]
    factors: Array
    worth: Mapping[str, Array]

    def present_values(self, cut: Cut) -> tuple[Array, Array]:
        """Of the benefits of a cut and of the costs, (n,) each."""
        model = self.turn.model
        benefits, costs = (
            Flows(names, self.flows, self.worth, model.horizon, self.n).present_value
            for names in (benefits_of(model, cut), costs_of(model))
        )
        return benefits, costs


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
    model, steps, inputs, read = evaluation

    def number(*says: Hashable) -> int:
        return numbers.setdefault(says, len(numbers))

    value = {name: number(name, key) for name, key in inputs.items()}
    rate, worth = number(value[DISCOUNT_RATE], model.case.header.discounting), {}
    for step, line in steps:
        value[step.name] = number(step.says, *(value[name] for name in sorted(step.reads)))
        if step.name == line.id and line.spec.flow is not None:
            worth[line.id] = number(line.id, value[line.id], line.timing, line.payment, rate)
    new = tuple(name for name, each in worth.items() if each not in made)
    beside = {name: number("read", value[name]) for name in read}
    roots = {*new, *(name for name, each in beside.items() if each not in made)}
    needed, again = {*roots}, []
    for step, line in reversed(steps):
        if step.name in roots or (step.name in needed and value[step.name] not in made):
            needed |= step.reads
            again.append((step, line))
    mine = {step.name: value[step.name] for step, _ in reversed(again)}
    known = {name: value[name] for name in needed if name not in mine and name not in inputs}
    made.update(mine.values(), worth.values(), beside.values())
    return Turn(model, tuple(reversed(again)), known, mine, frozenset(), rate, worth, new, beside)


def worked_out_in_turn(
    turns: Iterable[Turn], inputs: Iterable[Mapping[str, Array]], n: int, curves: Curves
) -> Iterator[WorkedOut]:
    """Each evaluation, to be read before the next.

    Args:
        turns: all of them.
        inputs: of each, numbers or (n,), as formulas see them.
        n: how many draws.
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
        by_flow = {name: worth[number] for name, number in turn.worth.items()}
        yield WorkedOut(turn, n, values, flows, factors[turn.rate], by_flow)
        known |= {number: as_made(values[name]) for name, number in turn.kept.items()}
        for number in turn.done:
            del known[number]
        values.clear()  # whoever was told of them may hold them still
        flows.clear()
        curves = curves.trimmed(known.values())
