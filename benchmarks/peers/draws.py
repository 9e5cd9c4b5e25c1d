"""The reference workload's inputs by NumPy's generators, for the peers that leave drawing to NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Draws(NamedTuple):
    """One array an input, in the order of the workload."""

    visits: np.ndarray
    before: np.ndarray
    after: np.ndarray
    rate: np.ndarray
    licence: np.ndarray
    ceiling: np.ndarray
    ramp: np.ndarray
    realised: np.ndarray
    implementation: np.ndarray
    training: np.ndarray
    review: np.ndarray
    growth: np.ndarray


def sampled(rng: np.random.Generator, n: int) -> Draws:
    def pert(low: float, mode: float, high: float) -> np.ndarray:
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return low + (high - low) * rng.beta(a, b, n)

    return Draws(
        visits=pert(45_000, 50_000, 60_000),
        before=pert(12, 15, 18),
        after=pert(2, 3, 6),
        rate=rng.triangular(150, 200, 250, n),
        licence=rng.triangular(100, 250, 400, n),
        ceiling=pert(0.5, 0.8, 0.95),
        ramp=rng.uniform(3, 12, n),
        realised=pert(0.3, 0.5, 0.8),
        implementation=pert(150e3, 250e3, 500e3),
        training=rng.triangular(2, 4, 8, n),
        review=rng.uniform(0.2, 1.0, n),
        growth=rng.normal(0.03, 0.01, n),
    )
