"""Places of answers in their evidence, and laws moved along the scale of normal scores."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.distributions import Distribution
from roi.distributions.law import Law, Tail, inside
from roi.records import dataclass

FAR = 0.001
"""An answer outside P0.1 to P99.9 of the evidence tells no more than one at that end."""

_FARTHEST = float(-ndtri(FAR))
_STEPS = 1_601
_REACH = 8.0  # normal scores between which curves are tabulated
_SAME = 1e-9  # relative: a value that is that near to one with a probability of its own is that one


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """How normal scores of an input after the answers, with mean 0 and sd 1, stand to those before.

    before = mean + sd × after; where an answer is a range and the law no longer normal, a curve through the
    `knots`, pairs (before, after), beyond which it goes on in that slope.
    """

    mean: float
    sd: float
    knots: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())

    @property
    def numbers(self) -> tuple[float, ...]:
        """All that it is made of."""
        return (self.mean, self.sd, *self.knots[0], *self.knots[1])

    def after(self, before: Array) -> Array:
        """Scores that are standard normal after the answers."""
        if not self.knots[0]:
            return np.asarray((before - self.mean) / self.sd)
        return _along(before, *self.knots, 1 / self.sd)

    def before(self, after: Array) -> Array:
        """The inverse of `after`."""
        if not self.knots[0]:
            return np.asarray(self.mean + self.sd * after)
        return _along(after, self.knots[1], self.knots[0], self.sd)


def _along(x: Array, xs: tuple[float, ...], ys: tuple[float, ...], slope: float) -> Array:
    inside = np.interp(x, xs, ys)
    return np.asarray(
        np.where(
            x < xs[0],
            ys[0] + slope * (x - xs[0]),
            np.where(x > xs[-1], ys[-1] + slope * (x - xs[-1]), inside),
        )
    )


def mixed(means: Array, sd: float) -> ScoreChange:
    """The score of an input with law N(mean, sd²), the mean itself drawn as the answers are."""
    center, spread = float(means.mean()), float(means.std())
    if spread < 1e-12 * sd:
        return ScoreChange(float(means[0]), sd)
    before = np.linspace(float(means.min()) - 7 * sd, float(means.max()) + 7 * sd, _STEPS)
    share = np.zeros_like(before)
    for mean in means:
        share += ndtr((before - mean) / sd)
    after = ndtri(share / len(means))
    kept = np.abs(after) < 7
    rising = [k for k, (a, b) in enumerate(pairwise(after[kept])) if b > a]
    xs, ys = (values[kept][rising] for values in (before, after))
    return ScoreChange(center, sd, (tuple(xs.tolist()), tuple(ys.tolist())))


@dataclass(frozen=True, slots=True)
class Conditioned(Law):
    """Another law after its normal scores were moved: quantile Q(Φ(score))."""

    law: Law
    score: ScoreChange

    def quantile(self, u: Array) -> Array:
        """The other law's quantile at the score before."""
        before = ndtr(self.score.before(ndtri(np.asarray(u))))
        return self.law.quantile(inside(before))

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.asarray(ndtr(self.score.after(ndtri(self.law.cdf(x)))))

    def below(self, x: Array) -> Array:
        """P(X < x)."""
        return np.asarray(ndtr(self.score.after(ndtri(self.law.below(x)))))

    @property
    def support(self) -> tuple[float, float]:
        """The other law's."""
        return self.law.support

    @property
    def atoms(self) -> Array:
        """The other law's."""
        return self.law.atoms

    @property
    def moments(self) -> float:
        """A tail of exponent α on a scale of scores that has shrunk by sd: P(X > x) falls with α / sd²."""
        return self.law.moments / self.score.sd**2

    @property
    def tails(self) -> tuple[Tail, Tail]:
        """As of moments: on a scale of scores that has shrunk by sd, the logarithm of a chance grows by 1 / sd²."""
        low, high = (replace(tail, rate=tail.rate / self.score.sd**2) for tail in self.law.tails)
        return low, high

    @property
    def slow(self) -> bool:
        """Two normal integrals a draw: a table pays."""
        return True


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """Where in its evidence an answer lies, as a normal score: one number, or one for each draw of it.

    Attributes:
        star: the score, where answer and evidence are a number and a continuous law.
        curve: pairs of knots (score of the draw, score in the evidence), where both are continuous.
        answer, evidence: for whatever has values with a probability of their own.
        factor: a number of the answer × this is one of the evidence.
        beyond: share of the answer that lies outside P0.1 to P99.9 of the evidence.
    """

    star: float | None
    curve: tuple[tuple[float, ...], tuple[float, ...]]
    answer: Law
    evidence: Law
    factor: float
    beyond: float

    def score(self, drawn: Array) -> Array:
        """Scores in the evidence of draws of the answer, whose own normal scores are `drawn`, same shape."""
        if self.star is not None:
            return np.full_like(drawn, self.star)
        if self.curve[0]:
            return _bounded(np.interp(drawn, *self.curve))
        return _bounded(_scores(self.answer, self.evidence, self.factor, drawn))


