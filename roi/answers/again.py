"""Answers that are divided by another input: worked out from what was given, by that input as a model has it.

350k a year, by 1,800 hours a year → 194.444444444 USD/hour; by 1,700 hours → 205.882352941

An answer keeps its figures as they were given (`Override.dividend`) and what its value was divided by (`divisor`).
Where a model has another divisor, whatever gave it (an answer, a preset, a way to deploy, a region, observations),
the value is worked out from those figures again, and so is what is divided by that value in its turn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from roi.answers.amounts import Amount, AnswerUnit, as_given
from roi.answers.numbers import shortened, shown
from roi.answers.read import reading_of
from roi.answers.units import InputQuestion
from roi.errors import LARGEST, NOWHERE, Place, RoiError, Setting, remedy
from roi.formula.quantity import quantity
from roi.model import Layer, Model, ModelInput
from roi.model.forms import form_of
from roi.model.read import plain_number
from roi.sourced import Override

MOST_FIGURES = 3  # of an answer: low, likely, high


def divisors_first(names: Iterable[str], model: Model) -> list[str]:
    """Names of inputs in the order in which their answers are read: what another is divided by before that one.

    Args:
        names: of inputs; those that the model does not have keep their order.
    """
    given = list(dict.fromkeys(names))
    by = {item.id: _divisor(item, model) for item in model.inputs if item.id in given and item.spec.answer}
    read: dict[str, None] = {}
    for name in given:
        chain = [name]
        while (before := by.get(chain[-1], "")) in given and before not in chain:
            chain.append(before)
        read |= dict.fromkeys(reversed(chain))
    return list(read)


def divisors(model: Model) -> frozenset[str]:
    """Ids of the inputs by which answers to others are divided."""
    return frozenset(filter(None, (_divisor(item, model) for item in model.inputs if item.spec.answer)))


def divided_by(name: str, model: Model) -> tuple[ModelInput, ...]:
    """The inputs whose answers were worked out with an input, and are again where it has another value."""
    return tuple(model.input(each) for each, by in quotients(model).items() if by == name)


def quotients(model: Model) -> dict[str, str]:
    """By input whose answer was divided, the id of its divisor; none whose divisors go round in a circle."""
    by = {
        item.id: divisor
        for item in model.inputs
        if item.answered and item.override and item.override.dividend and (divisor := _divisor(item, model))
    }
    return {name: divisor for name, divisor in by.items() if not _leads_round(name, by)}


def worked_out(layers: Sequence[Layer], resolve: Callable[[Sequence[Layer]], Model]) -> Model:
    """The model of layers in which every answer that is divided by an input is divided by the value that it has.

    An answer that leads back to itself by what it is divided by stays as it was worked out.

    Args:
        layers: of values, the later over the earlier.
        resolve: makes the model of such layers.

    Raises:
        RoiError: whatever `resolve` raises; an answer that cannot stand beside the value that it is divided by.
    """
    model = resolve(layers)
    while again := _again(model):
        layers = [_with(layer, again) for layer in layers]
        model = resolve(layers)
    return model


def _again(model: Model) -> dict[str, tuple[Override, Override]]:
    """Answers with another divisor than they were worked out with, as they were and as they are.

    What is divided by one of those, at once or by way of others, waits for it.
    """
    by = quotients(model)
    moved = {
        name: given
        for name, divisor in by.items()
        if (given := model.input(name).override) and given.divisor != _divisor_text(divisor, model)
    }
    return {
        name: (given, _divided(model.input(name), given, model))
        for name, given in moved.items()
        if moved.keys().isdisjoint(_divisors_of(name, by))
    }


def _divisors_of(name: str, by: Mapping[str, str]) -> list[str]:
    """What an answer is divided by, what that was divided by, and so on, each once."""
    chain: list[str] = []
    while (name := by.get(name, "")) and name not in chain:
        chain.append(name)
    return chain


def _leads_round(name: str, by: Mapping[str, str]) -> bool:
    """Whether the divisors of an answer lead back to one of them, so that none can be worked out first."""
    *_, last = _divisors_of(name, by)
    return last in by


def _with(layer: Layer, again: Mapping[str, tuple[Override, Override]]) -> Layer:
    def now(name: str, override: Override) -> Override:
        was, answer = again.get(name, (None, override))
        same = was and (was.dividend, was.divisor) == (override.dividend, override.divisor)
        return replace(override, value=answer.value, divisor=answer.divisor) if same else override

    return replace(layer, overrides={name: now(name, override) for name, override in layer.overrides.items()})


def _divisor(item: ModelInput, model: Model) -> str:
    """The id of the input by which answers are divided; "" where the question takes none."""
    form = form_of(item.spec.answer, item.unit, {each.id: each.unit for each in model.inputs}, model.units)
    return "" if form is None else form.by


def _divisor_text(name: str, model: Model) -> str:
    by = as_given(model.input(name))
    return AnswerUnit(by.unit, by).divisor_text


def _divided(item: ModelInput, given: Override, model: Model) -> Override:
    """The answer as it is in a model."""
    question = InputQuestion.of_input(item, model, as_answer=True)
    try:
        if len(given.dividend) > MOST_FIGURES:
            raise question.not_read(" / ".join(given.dividend))
        reading = reading_of(tuple(_amount(text, question) for text in given.dividend), question)
    except RoiError as problem:
        raise _broken(question, given, problem) from None
    return replace(given, value=reading.value, divisor=reading.divisor)


def _amount(text: str, question: InputQuestion) -> Amount:
    """A figure as it was given, divided.

    Raises:
        RoiError: no number with a unit that the question takes; beyond the limits.
    """
    figure, _, unit_text = text.strip().partition(" ")  # 50 1/year, 50 –: no quantities of the language
    unit = question.model.units.declared(unit_text.strip() or "–").unit
    try:
        number, percent = plain_number(quantity(figure).value)
    except ValueError:
        number, percent = math.nan, False
    if (
        percent
        or not abs(number) <= LARGEST
        or question.model.units.conversion(unit, question.targets[0].unit.unit) is None
    ):
        raise question.not_read(text)
    return question.divided(text, Fraction(repr(number)), unit)


def _broken(question: InputQuestion, given: Override, problem: RoiError) -> RoiError:
    """What is said of a value by which an earlier answer is divided, and with which it cannot stand."""
    by, spec, model = question.targets[0].by, question.item.spec, question.model
    assert by is not None
    answer, divisor = _place_of(spec.id, model), _place_of(by.id, model)
    value = (
        by.override.typed or by.override.value
        if by.answered and by.override
        else shown(question.targets[0].divisor)
    )
    text = (
        f"“{shortened(value)}” for “{by.spec.label}” does not go with the earlier answer "
        f"“{shortened(given.typed or given.value)}” to “{spec.ask or spec.label}”: {problem.message}"
    )
    if divisor.setting is None:
        return RoiError(text, answer, "Change one of the two.")
    other = answer.setting or Setting("answer", spec.id)
    return RoiError(text, divisor, remedy("Change one of the two, this or ", other, "."))


def _place_of(name: str, model: Model) -> Place:
    """Where the answer to a question stands; nowhere, where it is none or its place is not known."""
    places = [layer.where.of_input(name) for layer in model.layers if name in layer.overrides]
    return places[-1] if places and (places[-1].file or places[-1].setting) else NOWHERE
