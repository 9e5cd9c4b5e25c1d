"""The metalog of Keelin (2016), "The Metalog Distributions", Decision Analysis 13(4), 243-277.

Its quantile function is a sum of terms in y - 1/2 and in logit(y), fitted here exactly: as many
terms as quantiles.  With bounds the sum is the logarithm of the distance to the one bound, or the
logit of the place between both (his log and logit metalogs).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import special

from roi.arrays import Array
from roi.distributions.law import ENDED, HEAVY, Law, Tail, increasing_root
from roi.records import dataclass

# A metalog of three terms is feasible exactly while |a3| < FEASIBLE x a2 (Keelin prints 1.66711).
# Its density is positive where 1 + (a3/a2) g > 0 with g(t) = tanh(t/2)/2 + t / (4 cosh^2(t/2)) and
# t = logit(y).  g is odd and largest where x tanh(x) = 1 with x = t/2, and there g = x/2.
FEASIBLE = 2 / 1.1996786402577338

_LOGIT_REACH = 40.0  # logit(1 - 2^-53) is 36.7: no double inside (0, 1) lies further out


@dataclass(frozen=True, slots=True)
class Metalog(Law):
    """Coefficients a1, a2 ... of the terms in Keelin's order, and the bounds (may be infinite)."""

    coefficients: tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf

    def quantile(self, u: Array) -> Array:
        logit: Array = special.logit(u)
        return _from_line(_sum_of_terms(self.coefficients, u - 0.5, logit), self.low, self.high)

    def cdf(self, x: Array) -> Array:
        x = np.asarray(x, dtype=float)
        with np.errstate(divide="ignore"):
            target = to_line(np.clip(x, self.low, self.high), self.low, self.high)

        def excess(t: Array, target: Array) -> Array:
            return _sum_of_terms(self.coefficients, np.tanh(t / 2) / 2, t) - target

        reach = np.full_like(x, _LOGIT_REACH)
        y: Array = special.expit(increasing_root(excess, target, -reach, reach))
        return np.where(x <= self.low, 0.0, np.where(x >= self.high, 1.0, y))

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def tail_index(self) -> tuple[float, float]:
        """Growth of the sum of terms per unit of logit at y -> 0 and at y -> 1.

        Toward a side without a bound a log metalog behaves as (1 - y) ** -index, a Pareto tail:
        its variance is infinite from index 0.5 on.
        """
        _, slopes = _split(self.coefficients)
        return _polynomial_at(slopes, -0.5), _polynomial_at(slopes, 0.5)

    @property
    def moments(self) -> float:
        """One over the tail index toward a side without a bound, where the other side has one; else all."""
        if math.isinf(self.low) == math.isinf(self.high):
            return math.inf  # bounded, or with tails that fall exponentially
        return 1 / self.tail_index[1 if math.isinf(self.high) else 0]

    @property
    def tails(self) -> tuple[Tail, Tail]:
        """Those of a logistic law where there is no bound; powers where there is one only."""
        if math.isinf(self.low) and math.isinf(self.high):
            low, high = (Tail(1.0, 1 / slope) for slope in self.tail_index)
            return low, high
        return (ENDED, HEAVY) if math.isinf(self.high) else (HEAVY if math.isinf(self.low) else ENDED, ENDED)

    @property
    def feasible(self) -> bool:
        """Whether the quantile function increases everywhere (Keelin 2016, section 3)."""
        if len(self.coefficients) == 3:
            _, a2, a3 = self.coefficients
            return abs(a3) < FEASIBLE * a2
        return bool(np.min(self._steepness()[1]) > 0 and min(self.tail_index) > 0)

    @property
    def flattest(self) -> float:
        """The probability at which the quantile function rises least, or falls most."""
        t, steepness = self._steepness()
        return float(special.expit(t[np.argmin(steepness)]))

    def scaled(self, factor: float) -> Metalog:
        """The law of `factor` × X, for a factor above 0."""
        first, rest = self.coefficients[0], self.coefficients[1:]
        if math.isinf(self.low) and math.isinf(self.high):
            return Metalog(tuple(factor * each for each in self.coefficients))
        if math.isinf(self.high):
            first += math.log(factor)
        elif math.isinf(self.low):
            first -= math.log(factor)
        return Metalog((first, *rest), factor * self.low, factor * self.high)

    def _steepness(self) -> tuple[Array, Array]:
        """Derivative of the sum of terms by t = logit(y), on a fine grid of t."""
        t = np.linspace(-_LOGIT_REACH, _LOGIT_REACH, 16_001)
        y: Array = special.expit(t)
        centred, weight = np.tanh(t / 2) / 2, y * special.expit(-t)
        levels, slopes = _split(self.coefficients)
        change = _polynomial(_derivative(levels), centred) + t * _polynomial(_derivative(slopes), centred)
        return t, _polynomial(slopes, centred) + weight * change


def fit(
    probabilities: Sequence[float], quantiles: Sequence[float], low: float = -math.inf, high: float = math.inf
) -> Metalog:
    """The metalog with as many terms as quantiles, through all of them; it may be infeasible."""
    y, z = np.array(probabilities), to_line(np.array(quantiles), low, high)
    if len(y) == 3 and y[1] == 0.5 and math.isclose(y[0], 1 - y[2]):
        return Metalog(_triplet(float(y[0]), *(float(value) for value in z)), low, high)
    columns = [_sum_of_terms(tuple(row), y - 0.5, special.logit(y)) for row in np.eye(len(y))]
    return Metalog(tuple(map(float, np.linalg.solve(np.stack(columns, axis=1), z))), low, high)


