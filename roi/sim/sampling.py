"""The uniforms of a simulation: which sampler, how many draws, and any range of one input's uniforms.

A run is 16 independent replicates of m draws, 2^k or a multiple of 1,024, from whose spread the sampling error is
read (`roi.sim.estimate`).  The uniforms of an input are a pure function of (sampler, seed, its dimension, its id,
replicate, range): other inputs, blocks, threads and processes have no part in them.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real

import numpy as np

from roi.arrays import Array
from roi.errors import RoiError, nearest, of_setting
from roi.records import dataclass
from roi.sim import sobol
from roi.sim.streams import BITS, Bits, random_bits, to_unit

REPLICATES = 16
MOST_DRAWS = 2**31
STEP = REPLICATES * 1_024
"""Draws: a multiple of it is run as it is, other numbers are rounded up to 16 × a power of two."""
DRAWS_VERSION = 1
"""One more whenever the same seed gives other draws for another reason than the table of direction numbers."""
SEEDS = 2**63
"""Seeds are 0 … 2^63 - 1."""

_DROP = np.uint64(64 - BITS)
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Sampling:
    """A sampler, its seed and the draws of each replicate: plain and picklable."""

    sampler: str
    seed: int
    draws_per_replicate: int

    @property
    def draws(self) -> int:
        """Draws of all replicates together."""
        return REPLICATES * self.draws_per_replicate


def version_of_draws() -> str:
    """Changes whenever the same seed gives other draws: kept results of another are stale."""
    return f"{DRAWS_VERSION} {sobol.table_digest()}"


def planned(draws: int, seed: int, sampler: str = "sobol") -> Sampling:
    """The sampling with at least `draws` draws: multiples of `STEP`, others rounded up to 16 × 2, 4, 8 ….

    A Latin hypercube always has 16 × a power of two: as many strata as a replicate has draws.

    Raises:
        RoiError: draws outside 1 … 2^31, a seed outside 0 … 2^63 - 1, or an unknown sampler.
    """
    draws, seed = _whole("draws", draws), _whole("seed", seed)
    if not 1 <= draws <= MOST_DRAWS:
        raise RoiError(
            f"{draws:,} draws were asked for; allowed are 1 to {MOST_DRAWS:,}.", of_setting("draws")
        )
    if not 0 <= seed < SEEDS:
        raise RoiError(f"The seed {seed} is not a whole number from 0 to 2^63 - 1.", of_setting("seed"))
    if sampler not in SAMPLERS:
        raise RoiError(f"Unknown sampler {sampler!r}.", of_setting("sampler"), nearest(sampler, SAMPLERS))
    each = max(2, -(-draws // REPLICATES))
    as_it_is = draws % STEP == 0 and sampler != "lhs"
    return Sampling(sampler, seed, each if as_it_is else 1 << (each - 1).bit_length())


def _whole(name: str, value: float) -> int:
    """The number as an integer: `1e5` draws are as good as `100_000`."""
    if not isinstance(value, Real) or value != value // 1:
        raise RoiError(f"{value!r} is not a whole number", of_setting(name))
    return int(value)


def uniforms(
    sampling: Sampling, dimension: int | None, id: str, replicate: int, start: int, stop: int
) -> Array:
    """Draws [start, stop) of one input within one replicate: shape (stop - start,), inside (0, 1).

    Ranges put side by side give the bits of the whole.  `dimension` is that of `sobol_dimensions`, None for
    an input that has none; only Sobol' points use it.

    Raises:
        ValueError: the replicate has no such draws.
    """
    if not 0 <= start <= stop <= sampling.draws_per_replicate:
        raise ValueError(f"draws [{start}, {stop}) are not within 0 … {sampling.draws_per_replicate}")
    return SAMPLERS[sampling.sampler](sampling, dimension, id, replicate, start, stop)


def stretch(sampling: Sampling, dimension: int | None, id: str, first: int, last: int) -> Array:
    """Draws [first, last) of one input in the order of a run, replicate after replicate: (last - first,).

    The bits are those of `uniforms`.
    """
    m = sampling.draws_per_replicate
    replicates = range(first // m, -(-last // m))
    if len(replicates) == 1:
        start = replicates[0] * m
        return uniforms(sampling, dimension, id, replicates[0], first - start, last - start)
    if sampling.sampler == "sobol" and first % m == last % m == 0:
        return sobol.scrambled_replicates(dimension, sampling.seed, replicates, id, m)
    ends = [(r, max(first - r * m, 0), min(last - r * m, m)) for r in replicates]
    return np.concatenate([uniforms(sampling, dimension, id, *end) for end in ends])


def _sobol(
    sampling: Sampling, dimension: int | None, id: str, replicate: int, start: int, stop: int
) -> Array:
    """Scrambled Sobol' points (Sobol' 1967; Matoušek 1998)."""
    return sobol.scrambled(dimension, sampling.seed, replicate, id, start, stop - start)


def _latin(
    sampling: Sampling, _dimension: int | None, id: str, replicate: int, start: int, stop: int
) -> Array:
    """Latin hypercube (McKay, Beckman & Conover 1979): each of m strata once a replicate, jittered inside."""
    bits = sampling.draws_per_replicate.bit_length() - 1
    keys = random_bits(sampling.seed, replicate, id, 0, 2 * _ROUNDS)
    stratum = _permuted(np.arange(start, stop, dtype=np.uint64), bits, keys)
    jitter = random_bits(sampling.seed, replicate, id, 2 * _ROUNDS + start, stop - start) >> _DROP
    return to_unit((stratum << np.uint64(BITS - bits)) | (jitter >> np.uint64(bits)))


def _permuted(index: Bits, bits: int, keys: Bits) -> Bits:
    """A keyed pseudo-random permutation of 0 … 2^bits - 1, computed place by place.

    Every step (odd multiplier and addition modulo 2^bits, exclusive or with the high half shifted down) is
    a bijection, as in Kensler 2013, "Correlated multi-jittered sampling", section 3; nothing is stored, so
    that a block needs neither the rest of its replicate nor memory for it.
    """
    mask = np.uint64((1 << bits) - 1)
    down = np.uint64((bits + 1) // 2)
    for factor, offset in keys.reshape(_ROUNDS, 2):
        index = (index * (factor | np.uint64(1)) + (offset >> _DROP)) & mask
        index = index ^ (index >> down)
    return index


def _random(
    sampling: Sampling, _dimension: int | None, id: str, replicate: int, start: int, stop: int
) -> Array:
    """Independent uniforms."""
    return to_unit(random_bits(sampling.seed, replicate, id, start, stop - start) >> _DROP)


SAMPLERS: dict[str, Callable[[Sampling, int | None, str, int, int, int], Array]] = {
    "sobol": _sobol,
    "lhs": _latin,
    "random": _random,
}
