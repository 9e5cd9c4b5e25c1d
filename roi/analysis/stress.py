"""A case under stress: some inputs fixed, shifted, scaled or widened, on the same draws as before."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from roi.analysis.compare import Candidate
from roi.arrays import Array
from roi.case import Override
from roi.distributions import Distribution, Family
from roi.distributions.compound import cut_tails
from roi.distributions.family import Arguments
from roi.distributions.law import Law, Tail
from roi.distributions.parse import parse as parse_distribution
from roi.errors import Place, RoiError, nearest, of_setting
from roi.model import Layer, Model, ModelInput, resolve
from roi.model.layer import held
from roi.model.read import plain_number
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.gate import gate_input
from roi.sim.reach import matters

Change = Literal["=", "+=", "*=", "~"]
WHERE = of_setting("stress")
_FORM = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)\s*(?P<change>\+=|\*=|~|=)\s*(?P<value>.+?)\s*", re.DOTALL)
_HINT = "As in price=30, price+=5, price*=1.2 or price~2 (twice as uncertain)."


@dataclass(frozen=True, slots=True)
class Stress:
    """One change: `=` another value, `+=` moved by, `*=` multiplied by, `~` spread around its median by."""

    input: str
    change: Change
    value: str

    def __str__(self) -> str:
        return f"{self.input}{self.change}{self.value}"


@dataclass(frozen=True, slots=True)
class MovedLaw(Law):
    """centre + factor (x − centre) + shift of another law, never outside [low, high]; factor > 0.

    Every quantile moves with its uniform, so that the same draws are used.
    """

    law: Law
    centre: float
    factor: float
    shift: float
    low: float
    high: float

    def quantile(self, u: Array) -> Array:
        """The quantile of the other law, moved."""
        return self._forth(self.law.quantile(u))

    def cdf(self, x: Array) -> Array:
        """P(X <= x); everything lies below the upper limit."""
        return np.where(x >= self.high, 1.0, np.where(x < self.low, 0.0, self.law.cdf(self._back(x))))

    def below(self, x: Array) -> Array:
        """P(X < x); a limit that cuts has a probability of its own."""
        return np.where(x > self.high, 1.0, np.where(x <= self.low, 0.0, self.law.below(self._back(x))))

    @property
    def support(self) -> tuple[float, float]:
        """The other law's, moved."""
        low, high = self._forth(np.array(self.law.support))
        return float(low), float(high)

    @property
    def atoms(self) -> Array:
        """The other law's, moved, and the limits that cut."""
        inner = self._move(np.array(self.law.support))
        ends = [self.low] if inner[0] < self.low else []
        ends += [self.high] if inner[1] > self.high else []
        return np.unique(np.concatenate([self._forth(self.law.atoms), ends]))

    @property
    def moments(self) -> float:
        """The other law's, unless limits cut both ends."""
        return self.law.moments if np.isinf(self.support).any() else math.inf

    @property
    def tails(self) -> tuple[Tail, Tail]:
        """The other law's on another scale, where no limit cuts."""
        low, high = (
            replace(tail, rate=tail.rate / self.factor**tail.index) if tail.rate else tail
            for tail in cut_tails(self.law, self.support)
        )
        return low, high

    @property
    def slow(self) -> bool:
        """As the other law: a table would only pay where it pays there."""
        return self.law.slow

    def _move(self, x: Array) -> Array:
        return np.asarray(self.centre + self.factor * (x - self.centre) + self.shift)

    def _forth(self, x: Array) -> Array:
        return np.clip(self._move(x), self.low, self.high)

    def _back(self, x: Array) -> Array:
        return np.asarray(self.centre + (x - self.shift - self.centre) / self.factor)


def _unused(_arguments: Arguments) -> Law:
    raise NotImplementedError("a moved law is made from another, never typed")


def _given_likely(arguments: Arguments, _law: Law) -> float:
    return arguments["likely"]


def _said(arguments: Arguments, _texts: object) -> str:
    return next(value for name, value in arguments.given if name == "said" and isinstance(value, str))


_FAMILY = Family(
    name="stressed", parameters=(), law=_unused, likely=_given_likely, words=_said, example="", called=False
)


