"""What a row of Inputs holds: which arguments of a distribution stand in which column, and what is feasible."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

from exports.workbook.layout import ARGUMENT
from roi.distributions import Distribution, likely
from roi.distributions.metalog import FEASIBLE
from roi.formula.word_forms import number
from roi.model import ModelInput
from roi.records import dataclass

Column = Literal["likely", "low", "high", "min", "max", "other"]
_LOW_HIGH: Mapping[str, Column] = {"low": "low", "mode": "likely", "high": "high"}
_COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "constant": {"value": "likely"},
    "a to b": {"low": "low", "high": "high"},
    "uniform": {"low": "low", "high": "high"},
    "triangular": _LOW_HIGH,
    "pert": _LOW_HIGH,
    "normal": {"mean": "likely"},
    "mean_of": {"mean": "likely"},
    "beta": {"low": "low", "high": "high"},
    "pareto": {"minimum": "low"},
}
_WIDE = ("lognormal", "gamma", "bernoulli", "discrete")  # all arguments in columns of their own


@dataclass(frozen=True, slots=True)
class InputRange:
    """An input as a row.

    Attributes:
        item: the input.
        live: whether Excel has its quantile, so that the draws follow the cells.
        columns: argument → column.
        cells: argument → number as the cell holds it: what a formula sees, the fraction of a `%` input.
        factor: the quantile × this is what a formula sees; 1 but for families that do not scale.
    """

    item: ModelInput
    live: bool
    columns: Mapping[str, Column]
    cells: Mapping[str, float]
    factor: float

    @property
    def id(self) -> str:
        """The input's id."""
        return self.item.id

    def name(self, argument: str) -> str:
        """The defined name of an argument's cell."""
        return f"{ARGUMENT}{self.id}_{argument}"

    @property
    def names(self) -> dict[str, str]:
        """All of them."""
        return {argument: self.name(argument) for argument in self.columns}

    def quantile(self, uniform: str) -> str:
        """The draw of a uniform, as a formula without `=`."""
        text = self.item.distribution.excel(uniform, self.names)
        assert text is not None
        return text if self.factor == 1 else f"({text})*{number(self.factor)}"


def range_of(item: ModelInput) -> InputRange:
    """How an input stands on Inputs."""
    distribution = item.distribution
    live = distribution.excel("u") is not None
    if not live:
        return InputRange(item, False, {}, {}, 1.0)
    columns = _columns(distribution)
    if item.spec.likely is not None and not item.constant:
        columns = {name: "other" if column == "likely" else column for name, column in columns.items()}
    scales = distribution.family.name != "bernoulli"
    cells = {
        name: clean(value * item.to_formula)
        if scales and distribution.family.kind(name) == "value"
        else value
        for name, value in distribution.arguments.given
        if isinstance(value, float)
    }
    return InputRange(item, True, columns, cells, 1.0 if scales else item.to_formula / item.typed.scale)


def _columns(distribution: Distribution) -> dict[str, Column]:
    names = [name for name, value in distribution.arguments.given if isinstance(value, float)]
    family = distribution.family.name
    if family in ("range", "metalog"):
        quantiles = sorted((n for n in names if n not in ("min", "max")), key=_probability)
        places: tuple[Column, ...] = ("low", "likely", "high")
        bounds: dict[str, Column] = {"min": "min", "max": "max"}
        return dict(zip(quantiles, places, strict=True)) | {n: bounds[n] for n in names if n in bounds}
    return {name: _COLUMNS.get(family, {}).get(name, "other") for name in names}


def _probability(name: str) -> float:
    return float(name[1:].replace("_", ".")) / 100


def clean(value: float) -> float:
    """Without the rounding of a scale: 0.28, not 0.28000000000000003."""
    return float(f"{value:.15g}")


def likely_formula(row: InputRange) -> str | None:
    """The likely value where it is no argument but follows from them; None where it is a number of its own."""
    item = row.item
    if not row.live or item.spec.likely is not None:
        return None
    if item.distribution.family.likely is likely.median:
        return row.quantile("0.5")
    if item.distribution.family.likely is likely.observed_share:
        return f"{row.name('count')}/{row.name('of')}"
    if item.distribution.family.likely is likely.hit_or_miss:
        return f"IF({row.name('p')}>0.5,1,0)*{number(row.factor)}"
    return None


