"""The form of an answer: in which unit, or as a count of how many, a question wants to be answered.

A question may ask for what people know (`USD/FTE/year`) where the input is what formulas need (`USD/hour`).
What stands between the two is an input of its own, such as the hours of a year, and never a hidden constant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from roi.errors import RoiError, nearest
from roi.records import dataclass
from roi.units import ONE, DeclaredUnit, Unit, Units

FORMS = ("count", "count of 10", "yes or no", "a unit as in USD/FTE/year", "a unit by an input")
_COUNT = re.compile(r"count(?: of ([1-9][0-9]{0,5}))?")
_BY = re.compile(r"(?P<unit>.+?)(?: by (?P<by>[a-z][a-z0-9_]*))?")


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How a question is answered.

    Attributes:
        kind: a number of `unit`, a count of `of`, or yes and no.
        of: of how many a bare number counts; None where the answer has to say it.
        unit: of what is typed; its number divided by the input `by` is one of the question's input.
        by: id of that input, "" where the units convert without one.
    """

    kind: Literal["unit", "count", "yes or no"]
    of: int | None = None
    unit: DeclaredUnit | None = None
    by: str = ""


def form_of(
    text: str, unit: DeclaredUnit, others: Mapping[str, DeclaredUnit], units: Units
) -> AnswerForm | None:
    """The form of the key `answer` of an input; None where it has none.

    Args:
        text: `count of 10`, `yes or no`, `USD/FTE/year`, or `USD/FTE/year by hours_per_fte`.
        unit: the declared unit of the input.
        others: the declared units of all inputs, by id, from which `by` is chosen.
        units: the registry of the case.

    Raises:
        RoiError: no form, a count of what is no share, or a unit that nothing leads to the input's.
    """
    if not text:
        return None
    count = _COUNT.fullmatch(text)
    if count is not None:
        if not (unit.percent and unit.unit == ONE):
            hint = "A count answers an input whose unit is %."
            raise RoiError(f"`{text}` is no form of an answer in {unit.text}", hint=hint)
        return AnswerForm("count", int(count[1]) if count[1] else None)
    if text == "yes or no":
        if unit.unit != ONE or unit.percent:
            hint = "Yes and no answer an input without unit (–), as 1 and 0."
            raise RoiError(f"`{text}` is no form of an answer in {unit.text}", hint=hint)
        return AnswerForm("yes or no")
    match = _BY.fullmatch(text)
    try:
        declared_unit = units.declared(match["unit"] if match else text)
    except RoiError as problem:
        message = f"`{text[:60]}` is no form of an answer"
        raise RoiError(message, hint=f"{problem.message}. {nearest(text[:60], FORMS)}") from None
    return AnswerForm(
        "unit",
        unit=declared_unit,
        by=_bridge(declared_unit, match["by"] if match else None, unit, others, units),
    )


def quotient(form: AnswerForm, by: DeclaredUnit | None) -> Unit:
    """The unit of an answer after its division by the input `by`."""
    assert form.unit is not None
    return form.unit.unit if by is None else form.unit.unit / by.unit


def _bridge(
    declared_unit: DeclaredUnit,
    by: str | None,
    unit: DeclaredUnit,
    others: Mapping[str, DeclaredUnit],
    units: Units,
) -> str:
    """The input that leads from the unit asked to the declared one, "" where they convert."""
    if by is None and units.conversion(declared_unit.unit, unit.unit) is not None:
        return ""
    fitting = [
        name
        for name, other in others.items()
        if units.conversion(declared_unit.unit / other.unit, unit.unit) is not None and other.unit != ONE
    ]
    if by is None and len(fitting) == 1:
        return fitting[0]
    if by in fitting:
        return str(by)
    message = f"an answer in {declared_unit.text} does not lead to {unit.text}"
    if by is not None:
        what = f"{others[by].text}" if by in others else "no input of the case"
        raise RoiError(f"{message}: `{by}` is {what}", hint=_hint(fitting, declared_unit))
    raise RoiError(message, hint=_hint(fitting, declared_unit))


def _hint(fitting: list[str], declared_unit: DeclaredUnit) -> str:
    if not fitting:
        return "Ask in a unit that converts, or for what an input of the case divides into it."
    written = ", ".join(f"`{declared_unit.text} by {name}`" for name in fitting)
    return f"Write which input it is divided by: {written}."
