"""Overrides, layer over layer, and the text of a value: a distribution and perhaps a unit."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roi.case import DISCOUNT_RATE, Case, Input, Option, Override, Speaker
from roi.distributions import parse as parse_distribution
from roi.errors import Place, RoiError, Setting, nearest, remedy
from roi.formula.nodes import Binary
from roi.formula.parse import MAX_LENGTH, parse
from roi.model.dates import date_error, is_date
from roi.model.rates import refuse_other_period
from roi.model.values import ANSWERS, Layer, LayerName, ModelInput, Replaced
from roi.units import DeclaredUnit, Units

# A value, then a unit: the value ends in a digit, a bracket or a percent sign, the unit begins with a letter
# after a space or bracket, or with a percent sign that stands over something: `10%/year`.
_NAME = r"[A-Za-z_]\w*(?: ?\*\* ?-?\d+)?"
_UNIT = rf"(?:(?<![\w.]){_NAME}|%(?= ?/))(?: ?[/*] ?\(?(?:{_NAME})\)?)*"
_WITH_UNIT = re.compile(rf"(?P<value>.*[\d)%]) ?(?P<unit>{_UNIT})")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d,_])")
DEFAULT_DISCOUNT_RATE = Input(
    id=DISCOUNT_RATE,
    label="Discount rate",
    unit="%/year",
    value="10",
    grade="judgement",
    group="Finance",
    min=-50,
    note="Ten per cent a year is the usual planning rate; a case may state its own. Where failure, overruns and "
    "ranges are in the case, a rate raised for risk as well counts it twice: take the riskless rate, or that "
    "of the programme.",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An input of the document with the override that won."""

    spec: Input
    layer: LayerName
    where: Place
    override: Override | None = None
    replaced: Replaced | None = None


def choose(case: Case, option: Option | None, layers: Sequence[Layer]) -> dict[str, Chosen]:
    """The active inputs, each with its winning value.

    Raises:
        RoiError: an override of an input that does not exist.
    """
    chosen = {
        name: Chosen(spec, "case", Place(case.origin, f"[inputs.{name}]"))
        for name, spec in case.inputs.items()
    }
    if option is not None:
        own = {name: entry for name, entry in option.inputs.items() if isinstance(entry, Input)}
        for name, spec in own.items():
            chosen[name] = Chosen(spec, "option", Place(case.origin, f"[options.{option.id}.inputs.{name}]"))
        overrides = {name: entry for name, entry in option.inputs.items() if isinstance(entry, Override)}
        where = Place(case.origin, f"[options.{option.id}.inputs]")
        layers = [Layer("option", where, overrides), *layers]
    chosen.setdefault(
        DISCOUNT_RATE, Chosen(DEFAULT_DISCOUNT_RATE, "case", Place(case.origin, f"[inputs.{DISCOUNT_RATE}]"))
    )
    known = case.input_ids()
    for layer in layers:
        for name, override in layer.overrides.items():
            where = layer.where.of_input(name)
            if name in chosen:
                if layer.name in ANSWERS and not belongs(override, chosen[name].spec):
                    continue
                complete = _complete(override, layer, where)
                spec = _overridden(chosen[name].spec, complete)
                replaced = _replaced(chosen[name], layer, own=name not in case.inputs)
                chosen[name] = Chosen(spec, layer.name, where, complete, replaced)
            elif name not in known:
                raise RoiError(f"there is no input `{name}`", where, nearest(name, chosen))
            elif layer.name == "set":
                raise RoiError(
                    f"the input `{name}` belongs to another option",
                    where,
                    remedy("Choose it by ", Setting("option"), "."),
                )
    return chosen


def belongs(answer: Override, spec: Input) -> bool:
    """Whether an answer is of the product that the input is about."""
    return answer.product is None or answer.product == spec.product


def belonging(case: Case, option: str | None, answers: Mapping[str, Override]) -> dict[str, Override]:
    """Answers with what they belong to: those that do not say were given for what is deployed."""
    chosen = choose(case, case.options.get(option or ""), [])
    products = {name: entry.spec.product for name, entry in chosen.items() if entry.spec.product}
    return {
        name: replace(told, product=products[name]) if told.product is None and name in products else told
        for name, told in answers.items()
    }


def _replaced(before: Chosen, layer: Layer, *, own: bool) -> Replaced | None:
    """What an answer takes the place of, where option or preset override the case; `own`: the case has none."""
    if layer.name not in ANSWERS:
        return None
    if before.layer == "preset" or (before.layer == "option" and not own):
        return Replaced(before.layer, before.spec.value)
    return before.replaced


