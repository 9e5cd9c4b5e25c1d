"""The one door from a typed text to a value of an input: a number or a distribution, perhaps with a unit."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from roi.case import Case, Input
from roi.distributions import Distribution
from roi.distributions import parse as parse_distribution
from roi.distributions.spoken import spoken
from roi.errors import NOWHERE, Place, RoiError, located
from roi.formula.nodes import Binary
from roi.formula.quantity import Quantity, quantity
from roi.model.dates import date_error, is_date
from roi.model.layer import LayerName
from roi.model.values import Model, ModelInput
from roi.sip import Sip
from roi.units import DeclaredUnit, Unit, Units

_MONTH = Unit((("month", 1),))
_STRAY_MARK = re.compile(r"_(?!\d{3}(?!\d))")  # that parts no thousands


def is_worked_out(text: str) -> bool:
    """Whether a value is arithmetic over constants: a figure worked back from others."""
    if is_date(text):
        return False
    node = quantity(text).node
    return isinstance(node, Binary) and node.op in ("+", "-", "*", "/", "**")


def read_input(
    spec: Input, units: Units, case: Case, where: Place = NOWHERE, layer: LayerName = "set"
) -> ModelInput:
    """An input with its distribution read in the unit that its value is written in.

    Args:
        spec: the document's entry with the value, a text of the language.
        units, case: the registry and the measured data that the text may name.
        where: the place of the input, for messages.
        layer: that the value comes from.

    Raises:
        RoiError: a value that cannot be read, a unit that does not convert, limits the value leaves.
    """
    declared = units_at(units, spec.unit, where.at_key("unit"))
    try:
        _check_limits(spec)
        stated = quantity(spec.value)
        if not stated.value:
            raise RoiError("the value is empty", hint="Write a number, or a distribution: range(1, 2, 4).")
        if is_date(spec.value):
            raise date_error(spec.value.strip(), case.header.start)
        typed = unit_of(stated, units, declared)
        to_formula = _factor(stated, typed, declared, units)
        scale = to_formula / declared.scale  # a number of `typed` in numbers of the declared unit
        distribution = parse_distribution(
            stated.value,
            tree=stated.node,
            percent=typed.percent,
            low=None if spec.min is None else spec.min / scale,
            high=None if spec.max is None else spec.max / scale,
            data=lambda file, column: _data(case, file, column),
            sip=lambda file, name: _sip(case, file, name),
            shares=not any(power > 0 for _, power in typed.unit.powers),
        )
        _refuse_other_period(distribution, typed, declared, units)
        for likely in (distribution.likely * scale, spec.likely):
            _refuse_outside_limits(spec, likely)
    except RoiError as error:
        hint = spoken(spec.value) or error.hint
        raise RoiError(error.message, error.where, hint).at(where.at_key("value")) from None
    except OverflowError:
        message = f"the numbers of `{spec.value}` are too extreme to be computed with"
        raise RoiError(
            message, where.at_key("value"), "Choose a larger unit, or less extreme numbers."
        ) from None
    return ModelInput(spec, declared, typed, distribution, to_formula, layer)


def value_of(text: str, item: ModelInput, model: Model, where: Place = NOWHERE) -> ModelInput:
    """The input with the value that a text of the language tells: `1_200 visit/day`, `range(1, 2, 4)`.

    This is the one door through which a typed text becomes a value: words of people (`roi.answers`), cells of
    workbooks, overrides and targets all come through here or through `read_input`, which it calls.

    Args:
        text: a number or a distribution, perhaps with a unit that converts to the input's.
        item: whose unit, limits and measured data apply.
        model: the case.
        where: the place of the text, for messages; `NOWHERE` where whoever asks knows it better.

    Raises:
        RoiError: a value that cannot be read, a unit that does not convert, limits the value leaves.
    """
    return read_input(replace(item.spec, value=text, likely=None), model.units, model.case, where)


def plain_number(text: str) -> tuple[float, bool]:
    """A number without a unit, and whether a per cent sign follows: `1_000`, `−5`, `0.2%` → 0.2 and True.

    Raises:
        ValueError: no number.
    """
    if _STRAY_MARK.search(text):
        raise ValueError(text)
    digits = text.strip().replace("_", "").replace("−", "-")
    return float(digits.removesuffix("%")), digits.endswith("%")


def units_at(units: Units, text: str, where: Place) -> DeclaredUnit:
    """The unit of a text, with the place of a `RoiError` filled in.

    Raises:
        RoiError: no unit of the case.
    """
    with located(where):
        return units.declared(text)


def unit_of(stated: Quantity, units: Units, default: DeclaredUnit) -> DeclaredUnit:
    """The unit that a value is written in; `default` where it is written without one.

    Raises:
        RoiError: no unit of the case, marked in the text.
    """
    try:
        return default if stated.unit is None else units.declared(stated.unit)
    except RoiError as problem:
        raise stated.at_unit(problem) from None


def _data(case: Case, file: str, column: str) -> tuple[float, ...]:
    key = f"{file}|{column}"
    if key not in case.data:
        raise RoiError(
            f'the values of data("{file}", {column}) are not loaded',
            hint="data(…) belongs into a case file or an estimate file, which knows its folder.",
        )
    return case.data[key]


def _sip(case: Case, file: str, name: str) -> Sip:
    key = f"{file}|{name}"
    if key not in case.sips:
        raise RoiError(
            f'the variable sip("{file}", "{name}") is not loaded',
            hint="sip(…) belongs into a case file or an estimate file, which knows its folder.",
        )
    return case.sips[key]


def _factor(stated: Quantity, typed: DeclaredUnit, declared: DeclaredUnit, units: Units) -> float:
    conversion = units.conversion(typed.unit, declared.unit)
    if conversion is None:
        hint = "Give it in a unit of the same kind; currencies need a dated rate under [rates]."
        message = f"the value is in {typed.text}, which does not convert to {declared.text}"
        raise stated.at_unit(RoiError(message, hint=hint))
    return typed.scale * conversion.factor


def _check_limits(spec: Input) -> None:
    for key in ("min", "max", "likely"):
        number = getattr(spec, key)
        if number is not None and not math.isfinite(number):
            raise RoiError(f"{key} is {number}, which is not a finite number", hint="Write a number.")
    if spec.min is not None and spec.max is not None and spec.min > spec.max:
        raise RoiError(f"min {spec.min:,g} is above max {spec.max:,g}", hint="Swap them.")


def _refuse_outside_limits(spec: Input, likely: float | None) -> None:
    """Physical limits bind every value: no likely value may leave them, and no constant."""
    if likely is None:
        return
    slack = 1e-9 * max(abs(likely), 1.0)  # rounding of a conversion
    below = spec.min is not None and likely < spec.min - slack
    above = spec.max is not None and likely > spec.max + slack
    if below or above:
        low = "−∞" if spec.min is None else f"{spec.min:,g}"
        high = "∞" if spec.max is None else f"{spec.max:,g}"
        raise RoiError(
            f"the likely value {likely:,g} {spec.unit} is outside its physical limits {low} to {high}",
            hint="Change the value, or the limits `min` and `max` of the input in the case file.",
        )


def _refuse_other_period(
    distribution: Distribution, typed: DeclaredUnit, declared: DeclaredUnit, units: Units
) -> None:
    """Refuse `0.5 %/month` on an input in %/year, with both readings of its likely value.

    A growth or discount rate of 0.5 % a month is 1.005**12 - 1 = 6.17 % a year; a share of a cost that is paid
    each month adds up to 6 % a year.

    Raises:
        RoiError: a rate over another period, unless it is 0.
    """
    if typed.unit == declared.unit or not (typed.percent or declared.percent):
        return
    if units.dimension(declared.unit) != _MONTH**-1 or distribution.support == (0, 0):
        return
    conversion = units.conversion(typed.unit, declared.unit)
    assert conversion is not None
    rate = distribution.likely * typed.scale
    added = _percent(rate * conversion.factor)
    try:
        compound = _percent((1 + rate) ** conversion.factor - 1) if rate > -1 else ""
    except OverflowError:
        compound = ""
    over = f"{declared.unit}".replace("1/", "/")
    readings = [f"{value}%{over}" for value in (compound, added) if value]
    message = f"a rate in {typed.text} on an input in {declared.text} can compound or add up"
    meant = f": its {_percent(rate)} % can mean {' or '.join(readings)}" if readings else ""
    raise RoiError(f"{message}{meant}", hint=f"Write {' (compounded) or '.join(readings)} (added up).")


def _percent(value: float) -> str:
    return f"{100 * value:.4g}"
