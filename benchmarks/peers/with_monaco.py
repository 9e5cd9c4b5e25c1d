"""The reference workload through monaco: a Python function called case by case, scrambled Sobol' points."""

from __future__ import annotations

import math

import monaco
import numpy as np
from scipy import stats

from benchmarks.peers.draws import INPUTS, Law, Normal, Pert, Triangular, Uniform

H = 36
FACTORS = [1.1 ** (-t / 12) for t in range(H + 1)]


def distribution(law: Law) -> tuple[object, dict[str, float]]:
    match law:
        case Pert(low, _, high):
            return stats.beta, {"a": law.shapes[0], "b": law.shapes[1], "loc": low, "scale": high - low}
        case Triangular(low, mode, high):
            return stats.triang, {"c": (mode - low) / (high - low), "loc": low, "scale": high - low}
        case Uniform(low, high):
            return stats.uniform, {"loc": low, "scale": high - low}
        case Normal(mean, sd):
            return stats.norm, {"loc": mean, "scale": sd}


def preprocess(case: monaco.Case) -> tuple[float, ...]:
    return tuple(case.invals[name].val for name in INPUTS)


def outcome(
    visits: float, before: float, after: float, rate: float, licence: float, ceiling: float, ramp: float,
    realised: float, implementation: float, training: float, review: float, growth: float,
) -> tuple[float, float, float]:  # fmt: skip
    """NPV, ROI and payback of one draw."""
    base = visits / 12 * (before - after - review) / 60 * rate * realised * ceiling
    fee, step = licence * 200 * ceiling, (1 + growth) ** (1 / 12)
    costs = implementation + training * 200 * rate
    benefits, running, last, below, above = 0.0, -costs, 0, -costs, 0.0
    for t in range(1, H + 1):
        use = min(1.0, t / ramp)
        base *= step
        gain, cost = base * use, fee * use
        benefits += gain * FACTORS[t]
        costs += cost * FACTORS[t]
        running += gain - cost
        if last == t - 1:
            above = running
        if running < 0:
            last, below = t, running
    payback = math.inf if last == H else last + below / (below - above)
    return benefits - costs, benefits / costs - 1, payback


def postprocess(case: monaco.Case, npv: float, roi: float, payback: float) -> None:
    case.addOutVal("npv", npv)
    case.addOutVal("roi", roi)
    case.addOutVal("payback", payback)


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    steps = monaco.SimFunctions
    functions = {steps.PREPROCESS: preprocess, steps.RUN: outcome, steps.POSTPROCESS: postprocess}
    sim = monaco.Sim("reference", n, functions, seed=seed, singlethreaded=True, verbose=False)
    for name, law in INPUTS.items():
        sim.addInVar(name, *distribution(law))
    sim.runSim()
    return {name: np.array(sim.outvars[name].nums) for name in ("npv", "roi", "payback")}
