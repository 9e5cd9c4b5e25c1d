"""Answers that were worked out with another input: read after it, and again where it has another value.

350k a year, by 1,800 hours a year → 194.444444444 USD/hour; by 1,700 hours → 205.882352941
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from roi.answers.numbers import shortened, shown
from roi.answers.read import read_answer
from roi.answers.units import InputQuestion
from roi.case import Override
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, ModelInput
from roi.model.layer import ANSWERS

_OF_SHEET = re.compile(r"(?P<figures>.+) \((?P<unit>[^()]+)\)")  # 400000 / 500000 / 700000 (ticket per year)


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
    """The inputs whose answers were worked out with an input, and would be again if it were given another value."""
    worded = [item for item in model.inputs if item.answered and item.override and item.override.typed]
    return tuple(item for item in worded if item.spec.answer and _divisor(item, model) == name)


def _divisor(item: ModelInput, model: Model) -> str:
    form = InputQuestion.of_input(item, model, as_answer=True).form
    return "" if form is None else form.by


def again_in(after: Model, overrides: Mapping[str, Override], before: Model) -> dict[str, Override]:
    """The answers that were worked out with an input that another way to deploy has another value of, read again.

    Args:
        after: the model in which they are read, of the same region: they are in the money in which they were said.
        overrides: by input.
        before: the model in which they were read.

    Raises:
        RoiError: an answer cannot stand there; its place is that answer.
    """
    again: dict[str, Override] = {}
    if not any(override.typed for override in overrides.values()):
        return again
    likely = {item.id: item.likely for item in before.inputs}
    for item in after.inputs:
        if likely.get(item.id, item.likely) != item.likely:
            again |= again_by(item.id, overrides, lambda: after)
    return again


def layers_again(layers: Sequence[Layer], after: Model, before: Model) -> list[Layer]:
    """Layers of values, those of answers as `again_in` reads them.

    Raises:
        RoiError: see `again_in`.
    """
    given = {key: x for layer in layers if layer.name in ANSWERS for key, x in layer.overrides.items()}
    again = again_in(after, given, before)
    return [
        replace(layer, overrides={key: again.get(key, x) for key, x in layer.overrides.items()})
        if layer.name in ANSWERS
        else layer
        for layer in layers
    ]


def again_by(
    name: str, overrides: Mapping[str, Override], resolved: Callable[[], Model]
) -> dict[str, Override]:
    """The answers that were worked out with an input, read again now that it has another value.

    Args:
        name: id of that input, such as the hours of a year.
        overrides: by input; those whose words were kept can be read again.
        resolved: makes the model with the new value; called only where there is something to read.

    Raises:
        RoiError: an earlier answer cannot stand beside the new value; its place is that answer.
    """
    again: dict[str, Override] = {}
    worded = {answered: override for answered, override in overrides.items() if override.typed}
    if not worded.keys() - {name}:
        return again
    model = resolved()
    for item in model.inputs:
        override = worded.get(item.id)
        if override is None or not item.spec.answer:
            continue
        question = InputQuestion.of_input(item, model, as_answer=override.who == "prospect")
        if question.form is not None and question.form.by == name:
            try:
                reading = read_answer(_words(override.typed), item, model, as_answer=question.as_answer)
            except RoiError as problem:
                raise _broken(question, override.typed, overrides.get(name), problem) from None
            again[item.id] = replace(override, value=reading.value)
    return again


def _words(typed: str) -> str:
    """An answer as it was typed, in words: the cells of a sheet of questions have their unit behind them."""
    cells = _OF_SHEET.fullmatch(typed)
    return typed if cells is None else f"{cells['figures'].replace(' / ', ', ')} {cells['unit']}"


def _broken(question: InputQuestion, typed: str, given: Override | None, problem: RoiError) -> RoiError:
    """What is said of a new value by which an earlier answer is divided, and with which it cannot stand."""
    by = question.targets[0].by or question.targets[-1].by
    assert by is not None
    spec = question.item.spec
    value = shown(Fraction(repr(by.shown(by.likely)))) if given is None else given.typed or given.value
    text = (
        f"“{shortened(value)}” for “{by.spec.label}” does not go with the earlier answer “{shortened(typed)}” "
        f"to “{spec.ask or spec.label}”: {problem.message}"
    )
    return RoiError(text, of_setting("answer", question.item.id), "Change one of the two.")