def parse_stress(text: str) -> Stress:
    """`"price*=1.2"` → a `Stress`.

    Raises:
        RoiError: a text of another form.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise RoiError(f"`{text[:80]}` is no change of an input", WHERE, _HINT)
    return Stress(match["name"], match["change"], match["value"])  # type: ignore[arg-type]


def stressed(model: Model, stresses: Sequence[Stress]) -> Model:
    """The same model with these changes; every other input and every draw is as it was.

    A stress is a world that is set, not learnt: nothing moves with it.  A shift is in numbers of the input's unit,
    percentage points on a `%` input (`5` or `5%`).  What would leave the physical limits of the input stays at
    the limit.

    Raises:
        RoiError: an unknown input, one stressed twice, a value that cannot be read, a constant widened.
    """
    names = [stress.input for stress in stresses]
    for name in names:
        if names.count(name) > 1:
            raise RoiError(f"`{name}` is stressed twice", WHERE, "Say it in one change.")
        known = [item.id for item in model.inputs]
        if name not in known:
            raise RoiError(f"there is no input `{name}`", WHERE, nearest(name, known))
    before = model
    fixed = {stress.input: Override(stress.value, "seller") for stress in stresses if stress.change == "="}
    if fixed:
        model = resolve(
            model.case,
            option=model.option,
            preset=model.preset,
            layers=[*held(model.layers), Layer("set", WHERE, fixed, "seller", learn=False)],
            horizon=model.horizon,
            currency=model.currency,
            region=model.region,
        )
        model = _same_gate(model, before, names)
    moves = {stress.input: stress for stress in stresses if stress.change != "="}
    inputs = (_moved(item, moves[item.id]) if item.id in moves else item for item in model.inputs)
    return replace(model, inputs=tuple(inputs))


def twins(candidates: Sequence[Candidate], stresses: Sequence[Stress]) -> tuple[Candidate, ...]:
    """Each candidate under those of the stresses that it has an input for.

    Raises:
        RoiError: an input that no candidate has, and whatever `stressed` raises.
    """
    has = {each.name: {item.id for item in each.model.inputs} for each in candidates}
    known = set().union(*has.values())
    for change in stresses:
        if change.input not in known:
            raise RoiError(f"there is no input `{change.input}`", WHERE, nearest(change.input, known))
    under_stress = []
    for candidate in candidates:
        changes = [change for change in stresses if change.input in has[candidate.name]]
        under_stress.append(
            replace(candidate, model=stressed(candidate.model, changes)) if changes else candidate
        )
    return tuple(under_stress)


def _same_gate(model: Model, before: Model, stressed: Sequence[str]) -> Model:
    """Whoever decides at a gate does not know of the stress: it stands where it stood."""
    gate = gate_input(before)
    if gate is None or gate.id in stressed:
        return model
    return replace(model, inputs=tuple(gate if item.id == gate.id else item for item in model.inputs))


def unstressed(model: Model, stresses: Sequence[Stress], cut: Cut) -> tuple[str, ...]:
    """The stressed inputs that a model has not got, or that no counted flow of it reads: no stress there."""
    known = {item.id for item in model.inputs}
    names = (change.input for change in stresses)
    return tuple(name for name in names if name not in known or not matters(model, name, cut))


def _moved(item: ModelInput, stress: Stress) -> ModelInput:
    """The input with its distribution moved, and the likely value with it."""
    number = _number(item, stress)
    distribution, text = item.distribution, f"{item.spec.value} {stress.change} {stress.value}"
    low, high = _limits(item)
    factor = number if stress.change in ("*=", "~") else 1.0
    shift = number if stress.change == "+=" else 0.0
    centre = float(distribution.quantile(0.5)) if stress.change == "~" else 0.0
    likely = item.likely / item.to_formula
    moved = MovedLaw(distribution.law, centre, factor, shift, low, high)
    value = float(moved._forth(np.array(likely)))
    spec = replace(item.spec, value=text, likely=None, grade="seller", source=(), note="Stressed.")
    if distribution.constant:
        if stress.change == "~":
            hint = f"Give it a distribution: {stress.input}=range(…)."
            raise RoiError(f"`{stress.input}` is a number without uncertainty", _place(stress), hint)
        typed = f"{value!r}%" if item.typed.percent else repr(value)
        plain = parse_distribution(typed, percent=item.typed.percent)
        return replace(item, spec=spec, distribution=plain, layer="set")
    arguments = Arguments("stressed", (("likely", value), ("said", text)), item.typed.percent)
    return replace(item, spec=spec, distribution=Distribution(_FAMILY, arguments, text, moved), layer="set")


def _number(item: ModelInput, stress: Stress) -> float:
    """The number of a change: of a shift in numbers of the typed unit, else a factor above 0."""
    try:
        number, percent = plain_number(stress.value)
    except ValueError:
        raise RoiError(f"`{stress.value[:40]}` is not a number", _place(stress), _HINT) from None
    if not math.isfinite(number):
        raise RoiError(f"`{stress.value[:40]}` is not finite", _place(stress), _HINT)
    if stress.change == "+=":
        if percent and not item.typed.percent:
            hint = f"Multiply instead: {stress.input}*={1 + number / 100:g}."
            raise RoiError(f"{stress.value} of what? It is no % input", _place(stress), hint)
        return number * item.unit.scale / item.to_formula
    number = number / 100 if percent else number
    if number <= 0:
        raise RoiError(f"the factor is {number:g}; it must be above 0", _place(stress), _HINT)
    return number


def _place(stress: Stress) -> Place:
    return of_setting("stress", stress.input)


def _limits(item: ModelInput) -> tuple[float, float]:
    """The physical limits in numbers of the typed unit; a share from 0 to 100 % stays one."""
    scale = item.to_formula / item.unit.scale
    low = -math.inf if item.spec.min is None else item.spec.min / scale
    high = math.inf if item.spec.max is None else item.spec.max / scale
    if item.typed.percent and item.distribution.support == (0.0, 100.0):
        low, high = max(low, 0.0), min(high, 100.0)
    return low, high
