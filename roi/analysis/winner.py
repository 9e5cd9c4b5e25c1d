"""The winner's disappointment: whoever takes the best of several estimates takes luck for worth.

Smith & Winkler 2006, "The Optimizer's Curse", Management Science 52(3), 311-322.  Where the largest of several
estimates is chosen, its error is on average above 0, even if no single estimate is biased.  Two things follow:
`repeated` says how much of a choice is the estimates' own noise; `shrunk` draws the estimates towards what is
known of their class, after which nothing is to be disappointed at (their proposition 2).  Everything is an array
in one unit, as money; errors are normal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from roi.arrays import Array
from roi.records import dataclass

FEWEST_POINTS, NUMBERS = (
    16_384,
    1_000_000,
)  # of a simulation: as many numbers as that, where estimates are few
FEWEST_OF_CLASS = 10  # estimates from which on they say themselves what their class is like
_AT_ONCE = 500_000  # numbers held in memory by a simulation


@dataclass(frozen=True, slots=True)
class Repeated:
    """A choice that is made on estimates with errors, again and again, the values staying as they were estimated.

    Attributes:
        disappointment: expected estimate of the one that is chosen less its value, at least 0.
        loss: expected value of the best less that of the one that is chosen, at least 0.
        chosen: how often each is chosen, (n,).
    """

    disappointment: float
    loss: float
    chosen: Array


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Estimates after what is known of their class was taken in.

    Attributes:
        values, covariance: expected values, (n,), and what is left uncertain of them, (n, n), or variances, (n,).
        winner, after: place of the largest estimate, and of the largest expected value.
        disappointment: estimate of `winner` less what is to be expected of it.
        best: chance that each is truly the largest, (n,); ties are shared.
        top: chance that each is truly one of the k largest, (n,).
    """

    values: Array
    covariance: Array
    winner: int
    after: int
    disappointment: float
    best: Array
    top: Array


def repeated(values: Array, errors: Array, *, seed: int = 0, points: int = 0) -> Repeated:
    """What choosing the largest of estimates with errors does, were they made again.

    Args:
        values: of each, (n,); they stand for the true ones.
        errors: standard errors, (n,), or the covariance of the errors, (n, n).
        seed, points: of the simulation, for more than two; 0 is as many points as are needed.  Two are exact (Clark
            1961, Operations Research 9, equations 2 to 5: the mean of the larger of two normal variables).

    Raises:
        ValueError: shapes that do not fit, errors that are none.
    """
    values, errors = _checked(values, errors)
    if len(values) == 2:
        return _of_two(values, errors)
    first, points = int(np.argmax(values)), points or _enough(len(values))
    chosen, disappointed = np.zeros(len(values)), 0.0
    for error in _normal(errors, seed, points):
        share = _largest(values + error, 1)
        chosen += share.sum(axis=0)
        disappointed += float(
            (share * (error - error[:, first : first + 1])).sum()
        )  # the error of one by itself is 0 on average
    chosen /= points
    loss = float(values[first] - chosen @ values)
    return Repeated(max(0.0, disappointed / points), max(0.0, loss), chosen)


def _of_two(values: Array, errors: Array) -> Repeated:
    cov = np.diag(np.square(errors)) if errors.ndim == 1 else errors
    between = math.sqrt(max(0.0, float(cov[0, 0] + cov[1, 1] - cov[0, 1] - cov[1, 0])))
    apart = float(values[0] - values[1])
    if between == 0:
        chosen = np.array([1.0, 0.0] if apart > 0 else [0.0, 1.0] if apart < 0 else [0.5, 0.5])
        return Repeated(0.0, 0.0, chosen)
    score = apart / between
    first = float(ndtr(score))
    density = math.exp(-score * score / 2) / math.sqrt(2 * math.pi)
    return Repeated(between * density, abs(apart) * min(first, 1 - first), np.array([first, 1 - first]))


def shrunk(
    values: Array, errors: Array, mean: Array | float, sd: Array | float, *, k: int = 1, seed: int = 0,
    points: int = 0,
) -> Shrunk:  # fmt: skip
    """Estimates drawn towards their class: a normal prior and normal errors (Smith & Winkler 2006, section 3).

    Args:
        values: estimates, (n,).
        errors: their standard errors, (n,), or the covariance of the errors, (n, n).
        mean: of the class, a number or (n,).
        sd: of the class, a number, (n,), or a covariance, (n, n), where values of a class hang together; inf where
            nothing is known of it, which leaves the estimates as they are.
        k: how many are taken.
        seed, points: of the simulation of the chances; 0 is as many as are needed.

    Raises:
        ValueError: shapes that do not fit, errors or standard deviations that are none, k that is not from 1 to n.
    """
    values, errors = _checked(values, errors)
    n = len(values)
    if not 1 <= k <= n:
        raise ValueError(f"k must be from 1 to {n}, not {k}")
    means = np.broadcast_to(np.asarray(mean, dtype=float), n)
    spread = np.asarray(sd, dtype=float)
    if spread.ndim < 2:
        spread = np.broadcast_to(spread, n)
    if np.isnan(spread).any() or (spread.ndim == 1 and (spread < 0).any()) or spread.shape[0] != n:
        raise ValueError(
            "the class needs standard deviations of 0 or more, or a covariance, of each estimate"
        )
    expected, left = _independent(values, errors, means, spread) if errors.ndim == spread.ndim == 1 else _joint(
        values, errors, means, spread
    )  # fmt: skip
    return expecting(values, expected, left, k=k, seed=seed, points=points)


