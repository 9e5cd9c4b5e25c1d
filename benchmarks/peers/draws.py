"""The inputs of the reference workload, once for all peers, and draws of them by NumPy's generators."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Pert(NamedTuple):
    """A beta distribution on [low, high] with shapes 1 + 4 (mode − low) / (high − low) and its mirror image."""

    low: float
    mode: float
    high: float

    @property
    def shapes(self) -> tuple[float, float]:
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width


class Triangular(NamedTuple):
    low: float
    mode: float
    high: float


class Uniform(NamedTuple):
    low: float
    high: float


class Normal(NamedTuple):
    mean: float
    sd: float


Law = Pert | Triangular | Uniform | Normal

INPUTS: dict[str, Law] = {
    "visits": Pert(45_000, 50_000, 60_000),
    "before": Pert(12, 15, 18),
    "after": Pert(2, 3, 6),
    "rate": Triangular(150, 200, 250),
    "licence": Triangular(100, 250, 400),
    "ceiling": Pert(0.5, 0.8, 0.95),
    "ramp": Uniform(3, 12),
    "realised": Pert(0.3, 0.5, 0.8),
    "implementation": Pert(150e3, 250e3, 500e3),
    "training": Triangular(2, 4, 8),
    "review": Uniform(0.2, 1.0),
    "growth": Normal(0.03, 0.01),
}


class Draws(NamedTuple):
    """One array an input, in the order of `INPUTS`."""

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
    """Independent draws of each input, (n,)."""

    def draw(law: Law) -> np.ndarray:
        match law:
            case Pert(low, _, high):
                return low + (high - low) * rng.beta(*law.shapes, n)
            case Triangular(low, mode, high):
                return rng.triangular(low, mode, high, n)
            case Uniform(low, high):
                return rng.uniform(low, high, n)
            case Normal(mean, sd):
                return rng.normal(mean, sd, n)

    return Draws(**{name: draw(law) for name, law in INPUTS.items()})
