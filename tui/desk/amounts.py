"""Amounts and shares that are typed with a request: a hurdle, a target, a budget, a precision."""

from __future__ import annotations

from roi.answers import InputQuestion, read_answer
from roi.answers.numbers import read_number
from roi.case import Input
from roi.errors import Place, RoiError, located, of_setting, remedy
from roi.model import Model
from roi.model.read import read_input, value_of


def typed_amount(model: Model, text: str, unit: str, where: Place) -> float:
    """A number with or without a unit, in people's words or as in a case file; a percentage as a fraction.

    Args:
        model: whose units and currencies apply.
        text: as it was typed.
        unit: what it is to be in.
        where: the setting.

    Raises:
        RoiError: anything but one number.
    """
    blank = Input("amount", "Amount", unit, "1%" if unit == "%" else "1", "seller")
    item = read_input(blank, model.units, model.case, where)
    question = InputQuestion.of_input(item, model, as_answer=True)
    try:
        item = value_of(read_answer(text, item, model).value, item, model, where)
    except RoiError as problem:
        hint, of_answer = (
            problem.hint,
            question.example(),
        )  # a span and `don't know` are answers, and no amounts
        if of_answer in str(hint):
            hint = remedy(str(hint).replace(of_answer, f"Type it like {question.examples()[0]}."))
        raise RoiError(problem.message, where, hint) from None
    if not item.constant:
        raise RoiError(f"`{text}` is not one number", where, "Write a number.")
    return item.likely / (1.0 if item.unit.percent else item.unit.scale)


def amount(text: str, setting: str, *, negative: bool = True) -> float:
    """Money as it was typed: `2_000_000`, `2M`, `250k`.

    Raises:
        RoiError: no number, a percentage, or one below 0 where none may be.
    """
    where = of_setting(setting)
    with located(where):
        written = read_number(text.replace("_", ""))
    value = float(written.value)
    if written.percent:
        raise RoiError(f"`{text}` is a share, not an amount", where, "Write an amount: 250k or 2_000_000.")
    if value < 0 and not negative:
        raise RoiError(f"`{text}` is below 0", where, "Write 0 or more.")
    return value


def share(text: str, setting: str, hint: str = "Write a share, as in 5%.") -> float:
    """A share as it was typed, as a fraction: `5%`, `0.05`.

    Raises:
        RoiError: no number.
    """
    try:
        written = read_number(text)
    except RoiError as problem:
        raise RoiError(problem.message, of_setting(setting), hint) from None
    return float(written.value) / (100 if written.percent else 1)


def part_of_all(text: str, setting: str) -> float:
    """A share that is not all and not nothing, as a fraction.

    Raises:
        RoiError: not above 0 and below 1.
    """
    value = share(text, setting)
    if not 0 < value < 1:
        raise RoiError(
            f"`{text}` is not between 0 % and 100 %", of_setting(setting), "Write a share, as in 5%."
        )
    return value
