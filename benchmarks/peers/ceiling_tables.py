"""The reference workload as fast as a hand could make it: scrambled Sobol' points, tables, tiles of draws.

Written for this one model and good for nothing else.  It pays for no generator: the points of a tile are the
exclusive or of its first point and of a small table (a digital sequence is linear), quantiles are read
from tables, and what a formula takes from an input (the growth of a month, a ramp's reciprocal) stands in the
table already.  The inner loops run over the draws of a tile without a branch, and all rows of a tile lie in
one array at distances known beforehand: so the compiler sees that they do not overlap, and works on several
draws at once (separate arrays took three times as long).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numba
import numpy as np
from numba import njit, prange
from scipy import special

from benchmarks.peers.draws import INPUTS, Law, Normal, Pert, Triangular, Uniform
from roi.sim import sobol, streams

H, RANKS = 36, (0.1, 0.5, 0.9)
TILE, TILE_BITS = 64, 6  # draws worked on together: a power of two
BITS, NODES = 32, 12  # digits of a point; those that choose the segment of a table
THREADS, CHUNKS = 2, 16
numba.set_num_threads(min(THREADS, numba.get_num_threads()))

VISITS, BEFORE, AFTER, RATE, LICENCE, CEILING, RAMP, REALISED, IMPLEMENTATION, TRAINING, REVIEW, GROWTH = (
    TILE * k for k in range(12)
)  # where the rows of a tile begin: inputs, then what the months keep up
BASE, FEE, BENEFITS, COSTS, RUNNING, LAST, BELOW, ABOVE = (TILE * k for k in range(12, 20))
ROWS = 20


@njit(parallel=True, cache=True, error_model="numpy")
def simulate(
    n: int, columns: np.ndarray, shifts: np.ndarray, tables: np.ndarray, chunks: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """NPV, ROI and payback of n draws, a multiple of `TILE`; columns (inputs, 32), tables (inputs, nodes)."""
    npv, roi, payback = np.empty(n), np.empty(n), np.empty(n)
    inputs, tiles = len(tables), n // TILE
    factors = 1.1 ** (-np.arange(H + 1) / 12)
    within = np.zeros((inputs, TILE), dtype=np.uint32)
    for k in range(inputs):
        for i in range(TILE):
            for j in range(TILE_BITS):
                if i >> j & 1:
                    within[k, i] ^= columns[k, j]
    for chunk in prange(chunks):
        rows = np.empty(ROWS * TILE)
        for tile in range(chunk * tiles // chunks, (chunk + 1) * tiles // chunks):
            for k in range(inputs):
                head = shifts[k]
                for j in range(TILE_BITS, BITS):
                    if tile >> (j - TILE_BITS) & 1:
                        head ^= columns[k, j]
                quantiles(head, within[k], tables[k], rows[k * TILE : (k + 1) * TILE])
            first = tile * TILE
            outcome(rows, factors, npv[first:], roi[first:], payback[first:])
    return npv, roi, payback


@njit(error_model="numpy")
def quantiles(head: int, within: np.ndarray, table: np.ndarray, out: np.ndarray) -> None:
    """Quantiles of the points of a tile, linear between the nodes of a table."""
    shift, mask = np.uint32(BITS - NODES), np.uint32((1 << (BITS - NODES)) - 1)
    for i in range(TILE):
        point = head ^ within[i]
        place = np.int64(point >> shift)
        t = (np.float64(np.int64(point & mask)) + 0.5) * 2.0 ** -(BITS - NODES)
        out[i] = table[place] + t * (table[place + 1] - table[place])


@njit(error_model="numpy", fastmath={"contract"})
def outcome(
    s: np.ndarray, factors: np.ndarray, npv: np.ndarray, roi: np.ndarray, payback: np.ndarray
) -> None:
    """The months of a tile; `RAMP` holds 1 / ramp, `GROWTH` the factor of one month."""
    for i in range(TILE):
        minutes = s[BEFORE + i] - s[AFTER + i] - s[REVIEW + i]
        s[BASE + i] = s[VISITS + i] / 720 * minutes * s[RATE + i] * s[REALISED + i] * s[CEILING + i]
        s[FEE + i] = s[LICENCE + i] * 200 * s[CEILING + i]
        s[COSTS + i] = s[IMPLEMENTATION + i] + s[TRAINING + i] * 200 * s[RATE + i]
        s[RUNNING + i] = s[BELOW + i] = -s[COSTS + i]
        s[BENEFITS + i] = s[LAST + i] = s[ABOVE + i] = 0.0
    for t in range(1, H + 1):
        factor, month, month_before = factors[t], float(t), t - 1.0
        for i in range(TILE):
            use = month * s[RAMP + i]
            use = use if use < 1.0 else 1.0
            s[BASE + i] *= s[GROWTH + i]
            gain, cost = s[BASE + i] * use, s[FEE + i] * use
            s[BENEFITS + i] += gain * factor
            s[COSTS + i] += cost * factor
            now = s[RUNNING + i] + (gain - cost)
            s[RUNNING + i] = now
            s[ABOVE + i] = now if s[LAST + i] == month_before else s[ABOVE + i]
            s[BELOW + i] = now if now < 0.0 else s[BELOW + i]
            s[LAST + i] = month if now < 0.0 else s[LAST + i]
    for i in range(TILE):
        npv[i] = s[BENEFITS + i] - s[COSTS + i]
        roi[i] = npv[i] / s[COSTS + i]
        inside = s[LAST + i] + s[BELOW + i] / (s[BELOW + i] - s[ABOVE + i])
        payback[i] = np.inf if s[LAST + i] == H else inside


@lru_cache(maxsize=1)
def tabulated() -> np.ndarray:
    """Quantiles at 2^12 + 1 equal steps of probability, (inputs, nodes); the ends are moved inside a little."""
    u = np.linspace(0.0, 1.0, (1 << NODES) + 1)
    u[0], u[-1] = u[1] / 8, 1 - u[1] / 8
    taken = {"ramp": lambda x: 1 / x, "growth": lambda x: (1 + x) ** (1 / 12)}
    return np.array([taken.get(name, np.asarray)(_quantile(law, u)) for name, law in INPUTS.items()])


def _quantile(law: Law, u: np.ndarray) -> np.ndarray:
    match law:
        case Pert(low, _, high):
            return low + (high - low) * special.betaincinv(*law.shapes, u)
        case Triangular(low, mode, high):
            left = low + np.sqrt(u * (high - low) * (mode - low))
            right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
            return np.where(u < (mode - low) / (high - low), left, right)
        case Uniform(low, high):
            return low + (high - low) * u
        case Normal(mean, sd):
            return mean + sd * special.ndtri(u)


def scramble(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Direction numbers of 32 digits (inputs, 32) and digital shifts (inputs,), by the engine's own scramble."""
    scrambled = [sobol.scramble(k, seed, 0, name) for k, name in enumerate(INPUTS)]
    drop = streams.BITS - BITS
    columns = np.array([[number >> drop for number in numbers[:BITS]] for numbers, _ in scrambled])
    return columns.astype(np.uint32), np.array([shift >> drop for _, shift in scrambled], dtype=np.uint32)


def percentiles(n: int, seed: int) -> dict[str, list[float]]:
    """P10, P50 and P90; a partition releases the interpreter lock, so that metrics are sorted side by side."""
    columns, shifts = scramble(seed)
    results = simulate(-(-n // TILE) * TILE, columns, shifts, tabulated(), CHUNKS)
    ranks = [max(0, int(np.ceil(p * n)) - 1) for p in RANKS]
    with ThreadPoolExecutor(THREADS) as pool:
        sorted_at = list(pool.map(lambda values: np.partition(values[:n], ranks)[ranks].tolist(), results))
    return dict(zip(("npv", "roi", "payback"), sorted_at, strict=True))
