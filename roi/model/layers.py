"""Overrides, layer over layer, and the text of a value: a distribution and perhaps a unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roi.case import DISCOUNT_RATE, Case, Grade, Input, Option, Override
from roi.distributions import Distribution
from roi.distributions import parse as parse_distribution
from roi.errors import RoiError, nearest
from roi.formula.nodes import Binary
from roi.formula.parse import parse
from roi.model.values import LayerName, ModelInput
from roi.units import DeclaredUnit, Units

# A value, then a unit: the value ends in a digit, a bracket or a percent sign.
_WITH_UNIT = re.compile(r"^(?P<value>.*[\d)%])\s*(?P<unit>(?<![\w.])[A-Za-z%]\S*)$", re.DOTALL)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
DEFAULT_DISCOUNT_RATE = Input(
    id=DISCOUNT_RATE,
    label="Discount rate",
    unit="%/year",
    value="10",
    grade="judgement",
    group="Finance",
    min=-50,
    note="Ten per cent a year is the usual planning rate; a case may state its own.",
)


@dataclass(frozen=True, slots=True)
class Layer:
    """Overrides of one kind.  `where` has `{}` for the input's id; bare values get `grade`."""

    name: LayerName
    where: str
    overrides: Mapping[str, Override]
    grade: Grade = "judgement"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An input of the document with the override that won."""

    spec: Input
    layer: LayerName
    where: str


def choose(case: Case, option: Option | None, layers: Sequence[Layer]) -> dict[str, Chosen]:
    """The active inputs, each with its winning value.

    Raises:
        RoiError: an override of an input that does not exist.
    """
    chosen = {
        name: Chosen(spec, "case", f"{case.origin}: [inputs.{name}]") for name, spec in case.inputs.items()
    }
    if option is not None:
        own = {name: entry for name, entry in option.inputs.items() if isinstance(entry, Input)}
        for name, spec in own.items():
            chosen[name] = Chosen(spec, "option", f"{case.origin}: [options.{option.id}.inputs.{name}]")
        overrides = {name: entry for name, entry in option.inputs.items() if isinstance(entry, Override)}
        where = f"{case.origin}: [options.{option.id}.inputs.{{}}]"
        layers = [Layer("option", where, overrides), *layers]
    chosen.setdefault(
        DISCOUNT_RATE, Chosen(DEFAULT_DISCOUNT_RATE, "case", f"{case.origin}: [inputs.{DISCOUNT_RATE}]")
    )
    known = case.dimensions().keys()
    for layer in layers:
        for name, override in layer.overrides.items():
            where = layer.where.format(name)
            if name in chosen:
                chosen[name] = Chosen(
                    _overridden(chosen[name].spec, override, layer.grade), layer.name, where
                )
            elif name not in known:
                raise RoiError(f"there is no input `{name}`", where, nearest(name, chosen))
            elif layer.name == "set":
                raise RoiError(
                    f"the input `{name}` belongs to another option", where, "Choose it by --option."
                )
    return chosen


def _overridden(spec: Input, override: Override, grade: Grade) -> Input:
    """The input with another value; the old grade and source do not vouch for the new number."""
    return replace(
        spec,
        value=override.value,
        grade=override.grade or _implied(override.value) or grade,
        source=override.source,
        note=override.note,
        likely=None,
    )


def _implied(text: str) -> Grade | None:
    """Arithmetic over constants is a figure worked back from others."""
    node = parse(split_unit(text)[0])
    return "implied" if isinstance(node, Binary) and node.op != "to" else None


def split_unit(text: str) -> tuple[str, str | None]:
    """`"30 GBP/seat/month"` → `("30", "GBP/seat/month")`; thousands separators of a bare number go."""
    text = text.strip()
    found = _WITH_UNIT.match(text)
    value, unit = (found["value"].strip(), found["unit"]) if found else (text, None)
    if unit == "%":  # a percent sign belongs to the number
        value, unit = text, None
    if _THOUSANDS.fullmatch(value):
        value = value.replace(",", "")
    return value, unit


def resolve_input(chosen: Chosen, units: Units, dimension: int, case: Case) -> ModelInput:
    """The input with its distribution read in the unit it was written in.

    Raises:
        RoiError: a value that cannot be read, a unit that does not convert, limits the value leaves.
    """
    spec = chosen.spec
    try:
        declared = units.declared(spec.unit)
        value, written = split_unit(spec.value)
        typed = units.declared(written) if written else declared
        to_formula = _factor(typed, declared, units)
        scale = to_formula / declared.scale  # a number of `typed` in numbers of the declared unit
        distribution = parse_distribution(
            value,
            percent=typed.percent,
            low=None if spec.min is None else spec.min / scale,
            high=None if spec.max is None else spec.max / scale,
            data=lambda file, column: _data(case, file, column),
        )
        _refuse_outside_limits(spec, distribution, scale)
    except RoiError as found:
        raise found.at(chosen.where) from None
    return ModelInput(spec, declared, typed, distribution, to_formula, dimension, chosen.layer)


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


def _refuse_outside_limits(spec: Input, distribution: Distribution, scale: float) -> None:
    """Physical limits bind every value: no likely value may leave them, and no constant."""
    if spec.min is not None and spec.max is not None and spec.min > spec.max:
        raise RoiError(f"min {spec.min:g} is above max {spec.max:g}")
    likely = distribution.likely * scale
    slack = 1e-9 * max(abs(likely), 1.0)
    below = spec.min is not None and likely < spec.min - slack
    above = spec.max is not None and likely > spec.max + slack
    if below or above:
        low = "−∞" if spec.min is None else f"{spec.min:,g}"
        high = "∞" if spec.max is None else f"{spec.max:,g}"
        raise RoiError(
            f"the likely value {likely:,g} {spec.unit} is outside its physical limits {low} to {high}",
            hint="Change the value, or the limits `min` and `max` of the input in the case file.",
        )
