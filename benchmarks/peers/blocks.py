"""The reference workload in NumPy with care: blocks that fit the cache, one pass a month."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.draws import sampled

H, BLOCK = 36, 16_384


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    parts = [_block(rng, min(BLOCK, n - start)) for start in range(0, n, BLOCK)]
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _block(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    x = sampled(rng, n)
    base = x.visits / 12 * (x.before - x.after - x.review) / 60 * x.rate * x.realised * x.ceiling
    fee, step = x.licence * 200 * x.ceiling, (1 + x.growth) ** (1 / 12)
    costs = x.implementation + x.training * 200 * x.rate
    benefits, running = np.zeros(n), -costs
    last, below, above = np.zeros(n), running.copy(), np.zeros(n)
    for t in range(1, H + 1):
        use, factor = np.minimum(1.0, t / x.ramp), 1.1 ** (-t / 12)
        base *= step
        gain, cost = base * use, fee * use
        benefits += gain * factor
        costs = costs + cost * factor
        running += gain - cost
        np.copyto(above, running, where=last == t - 1)
        negative = running < 0
        last[negative] = t
        np.copyto(below, running, where=negative)
    with np.errstate(divide="ignore"):  # where the draw never pays back
        payback = np.where(last == H, np.inf, last + below / (below - above))
    return {"npv": benefits - costs, "roi": benefits / costs - 1, "payback": payback}
