"""Units and their conversions: one registry a case.

Factors are exact fractions until they are asked for, so that 52 weeks and a year meet to the last bit; what
the rest of the engine holds are plain values (`Unit`, `Conversion`) that can be compared, pickled and shown.
"""

from __future__ import annotations

import math
import re
import sys
from fractions import Fraction
from functools import lru_cache

from roi.errors import RoiError, nearest, remedy
from roi.exchange import CURRENCIES, Rate, check_rate
from roi.records import dataclass
from roi.unit_notes import read_unit
from roi.unit_text import NAME, powers_of

_PERCENT_SCALE = 0.01
# The units of every case, each a multiple of one above it.  Clock time (labour, machines) and calendar time
# (the months of a plan) are two dimensions on purpose: a wage an hour must not become a wage a month through
# the 730 hours of an average month.
_STANDARD: tuple[tuple[str, Fraction, str], ...] = (
    ("second", Fraction(1), "second"),
    ("minute", Fraction(60), "second"),
    ("hour", Fraction(60), "minute"),
    ("month", Fraction(1), "month"),
    ("quarter", Fraction(3), "month"),
    ("year", Fraction(12), "month"),
    ("day", Fraction(4, 1461), "year"),  # a year has 365.25 days
    ("week", Fraction(7), "day"),
    ("FTE", Fraction(1), "FTE"),
)
_TAKEN = frozenset({"percent", "percents"})  # they would be read as the sign %
_LARGEST = Fraction(10) ** 30  # a unit may be of another, and its reciprocal the smallest
_LARGEST_BASE = Fraction(10) ** 400  # and of base units, through multiples of multiples: work stays bounded
_MOST_POWER = 9  # of a base unit in a unit that is defined
_LONGEST = 120  # characters of a definition
_DEFINE = "Write `token` or `Mtoken = 1000000 token`."
_DIMENSIONLESS = frozenset({"", "–", "-", "1"})
_DEFINITION = re.compile(
    rf"""(?P<name>{NAME})\s*
      (?:=\s*(?P<factor>[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)?\s*\*?\s*(?P<unit>[^=;]*))?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of named units with whole exponents, e.g. (("USD", 1), ("month", -1))."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        merged = dict(self.powers)
        for name, exponent in other.powers:
            merged[name] = merged.get(name, 0) + exponent
        return Unit(tuple(sorted((name, exponent) for name, exponent in merged.items() if exponent)))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    def __pow__(self, exponent: int) -> Unit:
        return Unit(tuple((name, power * exponent) for name, power in self.powers) if exponent else ())

    def __str__(self) -> str:
        above = [_powered(name, power) for name, power in self.powers if power > 0]
        below = [_powered(name, -power) for name, power in self.powers if power < 0]
        # Money first, then things, as people say it: USD/month, minute/visit.
        above.sort(key=lambda name: (name not in CURRENCIES, name))
        return "/".join(["·".join(above) or "1", *below]) if self.powers else "–"


ONE = Unit()


def _powered(name: str, power: int) -> str:
    return name if power == 1 else f"{name}**{power}"


@dataclass(frozen=True, slots=True)
class Step:
    """One elementary ratio of a conversion: `value` small units make one large unit.

    `power` is +1 where the number is multiplied by it and −1 where it is divided by it.
    """

    small: str
    large: str
    value: float
    power: int

    @property
    def label(self) -> str:
        """E.g. `minute/hour`."""
        return f"{self.small}/{self.large}"


@dataclass(frozen=True, slots=True)
class Conversion:
    """From one unit to another of the same dimension: number in `target` = factor × number in `source`."""

    source: Unit
    target: Unit
    factor: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DeclaredUnit:
    """A unit as a case declares it.  A formula sees number × scale in `unit`: 35 `%` is 0.35."""

    text: str
    unit: Unit
    scale: float = 1.0

    @property
    def percent(self) -> bool:
        """Whether the number is shown as a percentage."""
        return self.scale != 1.0


class Units:
    """The registry of one case.

    Args:
        things: its countable units, `"visit"`, or a multiple of one, `"Mtoken = 1000000 token"`.
        currency: ISO 4217 code of the case's currency.
        rates: dated rates into that currency; without one, two currencies never meet.

    Raises:
        RoiError: a name that is no name, is taken, or a currency that does not exist.
    """

    def __init__(self, things: tuple[str, ...], currency: str, rates: tuple[Rate, ...]) -> None:
        if currency not in CURRENCIES:
            raise RoiError(f"`{currency}` is no ISO 4217 currency", hint=nearest(currency, CURRENCIES))
        # One of a named unit in base units: (factor, product of base units).
        self._bases: dict[str, tuple[Fraction, Unit]] = {}
        self._declared: dict[str, DeclaredUnit] = {}
        self._conversions: dict[tuple[Unit, Unit], Conversion | None] = {}
        for name, factor, of in _STANDARD:
            self._name(name, factor, Unit(((of, 1),)))
        self.names = {*self._bases, "%"}
        for code in CURRENCIES:
            self._name(code, Fraction(1), Unit(((code, 1),)))
        valued: dict[str, float] = {}
        for rate in rates:
            check_rate(rate, currency, valued)
            valued[rate.currency] = rate.value
            self._name(rate.currency, Fraction(repr(float(rate.value))), Unit(((currency, 1),)))
        # A multiple may stand before the thing it counts.
        for thing in sorted(things, key=lambda text: "=" in text):
            self._define(thing)

    def _name(self, name: str, factor: Fraction, of: Unit) -> None:
        """`factor` of the unit `of` are called `name`; a base unit is one of itself."""
        base = of
        if of.powers != ((name, 1),):
            base = self.dimension(of)
            for part, power in of.powers:
                factor *= self._bases[part][0] ** power
        self._bases[name] = (factor, base)

    def _define(self, thing: str) -> None:
        match = _DEFINITION.fullmatch(thing.strip()) if len(thing) <= _LONGEST else None
        if match is None:
            raise RoiError(f"the unit `{thing}` cannot be read", hint=_DEFINE)
        name = match["name"]
        if self._named(name) is not None or name in _TAKEN:
            raise RoiError(f"the unit `{name}` is defined already", hint="Choose another name.")
        factor, of = Fraction(1), Unit(((name, 1),))
        if match["unit"] is not None:
            factor, declared = (
                _bounded((match["factor"] or "1").replace("_", "")),
                self.declared(match["unit"]),
            )
            of = declared.unit
            if not (1 / _LARGEST <= factor <= _LARGEST) or of == ONE or declared.percent:
                raise RoiError(
                    f"the unit `{thing}` is no positive multiple of another unit",
                    hint=_DEFINE,
                )
        self._name(name, factor, of)
        if not (1 / _LARGEST_BASE <= self._bases[name][0] <= _LARGEST_BASE) or any(
            abs(power) > _MOST_POWER for _, power in self._bases[name][1].powers
        ):
            raise RoiError(f"the unit `{thing}` is beyond anything that can be counted", hint=_DEFINE)
        self.names.add(name)

    def _named(self, name: str) -> str | None:
        """The name as it was defined: a plural `s` is allowed."""
        if name in self._bases:
            return name
        return name[:-1] if name.endswith("s") and name[:-1] in self._bases else None

    def declared(self, text: str) -> DeclaredUnit:
        """The unit of a text such as `USD/seat/month`, `%/year` or `–`.

        Raises:
            RoiError: an unknown unit, or a percent anywhere but once on top.
        """
        if text not in self._declared:
            self._declared[text] = read_unit(text, self.names, self._read)
        return self._declared[text]

    def _read(self, text: str) -> DeclaredUnit:
        if text.strip() in _DIMENSIONLESS:
            return DeclaredUnit("–", ONE)
        powers = powers_of(text)
        percents = powers.pop("%", 0)
        if percents not in (0, 1):
            raise RoiError(f"`{text}`: % can only stand once and on top of a unit")
        unit = ONE
        for name, power in powers.items():
            unit *= Unit(((self._known(name, text), power),)) if power else ONE
        return DeclaredUnit(text.strip(), unit, _PERCENT_SCALE if percents else 1.0)

    def _known(self, name: str, text: str) -> str:
        known = self._named(name)
        if known is None:
            raise RoiError(
                f"`{text}`: the unit `{name}` is unknown",
                hint=remedy(
                    nearest(name, self.names), " Currencies by ISO code; other things under `units`."
                ),
            )
        return known

    def dimension(self, unit: Unit) -> Unit:
        """The unit in base units, without its factor: equal for units that convert into each other."""
        result = ONE
        for name, exponent in unit.powers:
            result *= self._bases[name][1] ** exponent
        return result

    def conversion(self, source: Unit, target: Unit) -> Conversion | None:
        """How a number in `source` becomes one in `target`; None where the dimensions differ."""
        pair = source, target
        if pair not in self._conversions:
            self._conversions[pair] = self._conversion(source, target)
        return self._conversions[pair]

    def _conversion(self, source: Unit, target: Unit) -> Conversion | None:
        if self.dimension(source) != self.dimension(target):
            return None
        quotient = source / target
        above = [name for name, power in quotient.powers for _ in range(power)]
        below = [name for name, power in quotient.powers for _ in range(-power)]
        steps: list[Step] = []
        for name in above:
            partner = next((other for other in below if self._bases[other][1] == self._bases[name][1]), None)
            if partner is None:  # a unit defined as a product of others: one step for the whole
                return self._whole(source, target, quotient)
            below.remove(partner)
            steps.append(self._step(name, partner))
        if below:
            return self._whole(source, target, quotient)
        factor = 1.0
        for step in steps:
            factor = factor * step.value if step.power > 0 else factor / step.value
        if not 0 < factor < math.inf:
            raise _beyond(f"{source} in {target}")
        return Conversion(source, target, factor, tuple(s for s in steps if s.value != 1.0))

    def _step(self, source: str, target: str) -> Step:
        ratio = self._bases[source][0] / self._bases[target][0]
        small, large = (target, source) if ratio >= 1 else (source, target)
        value = _number(max(ratio, 1 / ratio), f"{large} in {small}")
        return Step(small, large, value, 1 if ratio >= 1 else -1)

    def _whole(self, source: Unit, target: Unit, quotient: Unit) -> Conversion:
        exact = Fraction(1)
        for name, exponent in quotient.powers:
            exact *= self._bases[name][0] ** exponent
        factor = _number(exact, f"{source} in {target}")
        return Conversion(source, target, factor, (Step(str(target), str(source), factor, 1),))


def _bounded(text: str) -> Fraction:
    """The exact number of a text; 0 where it is too large or small to be worked out."""
    return Fraction(text) if 1e-31 < float(text) < 1e31 else Fraction(0)


def _number(exact: Fraction, what: str) -> float:
    if not Fraction(sys.float_info.min) <= exact <= Fraction(sys.float_info.max):
        raise _beyond(what)
    return float(exact)


def _beyond(what: str) -> RoiError:
    return RoiError(f"the factor of {what} is beyond the numbers of a computer")


@lru_cache(maxsize=32)
def units_of(things: tuple[str, ...], currency: str, rates: tuple[Rate, ...]) -> Units:
    """The registry of a case, made once for the same definitions."""
    return Units(things, currency, rates)
