"""Draws of the scores given the observations: tempered sequential Monte Carlo, finished by importance weights.

The likelihood is raised from power 0 to 1 in steps that keep half of the effective sample size (Del Moral, Doucet &
Jasra 2006; adaptive steps: Jasra et al. 2011).  After each the draws are resampled and moved by a preconditioned
Crank-Nicolson step around the normal law of the cloud (Cotter et al. 2013, section 4.3), which leaves the tempered
law as it is.  At the end a mixture of normal laws fitted to the cloud is a proposal whose weights correct what is
left.  Where their tail is too heavy for that, the next proposal follows the ridge (`roi.observed.informed`), fitted
anew to its own weighted draws (population Monte Carlo: Cappé, Guillin, Marin & Robert 2004).  Where that fails,
too, the cloud itself stands, with more moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from roi.arrays import Array
from roi.observed.informed import ridge, weighted
from roi.observed.latent import affine, safe_cholesky, thinned, whitened
from roi.observed.likelihood import IMPOSSIBLE, Likelihood
from roi.observed.mixture import fitted
from roi.observed.moments import moments
from roi.observed.pareto import LARGEST_K, Weights, smoothed
from roi.records import dataclass
from roi.sim.streams import BITS, random_bits, to_unit

ISLANDS = 4  # clouds that share steps and proposals and nothing else: from their spread the error is read
CLOUD = 4_096  # draws of all islands
MOST_STEPS = 60
_KEPT = 0.5  # of the effective sample size, each step
_MOVES = (2, 3)  # fewest and most a step, where weights correct what is left
_CLOUD_MOVES = (4, 12)  # where the cloud stands
_LAST_MOVES = 4  # more at the end
_ENOUGH = 1.5  # accepted moves a draw, together, after which a step is done
_FEWEST = 0.2  # share accepted, below which moves become shorter
_LEAST_SHARE = 0.1  # effective draws of the last weights, below which the next proposal is better
_PASSES, _SMALL_PASSES = 8, 5  # of a ridge that is fitted anew, at most
_PASS = 1_024  # draws of one
_LAST_PASS = 4_096  # of the last
_SHARP = 0.4  # of the draws of a pass, effective in all so far, from which the next one is the last
_FITTED_TO = (
    0.2  # of the draws of a pass, effective at least in what the next is fitted to (Koblents & Míguez 2015)
)
_SHIFT = np.uint64(64 - BITS)

LogLikelihood = Callable[[Array], Array]
Proposed = Callable[[Array, Likelihood, Array], tuple[Array, Weights]]
Method = Literal["importance", "tempered", "ridge", "cloud"]


@dataclass(frozen=True, slots=True)
class Cloud:
    """Weighted draws of independent scores, e: (d, n), weights (n,).

    Attributes:
        method: by importance weights on the run's own draws, by those on a mixture that tempering led to or on a
            proposal that follows the ridge, or the tempered cloud itself.
        k: shape of the tail of the raw weights (Pareto), see `roi.observed.pareto`.
        ess: effective sample size.
        error: largest standard error of the mean of a score over the spread of that score.
        steps: of tempering; accepted: share of its moves; reached: the power that it reached, 1 of all.
    """

    e: Array
    weights: Array
    method: Method
    k: float
    ess: float
    error: float
    steps: int = 0
    accepted: float = 1.0
    reached: float = 1.0


def weighted_run(e: Array, level: Array) -> Cloud:
    """The run's own draws with weights by their likelihood; `level`: its logarithm, (n,)."""
    weights = smoothed(level)
    return Cloud(e, weights.weights, "importance", weights.k, weights.ess, _error_of(e, weights.weights))


def tempered(e: Array, likelihood: Likelihood, base: Array, seed: int, *, stand: bool = True) -> Cloud | None:
    """Draws given the observations; None where no proposal covers them and the cloud may not stand.

    Args:
        e: (d, CLOUD) draws of the prior, those of an island side by side.
        likelihood: of independent scores (d, n).
        base: (d, m) standard normal points of the last proposal.
        seed: of every random number here.
        stand: whether the cloud itself may, where no proposal covers what the observations leave.
    """
    state, power, k = _led(e, likelihood, seed, _MOVES)
    if power >= 1.0:
        share = state.taken / max(1, state.tried)
        proposals: tuple[tuple[Method, Proposed, int], ...] = (
            ("tempered", _mixed, base.shape[1]),
            ("ridge", _along_a_ridge, _LAST_PASS),
        )
        for method, proposed, count in proposals:
            points, weights = proposed(state.e, likelihood, base)
            if _trusted(weights, count):
                return Cloud(
                    points, weights.weights, method, weights.k, weights.ess,
                    _error_of(points, weights.weights), state.step, share, power,
                )  # fmt: skip
    if not stand:
        return None
    state, power, k = _led(e, likelihood, seed, _CLOUD_MOVES)
    cloud = state.weights()
    share = state.taken / max(1, state.tried)
    ess = 1.0 / float(np.square(cloud).sum())
    error = state.error(cloud)
    ess = min(ess, error**-2) if error > 0 else ess
    return Cloud(state.e, cloud, "cloud", k, ess, error, state.step, share, power)


