"""A case in another region: which of its figures the place gives, and which the place multiplies.

An input says by `local` what it follows from place to place.  A region either has a value for that, or a level: the
figures of the case are then multiplied by the level there over the level in the region the case is written for.
Where levels are uncertain, so is the ratio; its spread joins that of the input as if both were lognormal and
independent, on either side of the median: ln(P90/P50)^2 and ln(P50/P10)^2 add up (the variance of a product of
independent lognormals; Aitchison & Brown 1957, theorem 2.2).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce

import numpy as np

from roi.case import Case, Input
from roi.distributions import Distribution
from roi.distributions import parse as parse_distribution
from roi.errors import Place, RoiError, located, nearest, of_setting, remedy
from roi.formula.quantity import quantity
from roi.model.layer import Layer
from roi.model.read import read_input, unit_of
from roi.model.registry import moved_to, registry
from roi.records import dataclass
from roi.region import Region
from roi.sourced import Grade, Override
from roi.units import DeclaredUnit, Units

_DIGITS = 4  # significant, of a figure that is worked out
_TAILS = np.array([0.1, 0.5, 0.9])
_MEDIAN = np.array([0.5])
_FARTHEST = 10  # times the P90 at which a figure without a limit ends
_BEYOND = 2  # spreads of the ratio by which limits make room for it
# From the best known to the least: a figure that is worked out from two is known no better than the worse.
_BEST_FIRST: tuple[Grade, ...] = (
    "measured", "customer", "survey", "vendor", "report", "analyst", "seller", "implied", "judgement"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ratio:
    """A level, or one over another: median, ln(P90/P50) and ln(P50/P10) of what is not known of it, unit."""

    median: float
    up: float
    down: float
    unit: DeclaredUnit

    def over(self, other: Ratio, units: Units, where: Place) -> Ratio:
        """The ratio of the two, a plain number.

        Raises:
            RoiError: they are of two kinds.
        """
        conversion = units.conversion(self.unit.unit, other.unit.unit)
        if conversion is None:
            text = f"the level is in {self.unit.text}, which does not convert to {other.unit.text}"
            raise RoiError(text, where, "A level has the same kind of unit in every region.")
        up, down = math.hypot(self.up, other.down), math.hypot(self.down, other.up)
        factor = conversion.factor * self.unit.scale / other.unit.scale
        return Ratio(self.median / other.median * factor, up, down, units.declared("–"))

    def times(self, other: Ratio) -> Ratio:
        """The product of two ratios that are known apart from each other."""
        up, down = math.hypot(self.up, other.up), math.hypot(self.down, other.down)
        return Ratio(self.median * other.median, up, down, self.unit)

    @property
    def text(self) -> str:
        """`0.62 (0.5 to 0.77)`: the median, and between which values it lies in eight of ten cases."""
        if not (self.up or self.down):
            return _digits(self.median)
        low, high = self.median * math.exp(-self.down), self.median * math.exp(self.up)
        return f"{_digits(self.median)} ({_digits(low)} to {_digits(high)})"


def region_of(case: Case, name: str | None) -> str | None:
    """The region that a name asks for: the case's own where none does, None where the case is of none.

    Raises:
        RoiError: no region of that name, or a case of no region.
    """
    home = case.header.region
    if name is None:
        return home or None
    if not home:
        hint = 'Its `[case]` table says which region it is written for, as in region = "US".'
        raise RoiError(f"{case.id} does not say of which region its figures are", of_setting("region"), hint)
    if name not in case.regions:
        raise RoiError(f"{case.id} has no region `{name}`", of_setting("region"), nearest(name, case.regions))
    return name


def currency_of(case: Case, region: str | None, wanted: str | None = None) -> str:
    """The currency of results: the one that is asked for, else that of the region.

    Raises:
        RoiError: it has no rate.
    """
    if wanted is not None:
        known = [case.header.currency, *case.rates]
        if wanted not in known:
            hint = remedy(nearest(wanted, known), " Another needs a dated rate under [rates].")
            raise RoiError(f"{case.id} has no rate for `{wanted}`", of_setting("currency"), hint)
        return wanted
    place = moved_to(case, region)
    currency = (place.currency if place else "") or case.header.currency
    if currency != case.header.currency and currency not in case.rates:
        where = Place(case.origin, f"[regions.{region}]", "currency")
        missing = f"Add a dated rate under [rates]: what one {currency} is worth in {case.header.currency}."
        raise RoiError(f"there is no rate for {currency}", where, missing)
    return currency


def layer_of(case: Case, place: Region, inputs: Mapping[str, Input]) -> Layer:
    """What the region has in place of inputs: of one by its id, of several by what they follow."""
    followed = {
        name: place.values[key] for name, spec in inputs.items() for key in spec.local if key in place.values
    }
    return Layer("region", Place(case.origin, f"[regions.{place.id}.inputs]"), {**followed, **place.inputs})


def moved(case: Case, place: Region, spec: Input, where: Place) -> Input | None:
    """A figure of the case or of an option as the place has it, with room in its limits; None where it stays.

    Args:
        case: with the region that it is written for.
        place: the region that it is moved to.
        spec: the input with its value.
        where: the place of the input, for messages.

    Raises:
        RoiError: a level that is none, a figure that cannot be multiplied.
    """
    kinds = [kind for kind in spec.local if kind in place.levels]
    if not kinds:
        return None
    units, home = registry(case), case.regions[case.header.region]
    ratio = reduce(Ratio.times, (_ratio(case, kind, place, home, units) for kind in kinds))
    item = read_input(spec, units, case, where)
    with located(where.at_key("value")):
        value = _product(item.distribution, ratio)
    unit = quantity(spec.value).unit
    levels: list[Override] = [region.levels[kind] for kind in kinds for region in (place, home)]
    origin = f"{spec.value} in {home.title} × {ratio.text}, {' × '.join(kinds)} in {place.title}."
    mode = item.distribution.likely != float(item.distribution.quantile(_MEDIAN)[0])
    return replace(
        _with_room(spec, ratio, item.shown(float(item.quantile(_TAILS)[2]))),
        value=f"{value} {unit}" if unit else value,
        likely=item.shown(item.likely) * ratio.median if mode or spec.likely is not None else None,
        grade=max((spec.grade, *(level.grade or "judgement" for level in levels)), key=_BEST_FIRST.index),
        source=tuple(dict.fromkeys((*spec.source, *(name for level in levels for name in level.source)))),
        note=" ".join(dict.fromkeys(part for part in (origin, *(level.note for level in levels)) if part)),
    )


def not_known(place: Region, inputs: Iterable[Input]) -> dict[str, list[str]]:
    """What inputs follow and the region has neither a value nor a level for, with the labels of the inputs."""
    missing: dict[str, list[str]] = {}
    for spec in inputs:
        for kind in spec.local if spec.id not in place.inputs else ():
            if kind not in place.levels and kind not in place.values:
                missing.setdefault(kind, []).append(spec.label)
    return missing


def _ratio(case: Case, kind: str, place: Region, home: Region, units: Units) -> Ratio:
    """The level of a kind in the place over that at home."""
    at_home, there = (Place(case.origin, f"[regions.{each.id}.levels]", kind) for each in (home, place))
    if kind not in home.levels:
        text = f"{home.title} has no level of `{kind}` to compare with"
        raise RoiError(text, at_home, nearest(kind, home.levels))
    return _level(place.levels[kind], units, there).over(
        _level(home.levels[kind], units, at_home), units, there
    )


def _level(level: Override, units: Units, where: Place) -> Ratio:
    """A level with its unit, which stands behind its value: `33.5 EUR/hour`."""
    with located(where):
        stated = quantity(level.value)
        law, declared = parse_distribution(stated.value), unit_of(stated, units, units.declared("–"))
    low, middle, high = (float(value) for value in law.quantile(_TAILS))
    if low <= 0:
        raise RoiError(
            "a level must lie above 0", where, "Figures are multiplied by the ratio of two levels."
        )
    return Ratio(middle, math.log(high / middle), math.log(middle / low), declared)


def _product(law: Distribution, ratio: Ratio) -> str:
    """A law times a ratio, as a text of the language.

    Raises:
        RoiError: the law is not of a figure above 0.
    """
    certain = not (ratio.up or ratio.down)
    ends = tuple(ratio.median * float(value) for value in law.quantile(_TAILS))
    if certain and law.constant:
        return _digits(ends[1])
    if not certain:
        low, middle, high = ends
        if low <= 0:
            hint = "Give the region a value of its own for it, or take `local` out."
            raise RoiError("a figure that may be 0 or less has no spread in per cent to add to", hint=hint)
        down, up = (
            math.hypot(math.log(middle / low), ratio.down),
            math.hypot(math.log(high / middle), ratio.up),
        )
        ends = (middle * math.exp(-down), middle, middle * math.exp(up))
    return f"range({', '.join(_digits(value) for value in ends)})"


def _with_room(spec: Input, ratio: Ratio, high: float) -> Input:
    """The input with limits that leave room for what it is multiplied by; they are never closer than before.

    What is multiplied by something uncertain is above 0, and where the case sets no limit it ends at ten times the
    P90 of the place: a curve through three values that never ended could have no mean.

    Args:
        high: its P90 in the case, in the declared unit.
    """
    lower = min(1.0, ratio.median) * math.exp(-_BEYOND * ratio.down)
    upper = max(1.0, ratio.median) * math.exp(_BEYOND * ratio.up)
    ends = (
        (0.0, _FARTHEST * high * ratio.median * math.exp(ratio.up))
        if ratio.up or ratio.down
        else (None, None)
    )
    return replace(
        spec,
        min=ends[0] if spec.min is None else spec.min * (lower if spec.min > 0 else upper),
        max=ends[1] if spec.max is None else spec.max * (upper if spec.max > 0 else lower),
    )


def _digits(value: float) -> str:
    return f"{float(f'{value:.{_DIGITS}g}'):,.10g}".replace(",", "_")
