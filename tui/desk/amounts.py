"""Amounts that are typed with a request: a hurdle, a target, a tolerance."""

from __future__ import annotations

from roi.answers import read_answer
from roi.case import Input
from roi.errors import Place, RoiError
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
    try:
        item = read_input(blank, model.units, model.case, where)
        item = value_of(read_answer(text, item, model).value, item, model, where)
    except RoiError as problem:
        raise RoiError(problem.message, where, problem.hint) from None
    if not item.constant:
        raise RoiError(f"`{text}` is not one number", where, "Write a number.")
    return item.likely / (1.0 if item.unit.percent else item.unit.scale)