def feasible(row: InputRange) -> str:
    """The condition under which the draws can be worked out, as a formula without `=`."""
    family, names = row.item.distribution.family.name, row.names
    numeric = f"COUNT({','.join(names.values())})={len(names)}"
    if family in ("range", "metalog"):
        return _metalog(row, numeric)
    conditions = _conditions(family, names)
    return f"IF({numeric},{_all(conditions)},FALSE)" if conditions else numeric


def _conditions(family: str, names: Mapping[str, str]) -> list[str]:
    if family == "discrete":
        values = [name for argument, name in names.items() if argument.startswith("value")]
        weights = [name for argument, name in names.items() if argument.startswith("weight")]
        ascending = [f"{a}<{b}" for a, b in pairwise(values)]
        return [*ascending, *(f"{weight}>=0" for weight in weights), f"{'+'.join(weights)}>0"]
    templates: Mapping[str, Sequence[str]] = {
        "a to b": ("0<{low}", "{low}<={high}"),
        "uniform": ("{low}<={high}",),
        "triangular": ("{low}<={mode}", "{mode}<={high}"),
        "pert": ("{low}<={mode}", "{mode}<={high}"),
        "normal": ("{sd}>=0",),
        "mean_of": ("{error}>=0", "{n}>=4"),
        "lognormal": ("{mean}>0", "{sd}>=0"),
        "beta": ("{alpha}>0", "{beta}>0", "{low}<{high}"),
        "gamma": ("{shape}>0", "{scale}>0"),
        "dirichlet": ("{count}>0", "{of}>0"),
        "pareto": ("{minimum}>0", "{alpha}>0"),
        "bernoulli": ("{p}>=0", "{p}<=1"),
    }
    return [template.format_map(names) for template in templates.get(family, ())]


def _metalog(row: InputRange, numeric: str) -> str:
    """Keelin (2016): |a3| < 1.667 a2 on the line; low = likely = high is a range of one value."""
    names = row.names
    points = sorted((n for n in names if n not in ("min", "max")), key=_probability)
    first, middle, last = (names[point] for point in points)
    order = [f"{first}<={middle}", f"{middle}<={last}"]
    order += [f"{names['min']}<{first}"] if "min" in names else []
    order += [f"{last}<{names['max']}"] if "max" in names else []
    line = "{0}"
    if "min" in names and "max" in names:
        line = f"LN(({{0}}-{names['min']})/({names['max']}-{{0}}))"
    elif "min" in names:
        line = f"LN({{0}}-{names['min']})"
    elif "max" in names:
        line = f"LN({names['max']}-{{0}})"
    z1, z2, z3 = (line.format(name) for name in (first, middle, last))
    reach = number(FEASIBLE * (1 - 2 * _probability(points[0])) / 2)
    bend = f"ABS({z1}+{z3}-2*{z2})<={reach}*ABS({z3}-{z1})+1E-9"
    return f"IF({numeric},IF({_all(order)},{bend},FALSE),FALSE)"


def _all(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def hint(row: InputRange) -> str:
    """What to say where the range is not feasible."""
    family = row.item.distribution.family.name
    if family in ("range", "metalog"):
        bounds = ", inside minimum and maximum" if {"min", "max"} & set(row.columns) else ""
        return f"Check: low ≤ likely ≤ high{bounds}, likely not too near to one end"
    if family in ("triangular", "pert"):
        return "Check: low ≤ likely ≤ high"
    if family in ("uniform", "a to b", "beta"):
        return "Check: low < high"
    return "Check: the arguments"


def limits(item: ModelInput) -> tuple[float | None, float | None]:
    """Physical limits as the cells hold them."""
    low, high = item.spec.min, item.spec.max
    scale = item.unit.scale
    return (
        None if low is None or not math.isfinite(low) else clean(low * scale),
        None if high is None or not math.isfinite(high) else clean(high * scale),
    )
