"""The reference workload through chaospy: a joint distribution, sampled by Latin hypercube."""

from __future__ import annotations

import chaospy
import numpy as np

from benchmarks.peers.analyst import outcome
from benchmarks.peers.draws import INPUTS, Draws, Law, Normal, Pert, Triangular, Uniform


def distribution(law: Law) -> chaospy.Distribution:
    """A law in chaospy's words; its own PERT has another mean than the usual one."""
    match law:
        case Pert(low, _, high):
            return chaospy.Beta(*law.shapes, low, high)
        case Triangular(low, mode, high):
            return chaospy.Triangle(low, mode, high)
        case Uniform(low, high):
            return chaospy.Uniform(low, high)
        case Normal(mean, sd):
            return chaospy.Normal(mean, sd)


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    joint = chaospy.J(*(distribution(law) for law in INPUTS.values()))
    return outcome(Draws(*joint.sample(n, rule="latin_hypercube", seed=seed)))
