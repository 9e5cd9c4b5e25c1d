"""The reference workload through chaospy: a joint distribution, sampled by Latin hypercube."""

from __future__ import annotations

import chaospy
import numpy as np

from peers.analyst import outcome
from peers.draws import Draws


def pert(low: float, mode: float, high: float) -> chaospy.Distribution:
    """The usual PERT: chaospy's own of that name has another mean."""
    a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    return chaospy.Beta(a, b, low, high)


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    joint = chaospy.J(
        pert(45_000, 50_000, 60_000), pert(12, 15, 18), pert(2, 3, 6),
        chaospy.Triangle(150, 200, 250), chaospy.Triangle(100, 250, 400), pert(0.5, 0.8, 0.95),
        chaospy.Uniform(3, 12), pert(0.3, 0.5, 0.8), pert(150e3, 250e3, 500e3),
        chaospy.Triangle(2, 4, 8), chaospy.Uniform(0.2, 1.0), chaospy.Normal(0.03, 0.01),
    )  # fmt: skip
    return outcome(Draws(*joint.sample(n, rule="latin_hypercube", seed=seed)))
