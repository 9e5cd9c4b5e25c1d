"""Laws made of other laws: a mixture of several, and one cut to an interval.

Both are inverted through probabilities, which near 1 are 1e-16 apart.  As long as 1e-9 of the whole
law lies above, a normal tail keeps 1e-7 of the range from P0.1 to P99.9; at 1e-12, about 1e-5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

import numpy as np

from roi.arrays import Array
from roi.distributions.discrete import Atoms, stepped
from roi.distributions.law import ENDED, LARGEST_U, Law, Tail, increasing_root
from roi.records import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Mixture(Law):
    """One of several laws, chosen with the given probabilities (they sum to 1)."""

    probabilities: tuple[float, ...]
    parts: tuple[Law, ...]
    # the atoms of all parts, with the probability below each and up to each
    _atoms: Array = field(init=False, repr=False)
    _below: Array = field(init=False, repr=False)
    _up_to: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        atoms = np.unique(np.concatenate([part.atoms for part in self.parts]))
        object.__setattr__(self, "_atoms", atoms)
        object.__setattr__(self, "_below", self.below(atoms))
        object.__setattr__(self, "_up_to", self.cdf(atoms))

    def quantile(self, u: Array) -> Array:
        """The exact inverse of `cdf`: on an atom where u falls on one, by root finding elsewhere."""
        low = high = self.parts[0].quantile(u)
        for part in self.parts[1:]:
            x = part.quantile(u)
            low, high = np.minimum(low, x), np.maximum(high, x)
        if not self._atoms.size:
            return increasing_root(self._excess, u, low, high)
        # The first atom with P(X <= atom) >= u either holds u, or bounds its x from above.
        index = np.searchsorted(self._up_to, u, side="left")
        inside = np.minimum(index, self._atoms.size - 1)
        on_atom = (index < self._atoms.size) & (self._below[inside] < u)
        fenced = np.concatenate(([-np.inf], self._atoms, [np.inf]))
        low, high = np.maximum(low, fenced[index]), np.minimum(high, fenced[index + 1])
        between = increasing_root(self._excess, u, low, np.maximum(low, high))
        return np.where(on_atom, self._atoms[inside], between)

    def _excess(self, x: Array, u: Array) -> Array:
        return self.cdf(x) - u

    def cdf(self, x: Array) -> Array:
        return self._weigh(part.cdf(x) for part in self.parts)

    def below(self, x: Array) -> Array:
        return self._weigh(part.below(x) for part in self.parts)

    @property
    def moments(self) -> float:
        return min(part.moments for part in self.parts)

    @property
    def tails(self) -> tuple[Tail, Tail]:
        low, high = (min(each) for each in zip(*(part.tails for part in self.parts), strict=True))
        return low, high

    def _weigh(self, each: Iterable[Array]) -> Array:
        total: Array | float = 0.0
        for probability, values in zip(self.probabilities, each, strict=True):
            total = total + probability * values
        return np.minimum(total, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return min(part.support[0] for part in self.parts), max(part.support[1] for part in self.parts)

    @property
    def atoms(self) -> Array:
        return self._atoms

    @property
    def slow(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, eq=False)
class Truncated(Law):
    """A law given that its value lies in [low, high], both ends included."""

    whole: Law
    low: float
    high: float
    _before: float = field(init=False, repr=False)
    _mass: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        before = float(self.whole.below(np.array([self.low]))[0])
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_mass", float(self.whole.cdf(np.array([self.high]))[0]) - before)

    def quantile(self, u: Array) -> Array:
        rescaled = np.minimum(self._before + u * self._mass, LARGEST_U)
        return np.clip(self.whole.quantile(rescaled), self.low, self.high)

    def cdf(self, x: Array) -> Array:
        share = (self.whole.cdf(np.minimum(x, self.high)) - self._before) / self._mass
        return np.where(x < self.low, 0.0, np.clip(share, 0.0, 1.0))

    def below(self, x: Array) -> Array:
        share = (self.whole.below(np.asarray(x)) - self._before) / self._mass
        return np.where(x > self.high, 1.0, np.clip(share, 0.0, 1.0))

    @property
    def support(self) -> tuple[float, float]:
        low, high = self.whole.support
        return max(low, self.low), min(high, self.high)

    @property
    def atoms(self) -> Array:
        atoms = self.whole.atoms
        return atoms[(atoms >= self.low) & (atoms <= self.high)]

    @property
    def tails(self) -> tuple[Tail, Tail]:
        return cut_tails(self.whole, self.support)

    @property
    def moments(self) -> float:
        return self.whole.moments if np.isinf(self.support).any() else np.inf

    @property
    def slow(self) -> bool:
        return self.whole.slow


def cut_tails(whole: Law, support: tuple[float, float]) -> tuple[Tail, Tail]:
    """The tails of a law of which what lies outside an interval is cut off."""
    low, high = (tail if np.isinf(end) else ENDED for tail, end in zip(whole.tails, support, strict=True))
    return low, high


def mixture(weights: Sequence[float], parts: Sequence[Law]) -> Law:
    """The mixture by weights that need not sum to 1; of atoms alone it is one set of atoms.

    A mixture among the parts stands for its own parts: one root is looked for, not one inside another.
    """
    total = sum(weights)
    each = [(weight / total, part) for weight, part in zip(weights, parts, strict=True)]
    flat = [
        (share * inner, law)
        for share, part in each
        for inner, law in (
            zip(part.probabilities, part.parts, strict=True) if isinstance(part, Mixture) else [(1.0, part)]
        )
    ]
    mixed = Mixture(tuple(share for share, _ in flat), tuple(part for _, part in flat))
    if all(isinstance(part, Atoms) for part in parts):
        up_to = mixed.cdf(mixed.atoms)
        return stepped(mixed.atoms, up_to / up_to[-1])
    return mixed


def mass_between(law: Law, low: float, high: float) -> float:
    """P(low <= X <= high)."""
    return float(law.cdf(np.array([high]))[0] - law.below(np.array([low]))[0])


def truncated(law: Law, low: float, high: float) -> Law:
    """The law cut to [low, high]; `mass_between` must be positive."""
    cut = Truncated(law, low, high)
    if isinstance(law, Atoms):
        return stepped(cut.atoms, cut.cdf(cut.atoms))
    return cut