def expecting(
    values: Array, expected: Array, covariance: Array, *, k: int = 1, seed: int = 0, points: int = 0
) -> Shrunk:
    """Estimates beside what is to be expected of them, however that was come by.

    Args:
        values: estimates, (n,).
        expected, covariance: expected values, (n,), and what is uncertain of them, (n, n), or variances, (n,).
        k: how many are taken.
        seed, points: of the simulation of the chances; 0 is as many as are needed.
    """
    n, points = len(values), points or _enough(len(values))
    best, top = np.zeros(n), np.zeros(n)
    for error in _normal(np.sqrt(covariance) if covariance.ndim == 1 else covariance, seed, points):
        drawn = expected + error
        best += _largest(drawn, 1).sum(axis=0)
        top += _largest(drawn, k).sum(axis=0) if k > 1 else 0.0
    best /= points
    winner = int(np.argmax(values))
    return Shrunk(
        values=expected,
        covariance=covariance,
        winner=winner,
        after=int(np.argmax(expected)),
        disappointment=float(values[winner] - expected[winner]),
        best=best,
        top=top / points if k > 1 else best,
    )


def class_of(values: Array, errors: Array) -> tuple[float, float]:
    """Mean and standard deviation of the class that estimates come from, by the estimates themselves.

    By moments: DerSimonian & Laird 1986, Controlled Clinical Trials 7, equation 8; an empirical Bayes prior (Efron
    & Morris 1973).  The standard deviation is 0 where the estimates differ by no more than their errors explain.

    Args:
        values, errors: (n,), of at least ten independent estimates; fewer say too little of their class.

    Raises:
        ValueError: too few, or errors that are not above 0.
    """
    values, errors = _checked(values, errors)
    if len(values) < FEWEST_OF_CLASS or errors.ndim != 1 or not (errors > 0).all():
        raise ValueError(f"a class needs {FEWEST_OF_CLASS} estimates with errors above 0")
    weights = (errors / errors.min()) ** -2
    unit = float(errors.min()) ** 2
    center = float(weights @ values / weights.sum())
    spread = float(weights @ np.square(values - center)) / unit
    free = (weights.sum() - np.square(weights).sum() / weights.sum()) / unit
    variance = max(0.0, (spread - (len(values) - 1)) / float(free))
    weights = 1 / (np.square(errors) + variance)
    return float(weights @ values / weights.sum()), math.sqrt(variance)


def covariance_of_means(draws: Array) -> Array:
    """Covariance of the means of several on common draws, (n, n), by their replicates.

    Args:
        draws: (n, replicates, m), of independent replicates.
    """
    each = draws.mean(axis=2)
    return np.asarray(np.atleast_2d(np.cov(each)) / each.shape[1])


def _checked(values: Array, errors: Array) -> tuple[Array, Array]:
    values, errors = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    n = len(values)
    if values.ndim != 1 or n < 1 or errors.shape not in ((n,), (n, n)):
        raise ValueError(f"estimates (n,) need errors (n,) or (n, n), not {values.shape} and {errors.shape}")
    diagonal = errors if errors.ndim == 1 else np.diag(errors)
    if not (np.isfinite(values).all() and np.isfinite(errors).all() and (diagonal >= 0).all()):
        raise ValueError("estimates must be finite, and errors finite and 0 or more")
    return values, errors


def _independent(values: Array, errors: Array, means: Array, sd: Array) -> tuple[Array, Array]:
    """Expected values and variances; the class counts as far as the errors are large beside its spread."""
    noise, unknown = np.square(errors), np.isinf(sd)
    variance = np.square(np.where(unknown, 0.0, sd))
    total = noise + variance
    kept = np.where(unknown | (total == 0), 1.0, variance / np.where(total > 0, total, 1.0))
    return np.where(kept == 1, values, kept * values + (1 - kept) * means), kept * noise


def _joint(values: Array, errors: Array, means: Array, sd: Array) -> tuple[Array, Array]:
    """The same where errors, or values of a class, hang together."""
    noise = np.diag(np.square(errors)) if errors.ndim == 1 else errors
    if np.isinf(sd).any():
        if not np.isinf(sd).all():
            raise ValueError("where errors hang together, the class is known of all estimates or of none")
        return values, noise
    prior = np.diag(np.square(sd)) if sd.ndim == 1 else sd
    # The pseudo-inverse takes an estimate without error, of a class without spread, as it is.
    gain = prior @ np.linalg.pinv(prior + noise, hermitian=True)
    left = prior - gain @ prior
    expected = means + gain @ (values - means)
    exact = np.diag(noise) == 0
    return np.where(exact, values, expected), (left + left.T) / 2


def _enough(n: int) -> int:
    return 2 * (max(FEWEST_POINTS, NUMBERS // n) // 2)


def _normal(errors: Array, seed: int, points: int) -> Iterator[Array]:
    """Errors with their mirror images, (some, n), `points` of them in all."""
    n = len(errors)
    random = np.random.default_rng(seed)
    root = None
    if errors.ndim == 2:
        power, axes = np.linalg.eigh(errors)
        root = axes * np.sqrt(np.maximum(power, 0.0))
    each = max(1, _AT_ONCE // n)
    for start in range(0, points // 2, each):
        score = random.standard_normal((min(each, points // 2 - start), n))
        error = score * errors if root is None else score @ root.T
        yield np.concatenate([error, -error])


def _largest(drawn: Array, k: int) -> Array:
    """Of each row 1 for the k largest; equal ones share what is left."""
    place = drawn.shape[1] - k
    least = (drawn.max(axis=1) if k == 1 else np.partition(drawn, place, axis=1)[:, place])[:, None]
    above, equal = drawn > least, drawn == least
    left = k - above.sum(axis=1, keepdims=True)
    return np.asarray(above + equal * (left / equal.sum(axis=1, keepdims=True)), dtype=float)