def fit_least_squares(
    probabilities: Array, quantiles: Array, terms: int, low: float = -math.inf, high: float = math.inf
) -> Metalog:
    """The metalog of so many terms nearest to the quantiles (Keelin 2016, equation 7); it may be infeasible."""
    logit: Array = special.logit(probabilities)
    columns = [_sum_of_terms(tuple(row), probabilities - 0.5, logit) for row in np.eye(terms)]
    z = to_line(quantiles, low, high)
    coefficients = np.linalg.lstsq(np.stack(columns, axis=1), z, rcond=None)[0]
    return Metalog(tuple(map(float, coefficients)), low, high)


def nearest(
    probabilities: Array, quantiles: Array, terms: int, low: float = -math.inf, high: float = math.inf
) -> Metalog:
    """The metalog of so many terms nearest to many quantiles, by least squares (Keelin 2016, section 3.2).

    Distances count on the line of the terms.  It may be infeasible; the quantiles lie strictly between the bounds.
    """
    z = to_line(quantiles, low, high)
    logit: Array = special.logit(probabilities)
    columns = [_sum_of_terms(tuple(row), probabilities - 0.5, logit) for row in np.eye(terms)]
    coefficients, *_ = np.linalg.lstsq(np.stack(columns, axis=1), z, rcond=None)
    return Metalog(tuple(map(float, coefficients)), low, high)


def _triplet(alpha: float, z_low: float, z_middle: float, z_high: float) -> tuple[float, float, float]:
    """Coefficients of the symmetric-percentile triplet alpha, 1/2, 1 - alpha (Keelin 2016, section 4)."""
    logit = math.log((1 - alpha) / alpha)
    a2 = (z_high - z_low) / (2 * logit)
    a3 = (z_low + z_high - 2 * z_middle) / ((1 - 2 * alpha) * logit)
    return z_middle, a2, a3


def feasible_middle(
    probabilities: Sequence[float], quantiles: Sequence[float], low: float = -math.inf, high: float = math.inf
) -> tuple[float, float]:
    """Between which values the middle one of three quantiles must lie for a feasible metalog.

    a2 and a3 are linear in the middle quantile (on the line of the terms), so that each side of
    |a3| < FEASIBLE x a2 is one linear inequality.
    """
    ends = to_line(np.array([quantiles[0], quantiles[2]]), low, high)

    def margins(share: float) -> tuple[float, float]:
        middle = float(ends[0] + share * (ends[1] - ends[0]))
        _, a2, a3 = fit(probabilities, (float(ends[0]), middle, float(ends[1]))).coefficients
        return FEASIBLE * a2 - a3, FEASIBLE * a2 + a3

    crossings = sorted(at0 / (at0 - at1) for at0, at1 in zip(margins(0.0), margins(1.0), strict=True))
    line = ends[0] + np.array(crossings) * (ends[1] - ends[0])
    first, last = _from_line(line, low, high)
    return float(first), float(last)


def to_line(x: Array, low: float, high: float) -> Array:
    """Values between the bounds → the whole line: x itself, log or logit (Keelin 2016, section 3.4)."""
    if math.isinf(low) and math.isinf(high):
        return x
    if math.isinf(high):
        return np.log(x - low)
    if math.isinf(low):
        return -np.log(high - x)
    return np.log(x - low) - np.log(high - x)


def _from_line(z: Array, low: float, high: float) -> Array:
    if math.isinf(low) and math.isinf(high):
        return z
    if math.isinf(high):
        return low + np.exp(z)
    if math.isinf(low):
        return high - np.exp(-z)
    share: Array = special.expit(z)
    return np.minimum(low + (high - low) * share, high)


def _split(coefficients: tuple[float, ...]) -> tuple[list[float], list[float]]:
    """Polynomials in y - 1/2: the terms without and those with the factor logit(y).

    Keelin's order of terms is 1, L, cL, c, c^2, c^2 L, c^3, c^3 L ... with c = y - 1/2, L = logit(y).
    """
    levels, slopes = list(coefficients[:1]), list(coefficients[1:3])
    for place, coefficient in enumerate(coefficients[3:], start=4):
        (slopes if place >= 6 and place % 2 == 0 else levels).append(coefficient)
    return levels, slopes


def _sum_of_terms(coefficients: tuple[float, ...], centred: Array, logit: Array) -> Array:
    levels, slopes = _split(coefficients)
    return _polynomial(levels, centred) + logit * _polynomial(slopes, centred)


def _polynomial(coefficients: list[float], x: Array) -> Array:
    result = np.full_like(x, coefficients[-1] if coefficients else 0.0)
    for coefficient in reversed(coefficients[:-1]):
        result = result * x + coefficient
    return result


def _polynomial_at(coefficients: list[float], x: float) -> float:
    return float(_polynomial(coefficients, np.array([x]))[0])


def _derivative(coefficients: list[float]) -> list[float]:
    return [power * coefficient for power, coefficient in enumerate(coefficients)][1:]
