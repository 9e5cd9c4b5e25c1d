"""The reference workload in NumPy with care: blocks that fit the cache, one pass a month."""

from __future__ import annotations

import numpy as np

H, BLOCK = 36, 16_384


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    parts = [_block(rng, min(BLOCK, n - start)) for start in range(0, n, BLOCK)]
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _block(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    def pert(low: float, mode: float, high: float) -> np.ndarray:
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return low + (high - low) * rng.beta(a, b, n)

    visits, before, after = pert(45_000, 50_000, 60_000), pert(12, 15, 18), pert(2, 3, 6)
    rate, licence = rng.triangular(150, 200, 250, n), rng.triangular(100, 250, 400, n)
    ceiling, ramp, realised = pert(0.5, 0.8, 0.95), rng.uniform(3, 12, n), pert(0.3, 0.5, 0.8)
    implementation, training = pert(150e3, 250e3, 500e3), rng.triangular(2, 4, 8, n)
    review, growth = rng.uniform(0.2, 1.0, n), rng.normal(0.03, 0.01, n)
    base = visits / 12 * (before - after - review) / 60 * rate * realised * ceiling
    fee, step = licence * 200 * ceiling, (1 + growth) ** (1 / 12)
    costs = implementation + training * 200 * rate
    benefits, running = np.zeros(n), -costs
    last, below, above = np.zeros(n), running.copy(), np.zeros(n)
    for t in range(1, H + 1):
        use, factor = np.minimum(1.0, t / ramp), 1.1 ** (-t / 12)
        base *= step
        gain, cost = base * use, fee * use
        benefits += gain * factor
        costs = costs + cost * factor
        running += gain - cost
        np.copyto(above, running, where=last == t - 1)
        negative = running < 0
        last[negative] = t
        np.copyto(below, running, where=negative)
    payback = np.where(last == H, np.inf, last + below / (below - above))
    return {"npv": benefits - costs, "roi": benefits / costs - 1, "payback": payback}
