"""The reference workload as an analyst writes it in NumPy: whole arrays of draws × months."""

from __future__ import annotations

import numpy as np

H = 36


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)

    def pert(low: float, mode: float, high: float) -> np.ndarray:
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return low + (high - low) * rng.beta(a, b, n)

    visits, before, after = pert(45_000, 50_000, 60_000), pert(12, 15, 18), pert(2, 3, 6)
    rate, licence = rng.triangular(150, 200, 250, n), rng.triangular(100, 250, 400, n)
    ceiling, ramp, realised = pert(0.5, 0.8, 0.95), rng.uniform(3, 12, n), pert(0.3, 0.5, 0.8)
    implementation, training = pert(150e3, 250e3, 500e3), rng.triangular(2, 4, 8, n)
    review, growth = rng.uniform(0.2, 1.0, n), rng.normal(0.03, 0.01, n)

    months = np.arange(1, H + 1)
    adoption = ceiling[:, None] * np.minimum(1, months / ramp[:, None])
    saved = visits / 12 * (before - after - review) / 60 * rate * realised
    benefits = saved[:, None] * (1 + growth[:, None]) ** (months / 12) * adoption
    costs = (licence * 200)[:, None] * adoption
    start = implementation + training * 200 * rate
    factors = 1.1 ** (-months / 12)
    pv_benefits, pv_costs = benefits @ factors, start + costs @ factors
    running = np.cumsum(np.column_stack([-start, benefits - costs]), axis=1)
    negative = running < 0
    last = H - np.argmax(negative[:, ::-1], axis=1)
    at = np.minimum(last, H - 1)
    draws = np.arange(n)
    below, above = running[draws, at], running[draws, at + 1]
    payback = np.where(last == H, np.inf, at + below / (below - above))
    return {"npv": pv_benefits - pv_costs, "roi": pv_benefits / pv_costs - 1, "payback": payback}
