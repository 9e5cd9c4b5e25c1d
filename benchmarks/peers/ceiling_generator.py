"""The reference workload as a loop written by hand for it, compiled by Numba, drawing by Numba's generators."""

from __future__ import annotations

import numba
import numpy as np
from numba import njit, prange

H = 36
numba.set_num_threads(min(2, numba.get_num_threads()))


@njit()
def pert(low: float, mode: float, high: float) -> float:
    a = 1 + 4 * (mode - low) / (high - low)
    b = 1 + 4 * (high - mode) / (high - low)
    return low + (high - low) * np.random.beta(a, b)


@njit(parallel=True, cache=True)
def simulate(n: int, chunks: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    npv, roi, payback = np.empty(n), np.empty(n), np.empty(n)
    factors = np.empty(H + 1)
    for t in range(H + 1):
        factors[t] = 1.1 ** (-t / 12)
    for chunk in prange(chunks):
        np.random.seed(seed + chunk)
        for k in range(chunk * n // chunks, (chunk + 1) * n // chunks):
            visits = pert(45_000, 50_000, 60_000)
            before, after = pert(12, 15, 18), pert(2, 3, 6)
            rate = np.random.triangular(150, 200, 250)
            ceiling, ramp = pert(0.5, 0.8, 0.95), np.random.uniform(3, 12)
            realised = pert(0.3, 0.5, 0.8)
            licence = np.random.triangular(100, 250, 400)
            implementation = pert(150e3, 250e3, 500e3)
            training = np.random.triangular(2, 4, 8)
            review = np.random.uniform(0.2, 1.0)
            growth = (1 + np.random.normal(0.03, 0.01)) ** (1 / 12)
            base = visits / 12 * (before - after - review) / 60 * rate * ceiling * realised
            fee = licence * 200 * ceiling
            costs = implementation + training * 200 * rate
            benefits, running, grown = 0.0, -costs, 1.0
            last, below, above = 0, running, 0.0
            for t in range(1, H + 1):
                use = min(1.0, t / ramp)
                grown *= growth
                gain, cost = base * grown * use, fee * use
                benefits += gain * factors[t]
                costs += cost * factors[t]
                running += gain - cost
                if last == t - 1:
                    above = running
                if running < 0:
                    last, below = t, running
            npv[k] = benefits - costs
            roi[k] = npv[k] / costs
            payback[k] = np.inf if last == H else last + below / (below - above)
    return npv, roi, payback


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    npv, roi, payback = simulate(n, 64, 64 * seed)
    return {"npv": npv, "roi": roi, "payback": payback}