def _complete(override: Override, layer: Layer, where: Place) -> Override:
    """The override with its speaker and its grade."""
    try:
        implied = _is_worked_out(override.value)
    except RoiError as problem:
        raise problem.at(where) from None
    who = override.who or (speaker(override) if layer.name in ("estimate", "set") else None)
    grade = override.grade or ("customer" if who == "prospect" else "implied" if implied else layer.grade)
    return replace(override, grade=grade, who=who)


def speaker(override: Override) -> Speaker | None:
    """Who gives a value that an estimate lays over its case; None for evidence, which brings a source."""
    if override.who is not None:
        return override.who
    if override.grade == "customer":
        return "prospect"
    return None if override.source else "seller"


def _overridden(spec: Input, override: Override) -> Input:
    """The input with another value; the old grade and source do not vouch for the new number."""
    return replace(
        spec,
        value=override.value,
        grade=override.grade or spec.grade,
        source=override.source,
        note=override.note,
        likely=None,
        product=spec.product if override.product is None else override.product,
    )


def _is_worked_out(text: str) -> bool:
    """Whether a value is arithmetic over constants: a figure worked back from others."""
    if is_date(text):
        return False
    node = parse(split_unit(text)[0])
    return isinstance(node, Binary) and node.op in ("+", "-", "*", "/", "**")


def split_unit(text: str) -> tuple[str, str | None]:
    """`"30 GBP/seat/month"` → `("30", "GBP/seat/month")`; thousands separators outside brackets go.

    A percent sign belongs to the number; where it stands over something, `10%/year`, to the unit as well.
    """
    if len(text) > MAX_LENGTH:  # the parser tells how much is too much
        return text, None
    quoted = '"' in text or "'" in text  # the name of a file stays as it is
    text = text.strip() if quoted else re.sub(r"(?<=[\d)]) %", "%", " ".join(text.split()))
    found = _WITH_UNIT.fullmatch(text)
    value, unit = (found["value"], found["unit"]) if found else (text, None)
    if unit is not None and unit.startswith("%") and value[-1].isdigit():
        value += "%"  # typed with its sign, 0.5 cannot mean 50 %
    if "(" not in value:
        value = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), value)
    return value, unit


def resolve_input(chosen: Chosen, units: Units, case: Case) -> ModelInput:
    """The input with its distribution read in the unit it was written in.

    Raises:
        RoiError: a value that cannot be read, a unit that does not convert, limits the value leaves.
    """
    spec, where = chosen.spec, chosen.where
    declared = units_at(units, spec.unit, where.at_key("unit"))
    try:
        _check_limits(spec)
        value, written = split_unit(spec.value)
        if not value:
            raise RoiError("the value is empty", hint="Write a number, or a distribution: range(1, 2, 4).")
        if is_date(spec.value):
            raise date_error(spec.value.strip(), case.header.start)
        typed = units.declared(written) if written else declared
        to_formula = _factor(typed, declared, units)
        scale = to_formula / declared.scale  # a number of `typed` in numbers of the declared unit
        distribution = parse_distribution(
            value,
            percent=typed.percent,
            low=None if spec.min is None else spec.min / scale,
            high=None if spec.max is None else spec.max / scale,
            data=lambda file, column: _data(case, file, column),
            shares=not any(power > 0 for _, power in typed.unit.powers),
        )
        refuse_other_period(distribution, typed, declared, units)
        for likely in (distribution.likely * scale, spec.likely):
            _refuse_outside_limits(spec, likely)
    except RoiError as found:
        raise found.at(where.at_key("value")) from None
    except OverflowError:
        message = f"the numbers of `{spec.value}` are too extreme to be computed with"
        raise RoiError(
            message, where.at_key("value"), "Choose a larger unit, or less extreme numbers."
        ) from None
    return ModelInput(
        spec, declared, typed, distribution, to_formula, chosen.layer, chosen.override, chosen.replaced
    )


def units_at(units: Units, text: str, where: Place) -> DeclaredUnit:
    """The unit of a text, with the place of a `RoiError` filled in."""
    try:
        return units.declared(text)
    except RoiError as found:
        raise found.at(where) from None


def _data(case: Case, file: str, column: str) -> tuple[float, ...]:
    key = f"{file}|{column}"
    if key not in case.data:
        raise RoiError(f'the values of data("{file}", {column}) are not loaded')
    return case.data[key]


def _factor(typed: DeclaredUnit, declared: DeclaredUnit, units: Units) -> float:
    conversion = units.conversion(typed.unit, declared.unit)
    if conversion is None:
        raise RoiError(
            f"the value is in {typed.text}, which does not convert to {declared.text}",
            hint="Give it in a unit of the same kind; currencies need a dated rate under [rates].",
        )
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