def _led(e: Array, likelihood: Likelihood, seed: int, moves: tuple[int, int]) -> tuple[_State, float, float]:
    """The cloud, the power that it was led to, and the shape of the heaviest tail on the way."""
    state = _State(e, likelihood.level(e), seed)
    power, k = 0.0, -math.inf
    while power < 1.0 and state.step < MOST_STEPS:
        rise = _rise(state.level, 1.0 - power)
        power = min(1.0, power + rise)
        k = max(k, smoothed(rise * state.level).k)
        state.resample(rise)
        state.move(likelihood.level, power, *moves)
    state.move(likelihood.level, power, _LAST_MOVES, _LAST_MOVES)
    return state, power, k


def _mixed(e: Array, likelihood: Likelihood, base: Array) -> tuple[Array, Weights]:
    """Points of a mixture of normal laws, and their weights."""
    proposal = fitted(e)
    points = proposal.points(base)
    return points, smoothed(
        likelihood.level(points) - 0.5 * np.square(points).sum(axis=0) - proposal.log_density(points)
    )


def _along_a_ridge(e: Array, likelihood: Likelihood, base: Array) -> tuple[Array, Weights]:
    """Points that follow what the observations inform, and their weights; passes are fitted to all before them.

    The last passes stand together: each has the density of its own proposal, but for the same constant.
    """
    fitted_ridge = ridge(likelihood.residuals, e)
    if fitted_ridge is None:
        return e, Weights(np.full(e.shape[1], 1 / e.shape[1]), math.inf)
    passes: list[tuple[Array, Array]] = []
    last: list[tuple[Array, Array]] = []
    size = _PASS
    for count in range(_PASSES):
        each = weighted(fitted_ridge, likelihood.residuals, thinned(base, size, len(last)))
        passes.append(each)
        if size == _LAST_PASS:
            last.append(each)
            weights = smoothed(_together(last)[1])
            if _trusted(weights, _LAST_PASS) or count == _PASSES - 1:
                break
        points, level = _together(passes)
        power = _rise(level, 1.0, _FITTED_TO * size / len(level))
        fitted_to = resampled(np.exp(power * (level - level.max())), size)
        fitted_ridge = ridge(likelihood.residuals, points[:, fitted_to]) or fitted_ridge
        if smoothed(level).ess >= _SHARP * _PASS or count >= _SMALL_PASSES - 1:
            size = _LAST_PASS
    return _together(last)[0], weights


