"""The reference workload through mcerp: uncertain numbers, sampled by Latin hypercube, added up month by month.

mcerp has no word for the smaller of two uncertain numbers and none for payback: both are taken from its draws.
"""

from __future__ import annotations

import mcerp
import numpy as np

from benchmarks.peers.draws import INPUTS, Law, Normal, Pert, Triangular, Uniform

H = 36


def distribution(law: Law) -> mcerp.UncertainFunction:
    match law:
        case Pert(low, mode, high):
            return mcerp.PERT(low, mode, high)
        case Triangular(low, mode, high):
            return mcerp.Tri(low, mode, high)
        case Uniform(low, high):
            return mcerp.U(low, high)
        case Normal(mean, sd):
            return mcerp.N(mean, sd)


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    np.random.seed(seed)  # where mcerp draws from
    mcerp.npts = n
    x = {name: distribution(law) for name, law in INPUTS.items()}
    base = x["visits"] / 12 * (x["before"] - x["after"] - x["review"]) / 60 * x["rate"]
    base = base * x["realised"] * x["ceiling"]
    fee, step = x["licence"] * 200 * x["ceiling"], (1 + x["growth"]) ** (1 / 12)
    costs = x["implementation"] + x["training"] * 200 * x["rate"]
    benefits, running = 0, -costs
    last, below, above = np.zeros(n), running._mcpts.copy(), np.zeros(n)
    for t in range(1, H + 1):
        use, factor = mcerp.UncertainFunction(np.minimum(1.0, (t / x["ramp"])._mcpts)), 1.1 ** (-t / 12)
        base = base * step
        gain, cost = base * use, fee * use
        benefits, costs = benefits + gain * factor, costs + cost * factor
        running = running + gain - cost
        now = running._mcpts
        np.copyto(above, now, where=last == t - 1)
        np.copyto(below, now, where=now < 0)
        last[now < 0] = t
    with np.errstate(divide="ignore"):  # where the draw never pays back
        payback = np.where(last == H, np.inf, last + below / (below - above))
    return {"npv": (benefits - costs)._mcpts, "roi": (benefits / costs - 1)._mcpts, "payback": payback}
