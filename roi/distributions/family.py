"""A row of the table of families, its arguments, and the distribution they make together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from roi.arrays import Array
from roi.distributions.law import LARGEST_U, Law
from roi.errors import RoiError
from roi.notation import numerals
from roi.records import dataclass
from roi.sip import Sip

# value: in the unit of the input.  shape, count: pure numbers.  probability, weight: 30% is 0.3.
Kind = Literal["value", "shape", "count", "probability", "weight", "distribution", "text", "values"]
Format = Callable[[float], str]
_NO_CELLS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named argument.  A default is that of a pure number: 1 is 100 on a % input."""

    name: str
    kind: Kind = "value"
    default: float | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """A row of the table.

    Attributes:
        name: as typed; unique.
        parameters: in the order they are typed.
        law: checks the arguments and makes the law; raises RoiError.
        likely: the value of the base case: the argument of that name, or a function.
        words: plain English with {parameter} in it, or a function that makes it.
        example: a text that parses (on an input whose unit is not %).
        excel: quantile as an Excel formula with {u} and {parameter} in it, without "="; or a
            function that chooses it; None where Excel has no closed or built-in quantile.
        binding: "fixed" parameters; "pairs", the two parameters again and again; "quantiles", pNN=.
        called: whether it is typed name(...); `5` and `20 to 40` have a syntax of their own.
    """

    name: str
    parameters: tuple[Parameter, ...]
    law: Callable[[Arguments], Law]
    likely: str | Callable[[Arguments, Law], float]
    words: str | Callable[[Arguments, Mapping[str, str]], str]
    example: str
    excel: str | Callable[[Arguments], str | None] | None = None
    binding: Literal["fixed", "pairs", "quantiles"] = "fixed"
    called: bool = True

    @property
    def signature(self) -> str:
        """How it is typed: `normal(mean, sd)`."""
        if not self.called:
            return self.example
        names = [p.name if p.default is None else f"{p.name}={p.default:g}" for p in self.parameters]
        if self.binding == "pairs":
            names = [*names, *names, "…"]
        if self.binding == "quantiles":
            names = ["p10=…", "p50=…", "p90=…", *(f"{name}=…" for name in names)]
        return f"{self.name}({', '.join(names)})"

    def kind(self, name: str) -> Kind:
        """The kind of an argument by its name (`weight2` of a mixture is a weight)."""
        stem = name.rstrip("0123456789") if self.binding == "pairs" else name
        return next((p.kind for p in self.parameters if p.name == stem), "value")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a family was given: names with numbers, distributions, texts, values, or a library's variable.

    On a % input (`percent`) numbers of kind "value" are the displayed ones, 35 for 35 %.
    `shares` are the names of those that were typed with a % sign.
    """

    family: str
    given: tuple[tuple[str, float | str | tuple[float, ...] | Distribution | Sip], ...]
    percent: bool = False
    shares: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> float:
        """The number of that name."""
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def get(self, name: str) -> float | None:
        """The number of that name, or None where it was not given."""
        return next((v for n, v in self.given if n == name and isinstance(v, float)), None)

    def numbers(self, stem: str) -> list[float]:
        """All numbers named stem1, stem2 … in order."""
        return [v for n, v in self.given if n.rstrip("0123456789") == stem and isinstance(v, float)]

    @property
    def parts(self) -> list[Distribution]:
        """The distributions among the arguments."""
        return [value for _, value in self.given if isinstance(value, Distribution)]

    @property
    def data(self) -> tuple[float, ...]:
        """The values read from a file; empty for all other families."""
        return next((value for _, value in self.given if isinstance(value, tuple)), ())

    @property
    def sip(self) -> Sip:
        """The variable that was read from a library; only `sip` has one."""
        return next(value for _, value in self.given if isinstance(value, Sip))

    @property
    def bounds(self) -> tuple[float, float]:
        """min and max, infinite where not given."""
        low, high = self.get("min"), self.get("max")
        return -math.inf if low is None else low, math.inf if high is None else high

    def show(self, value: float) -> str:
        """A value as a message prints it."""
        return show(value) + ("%" if self.percent else "")

    def refused(self, message: str, hint: str = "") -> RoiError:
        """An error that names the family."""
        return RoiError(f"{self.family}: {message}", hint=hint)


@dataclass(frozen=True, slots=True)
class Distribution:
    """An uncertain number: a family with its arguments.  Plain, picklable, comparable.

    On a % input its numbers are the displayed ones, 35 for 35 %.
    """

    family: Family
    arguments: Arguments
    text: str = field(compare=False)  # as it was written
    law: Law = field(compare=False, repr=False)

    def quantile(self, u: npt.ArrayLike) -> Array:
        """The exact quantile of each u inside (0, 1); any shape, element by element."""
        with np.errstate(all="ignore"):  # of extreme arguments: `make` has looked at the values
            return self.law.quantile(np.asarray(u, dtype=np.float64))

    def cdf(self, x: npt.ArrayLike) -> Array:
        """P(X <= x), any shape."""
        with np.errstate(all="ignore"):
            return self.law.cdf(np.asarray(x, dtype=np.float64))

    @property
    def percent(self) -> bool:
        """Whether the numbers are percentages."""
        return self.arguments.percent

    @property
    def likely(self) -> float:
        """The value of the base case: a mode, a median or a mean, by family."""
        likely = self.family.likely
        return self.arguments[likely] if isinstance(likely, str) else likely(self.arguments, self.law)

    @property
    def discrete(self) -> bool:
        """Whether some value has a probability of its own."""
        return self.law.atoms.size > 0

    @property
    def constant(self) -> bool:
        """Whether it is a bare number."""
        return self.family.name == "constant"

    @property
    def slow(self) -> bool:
        """Whether a table pays above some 500 draws (see `tabulated.fast_quantile`)."""
        return self.law.slow

    @property
    def support(self) -> tuple[float, float]:
        """The smallest closed interval that holds all values; the ends may be infinite."""
        return self.law.support

    @property
    def p001_p999(self) -> tuple[float, float]:
        """P0.1 and P99.9: the range within which nearly everything lies."""
        first, last = self.quantile([0.001, 0.999])
        return float(first), float(last)

    def leaves(self, low: float | None, high: float | None) -> bool:
        """Whether P0.1 or P99.9 is outside the physical limits [low, high] of the input."""
        first, last = self.p001_p999
        return (low is not None and first < low) or (high is not None and last > high)

    def words(self, number: Format) -> str:
        """Short plain English; `number` prints a value in the unit of the input."""
        texts = {name: self._spoken(name, value, number) for name, value in self.arguments.given}
        if callable(self.family.words):
            return self.family.words(self.arguments, texts)
        return self.family.words.format_map(texts)

    def _spoken(self, name: str, value: object, number: Format) -> str:
        if isinstance(value, Distribution):
            return value.words(number)
        if not isinstance(value, float):
            return str(value) if isinstance(value, str) else ""
        kind = self.family.kind(name)
        if kind == "value":
            return number(value)
        return show(100 * value) + " %" if kind == "probability" else show(value)

    def excel(self, u: str, cells: Mapping[str, str] = _NO_CELLS) -> str | None:
        """The quantile of `u` as an Excel formula without "=", or None where there is none.

        Args:
            u: reference of the cell that holds the uniform.
            cells: parameter name → reference of the cell that holds it; literals for the others.
                A cell of a % input holds the fraction, and so does the result.
        """
        template = self.family.excel(self.arguments) if callable(self.family.excel) else self.family.excel
        if template is None:
            return None
        literals = {n: self._literal(n, v) for n, v in self.arguments.given if isinstance(v, float)}
        return template.format_map({**literals, **cells, "u": u})

    def _literal(self, name: str, value: float) -> str:
        scaled = value / 100 if self.percent and self.family.kind(name) == "value" else value
        text = repr(scaled).upper().removesuffix(".0")
        return f"({text})" if scaled < 0 else text


def make(family: Family, arguments: Arguments, text: str) -> Distribution:
    """The checked distribution.

    Raises:
        RoiError: arguments the family does not allow, or so extreme that quantiles overflow.
    """
    try:
        with np.errstate(all="ignore"):
            law = family.law(arguments)
            extremes = law.quantile(np.array([2.0**-53, 0.001, 0.5, 0.999, LARGEST_U]))
        sound = bool(np.all(np.isfinite(extremes)))
    except (ArithmeticError, ValueError):  # a number that Python's own functions cannot take
        sound = False
    if not sound:
        raise arguments.refused(
            "its extreme values are too large to be computed", "Use less extreme arguments, or truncate(…)."
        )
    return Distribution(family, arguments, text, law)


def show(value: float) -> str:
    """A number with six significant digits and thousands separators, in the notation at hand."""
    if value == 0 or not 1e-4 <= abs(value) < 1e15:
        return numerals(f"{value:.6g}")
    text = f"{value:,.{max(0, 5 - math.floor(math.log10(abs(value))))}f}"
    return numerals(text.rstrip("0").rstrip(".") if "." in text else text)
