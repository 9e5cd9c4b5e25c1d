"""The reference workload as an analyst writes it in NumPy: whole arrays of draws × months."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.draws import Draws, sampled

H = 36


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    return outcome(sampled(np.random.default_rng(seed), n))


def outcome(x: Draws) -> dict[str, np.ndarray]:
    """NPV, ROI and payback of draws, wherever they come from."""
    months = np.arange(1, H + 1)
    adoption = x.ceiling[:, None] * np.minimum(1, months / x.ramp[:, None])
    saved = x.visits / 12 * (x.before - x.after - x.review) / 60 * x.rate * x.realised
    benefits = saved[:, None] * (1 + x.growth[:, None]) ** (months / 12) * adoption
    costs = (x.licence * 200)[:, None] * adoption
    start = x.implementation + x.training * 200 * x.rate
    factors = 1.1 ** (-months / 12)
    pv_benefits, pv_costs = benefits @ factors, start + costs @ factors
    running = np.cumsum(np.column_stack([-start, benefits - costs]), axis=1)
    negative = running < 0
    last = H - np.argmax(negative[:, ::-1], axis=1)
    at, draws = np.minimum(last, H - 1), np.arange(len(last))
    below, above = running[draws, at], running[draws, at + 1]
    payback = np.where(last == H, np.inf, at + below / (below - above))
    return {"npv": pv_benefits - pv_costs, "roi": pv_benefits / pv_costs - 1, "payback": payback}