def _together(passes: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Points (d, n) and logarithms of weights (n,) of several passes."""
    return np.concatenate([e for e, _ in passes], axis=1), np.concatenate([level for _, level in passes])


def _trusted(weights: Weights, count: int) -> bool:
    """Whether their tail is light, and a tenth of so many draws is effective."""
    return weights.k <= LARGEST_K and weights.ess >= _LEAST_SHARE * count


def resampled(weights: Array, count: int) -> NDArray[np.intp]:
    """Numbers of draws, each as good as the next (systematic resampling at fixed places)."""
    running = np.cumsum(weights)
    wanted = (np.arange(count) + 0.5) / count * running[-1]
    return np.asarray(np.minimum(np.searchsorted(running, wanted), len(running) - 1), dtype=np.intp)


class _State:
    """The cloud on its way."""

    def __init__(self, e: Array, level: Array, seed: int) -> None:
        self.e, self.level, self.seed = e, level, seed
        self.step, self.length = 0, 0.9
        self.tried, self.taken, self.drawn = 0, 0, 0
        self.island = np.zeros(ISLANDS)  # logarithm of what each is worth

    def resample(self, rise: float) -> None:
        """Systematic resampling within each island (Kitagawa 1996) by the likelihood raised to `rise`."""
        self.step += 1
        size = self.e.shape[1] // ISLANDS
        log_weights = rise * self.level
        places = []
        starts = self._uniforms("resampling", ISLANDS)
        for k in range(ISLANDS):
            levels = log_weights[k * size : (k + 1) * size]
            weights = np.exp(levels - levels.max())
            self.island[k] += float(levels.max()) + math.log(float(weights.mean()))
            running = np.cumsum(weights)
            wanted = (np.arange(size) + starts[k]) / size * running[-1]
            places.append(k * size + np.minimum(np.searchsorted(running, wanted), size - 1))
        chosen = np.concatenate(places)
        self.e, self.level = self.e[:, chosen], self.level[chosen]

    def move(self, level_of: LogLikelihood, power: float, at_least: int, most: int) -> None:
        """Moves that leave the law at this power as it is."""
        mean, cov = moments(self.e, np.full(self.e.shape[1], 1.0 / self.e.shape[1]))
        factor = safe_cholesky(cov)
        white = whitened(mean, factor, self.e)
        done = 0.0
        for count in range(most):
            if count >= at_least and done >= _ENOUGH:
                return
            d, n = self.e.shape
            noise = ndtri(self._uniforms("moves", d * n)).reshape(d, n)
            new_white = math.sqrt(1 - self.length**2) * white + self.length * noise
            new = affine(mean, factor, new_white)
            level = level_of(new)
            # Prior over the normal law of the cloud, which the step alone would leave as it is.
            gain = 0.5 * (
                (np.square(self.e) - np.square(new)) + (np.square(new_white) - np.square(white))
            ).sum(axis=0)
            accepted = np.log(self._uniforms("accepting", n)) < power * (level - self.level) + gain
            self.e = np.where(accepted, new, self.e)
            white = np.where(accepted, new_white, white)
            self.level = np.where(accepted, level, self.level)
            share = float(np.count_nonzero(accepted)) / n
            done += share * self.length
            self.tried, self.taken = self.tried + n, self.taken + int(np.count_nonzero(accepted))
            if share < _FEWEST:
                self.length = max(0.02, self.length / 1.6)
            elif share > 2 * _FEWEST:
                self.length = min(0.95, self.length * 1.3)

    def weights(self) -> Array:
        """Of the draws: alike within an island, by what each island is worth."""
        size = self.e.shape[1] // ISLANDS
        worth = np.exp(self.island - self.island.max())
        return np.repeat(worth / worth.sum() / size, size)

    def error(self, weights: Array) -> float:
        """Largest standard error of the mean of a score, from the islands, over its spread."""
        size = self.e.shape[1] // ISLANDS
        means = self.e.reshape(len(self.e), ISLANDS, size).mean(axis=2)
        worth = weights.reshape(ISLANDS, size).sum(axis=1)
        center = (means * worth).sum(axis=1)
        off = np.sqrt((np.square(means - center[:, None]) * worth**2).sum(axis=1) * ISLANDS / (ISLANDS - 1))
        sd = np.sqrt(np.maximum((np.square(self.e - center[:, None]) * weights).sum(axis=1), 1e-300))
        return float((off / sd).max(initial=0.0))

    def _uniforms(self, what: str, count: int) -> Array:
        bits = random_bits(self.seed, self.step, f"update: {what}", self.drawn, count)
        self.drawn += count
        return to_unit(bits >> _SHIFT)


def _rise(level: Array, most: float, kept: float = _KEPT) -> float:
    """How far the power may rise with the effective sample size at a share of all draws that are possible."""
    possible = level[level > IMPOSSIBLE / 2]

    def share(rise: float) -> float:
        weights = np.exp(rise * (possible - possible.max()))
        return float(weights.sum()) ** 2 / float(np.square(weights).sum()) / len(possible)

    if share(most) >= kept:
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = low + (high - low) / 2 if low else high / 8
        low, high = (middle, high) if share(middle) >= kept else (low, middle)
        if low and high < 1.01 * low:
            break
    return max(low, 1e-12)


def _error_of(e: Array, weights: Array) -> float:
    """Largest standard error of the mean of a score over its spread, of self-normalised weights."""
    if not len(e):
        return 0.0
    mean = (e * weights).sum(axis=1)
    off = np.square(e - mean[:, None])
    error = np.sqrt((off * np.square(weights)).sum(axis=1))
    return float((error / np.sqrt(np.maximum((off * weights).sum(axis=1), 1e-300))).max(initial=0.0))
