"""The reference workload through chaospy: a joint distribution, sampled by Latin hypercube."""

from __future__ import annotations

import chaospy
import numpy as np

H = 36


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    np.random.seed(seed)
    joint = chaospy.J(
        chaospy.PERT(45_000, 50_000, 60_000), chaospy.PERT(12, 15, 18), chaospy.PERT(2, 3, 6),
        chaospy.Triangle(150, 200, 250), chaospy.Triangle(100, 250, 400), chaospy.PERT(0.5, 0.8, 0.95),
        chaospy.Uniform(3, 12), chaospy.PERT(0.3, 0.5, 0.8), chaospy.PERT(150e3, 250e3, 500e3),
        chaospy.Triangle(2, 4, 8), chaospy.Uniform(0.2, 1.0), chaospy.Normal(0.03, 0.01),
    )  # fmt: skip
    (visits, before, after, rate, licence, ceiling, ramp, realised, implementation, training, review,
     growth) = joint.sample(n, rule="latin_hypercube", seed=seed)  # fmt: skip
    months = np.arange(1, H + 1)
    adoption = ceiling[:, None] * np.minimum(1, months / ramp[:, None])
    saved = visits / 12 * (before - after - review) / 60 * rate * realised
    benefits = saved[:, None] * (1 + growth[:, None]) ** (months / 12) * adoption
    costs = (licence * 200)[:, None] * adoption
    start = implementation + training * 200 * rate
    factors = 1.1 ** (-months / 12)
    pv_benefits, pv_costs = benefits @ factors, start + costs @ factors
    running = np.cumsum(np.column_stack([-start, benefits - costs]), axis=1)
    last = H - np.argmax(running[:, ::-1] < 0, axis=1)
    at, draws = np.minimum(last, H - 1), np.arange(n)
    below, above = running[draws, at], running[draws, at + 1]
    payback = np.where(last == H, np.inf, at + below / (below - above))
    return {"npv": pv_benefits - pv_costs, "roi": pv_benefits / pv_costs - 1, "payback": payback}