def score_of_answer(answer: Distribution, evidence: Distribution, factor: float) -> AnswerScore:
    """The place of an answer in its evidence; a number of the answer × `factor` is one of the evidence."""
    a, e = answer.law, evidence.law
    grid = np.linspace(-_REACH, _REACH, _STEPS)
    whole = _scores(a, e, factor, ndtri((np.arange(1_000) + 0.5) / 1_000))
    beyond = float(np.mean(np.abs(whole) > _FARTHEST))
    if e.atoms.size or (a.atoms.size and not answer.constant):
        return AnswerScore(None, ((), ()), a, e, factor, beyond)
    if answer.constant:
        return AnswerScore(float(_bounded(whole)[0]), ((), ()), a, e, factor, beyond)
    curve = (tuple(grid.tolist()), tuple(_scores(a, e, factor, grid).tolist()))
    return AnswerScore(None, curve, a, e, factor, beyond)


def score_of_value(evidence: Law, value: float | Array, luck: Array) -> Array:
    """The score of a number in its evidence; within a value of its own probability, at `luck` inside (0, 1)."""
    if np.ndim(value) or evidence.atoms.size:
        low, high = _places(evidence, np.asarray(value, dtype=np.float64))
    else:
        low = high = _place(evidence, float(value))
    place = np.where(high > low, low + luck * (high - low), high)
    return _bounded(ndtri(inside(place)))


@lru_cache(maxsize=1_024)
def _place(evidence: Law, value: float) -> Array:
    """The probability of at most a number, without jumps; kept, as several searches try the same."""
    return evidence.cdf(np.asarray(value))


def _places(evidence: Law, values: Array) -> tuple[Array, Array]:
    """Probabilities below values, and of at most them; the same where the evidence has no jumps."""
    x = _snapped(values, evidence.atoms)
    high = evidence.cdf(x)
    return evidence.below(x) if evidence.atoms.size else high, high


def _scores(answer: Law, evidence: Law, factor: float, drawn: Array) -> Array:
    """Φ⁻¹ of the place in the evidence; within a value of its own probability, at the draw's own luck."""
    u = inside(ndtr(drawn))
    values = answer.quantile(u)
    x = _snapped(values * factor, evidence.atoms)
    low, high = evidence.below(x), evidence.cdf(x)
    first, last = answer.below(values), answer.cdf(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.where(last > first, np.clip((u - first) / (last - first), 0.0, 1.0), u)
    place = np.where(high > low, low + within * (high - low), high)
    return np.asarray(ndtri(inside(place)))


def _bounded(score: Array) -> Array:
    return np.clip(score, -_FARTHEST, _FARTHEST)


def _snapped(x: Array, atoms: Array) -> Array:
    """Values that a conversion of units has left beside those with a probability of their own, on them."""
    if not atoms.size:
        return x
    place = np.clip(np.searchsorted(atoms, x), 1, max(1, atoms.size - 1))
    lower, upper = atoms[place - 1], atoms[np.minimum(place, atoms.size - 1)]
    nearest = np.where(np.abs(x - lower) <= np.abs(upper - x), lower, upper)
    return np.where(np.abs(x - nearest) <= _SAME * np.maximum(np.abs(nearest), 1e-300), nearest, x)
