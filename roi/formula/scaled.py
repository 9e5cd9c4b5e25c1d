"""Values by month and draw that are a number of each draw times a curve which several lines have.

Most lines of a case are such products: what a seat is worth, times adoption by month.  A curve is worked out once,
and so is whatever is linear in it, such as its present value: the lines differ in a number of each draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from roi.arrays import Array
from roi.records import dataclass

Says = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, eq=False)
class CurveFactor:
    """One factor of a curve.

    Attributes:
        name: what it says; values: (H + 1, n) or (H + 1, 1).
        draw: whether it is declared to depend on the draw.
        divides: whether it stands below the line.
    """

    name: str
    values: Array
    draw: bool
    divides: bool = False

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """Its least and its largest value over the months, (n,) or (1,) each."""
        return self.values.min(axis=0), self.values.max(axis=0)

    @cached_property
    def most(self) -> float:
        """No value is further from 0; nan where one is undefined."""
        return furthest(self.values)


class Curve:
    """A product of factors by month; it, and what is made of it, is worked out when it is first read.

    Attributes:
        factors: in the order in which they are multiplied.
        says: what each factor says, and whether it divides: of one block of draws, curves that say the same are
            equal.
    """

    def __init__(self, factors: Sequence[CurveFactor], says: Says) -> None:
        self.factors, self.says = tuple(factors), says
        self._made: dict[Hashable, tuple[object, Array]] = {}

    @cached_property
    def values(self) -> Array:
        """By month, (H + 1, n) or (H + 1, 1)."""
        with np.errstate(all="ignore"):  # a month that is never paid may divide by 0
            return multiplied([(each.values, each.divides) for each in self.factors])

    @property
    def most(self) -> float:
        """No value is further from 0; nan or inf where the factors alone do not tell."""
        if any(each.divides for each in self.factors):
            return math.inf
        return math.prod(each.most for each in self.factors)

    def kept(self, key: Hashable, of: object, make: Callable[[], Array]) -> Array:
        """What `make` makes of the curve and `of` something: once for each key as long as that stays the same."""
        known = self._made.get(key)
        if known is None or known[0] is not of:
            known = self._made[key] = of, make()
        return known[1]

    def forget(self) -> None:
        """Keep what is made of a product, and not its values."""
        if len(self.factors) > 1:
            self.__dict__.pop("values", None)

    def is_made_of(self, factors: Sequence[CurveFactor]) -> bool:
        """Whether factors that say the same have the very same values."""
        return all(mine.values is other.values for mine, other in zip(self.factors, factors, strict=True))


class Curves:
    """The factors and curves of one block of draws by name.

    Args:
        before: of the same draws with other values of some inputs: what did not change is taken from it.
        settled: whether a least or a largest value may be settled by the ends of curves.  It then takes no pass
            over the months, but the last digit of a draw may depend on the other draws of its block.
    """

    def __init__(self, before: Curves | None = None, *, settled: bool = False) -> None:
        self.settled: bool = settled or (before is not None and before.settled)
        self._before = before
        self.factors: dict[tuple[str, bool], CurveFactor] = {}
        self.curves: dict[Says, Curve] = {}

    def factor(self, name: str, values: Array, *, draw: bool, divides: bool) -> CurveFactor:
        """A factor of that name and value."""
        key = (name, divides)
        each: Curves | None = self
        while each is not None:
            known = each.factors.get(key)
            if known is not None and known.values is values:
                return known
            each = each._before
        factor = self.factors[key] = CurveFactor(name, values, draw, divides)
        return factor

    def product(self, factors: Sequence[CurveFactor]) -> Curve:
        """The curve of some factors, in whatever order they come."""
        # By the declared shape, never by the array's size: the order must not depend on the block of draws.
        ordered = sorted(factors, key=lambda each: (each.draw, each.name, each.divides))
        says = tuple([(factor.name, factor.divides) for factor in ordered])
        each: Curves | None = self
        while each is not None:
            known = each.curves.get(says)
            if known is not None and known.is_made_of(ordered):
                return known
            each = each._before
        curve = self.curves[says] = Curve(ordered, says)
        return curve

    def trimmed(self, values: Iterable[Value]) -> Curves:
        """Those that are made of these values alone, with what is made of them, but without their own values."""
        kept = {id(each.values) for value in values for each in factors_of(value)}
        kept |= {id(value) for value in values}
        result = Curves(settled=self.settled)
        result.factors = {key: each for key, each in self.factors.items() if id(each.values) in kept}
        result.curves = {
            says: curve
            for says, curve in self.curves.items()
            if all(id(each.values) in kept for each in curve.factors)
        }
        for curve in result.curves.values():
            curve.forget()
        return result


@dataclass(frozen=True)
class Scaled:
    """`scale` × `curve`; `scale`: () or (n,)."""

    scale: Array
    curve: Curve

    @cached_property
    def full(self) -> Array:
        """By month and draw, (H + 1, n) or (H + 1, 1)."""
        with np.errstate(all="ignore"):
            return np.asarray(self.scale * self.curve.values)


Value = Array | Scaled


def full(value: Value) -> Array:
    """The value as an array."""
    return value.full if isinstance(value, Scaled) else value


def as_made(value: Value) -> Value:
    """The value without the array that was made of a scaled one since."""
    return Scaled(value.scale, value.curve) if isinstance(value, Scaled) else value


class Full(Mapping[str, Array]):
    """Values as arrays by name, those that are scaled multiplied out when they are first read."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values_as_they_are = values

    def __getitem__(self, name: str) -> Array:
        return full(self.values_as_they_are[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_as_they_are)

    def __len__(self) -> int:
        return len(self.values_as_they_are)


def surely_at_most(first: Value, second: Value) -> bool:
    """Whether the first is nowhere above the second, as their scales and the ends of their curves tell.

    Factors that both have are left out, and so is what stays of them in both, so that little is lost by it.
    """
    mine, others = factors_of(first), factors_of(second)
    common = [each for each in mine if any(each is other for other in others)]
    if any(each.divides for each in (*mine, *others)) or not all(
        (each.ends[0] >= 0).all() for each in common
    ):
        return False
    low_and_high = [
        _ends(value, [each for each in factors if each not in common])
        for value, factors in ((first, mine), (second, others))
    ]
    return bool(np.all(low_and_high[0][1] <= low_and_high[1][0]))


def factors_of(value: Value) -> tuple[CurveFactor, ...]:
    """Of the curve of a value; none of what is not scaled."""
    return value.curve.factors if isinstance(value, Scaled) else ()


def _ends(value: Value, factors: Iterable[CurveFactor]) -> tuple[Array, Array]:
    """The least and the largest value over the months of a scale times some factors, of each draw."""
    low = high = np.asarray(value.scale if isinstance(value, Scaled) else value)
    for factor in factors:
        corners = np.broadcast_arrays(*(end * other for end in (low, high) for other in factor.ends))
        low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
    return low, high


def multiplied(factors: Sequence[tuple[Array, bool]]) -> Array:
    """The product of values, () to (H + 1, n) each, divided by those with a True; of one value itself."""
    (result, divides), *others = factors
    result = np.divide(1.0, result) if divides else result
    mine = divides
    for value, below in others:
        operation = np.divide if below else np.multiply
        result = operation(result, value, out=result if mine and holds(result, value) else None)
        mine = True
    return result


def furthest(values: Array) -> float:
    """The largest distance from 0; nan where a value is."""
    return float(np.maximum(values.max(), -values.min()))


def holds(made: Array, other: Array) -> bool:
    """Whether what a step before made, which is nobody else's, has the size of the result with another already.

    Of months alone it may be whole numbers, which hold no others.
    """
    if np.ndim(made) == 0 or made.dtype != np.float64:
        return False
    shape, beside = made.shape, np.shape(other)
    return shape == beside or shape == np.broadcast_shapes(shape, beside)
