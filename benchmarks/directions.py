"""Search for the initial direction numbers of `roi/sim/sobol.csv`.

python -m benchmarks.directions [--dimensions 64] [--tried 500] > roi/sim/sobol.csv

Dimension by dimension (Sloan & Reztsov 2002; as Joe & Kuo 2008 searched theirs): of many primitive polynomials
and random initial numbers the pair that keeps the variance of a scrambled net lowest, together with those chosen
before.  The variance is exact for the product of (1 + √γ_j g_j(x_j)), whose importance γ_j falls from dimension to
dimension as the effects of a business case's inputs do; Joe and Kuo looked at pairs of dimensions alone, and the
product of three of theirs can be confounded.  A search takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from roi.arrays import Array
from roi.sim.sobol import continued, points
from roi.sim.streams import BITS, Bits

SIZES = range(6, 16)
"""Powers of 2 of the points of a replicate that count: runs of 1,024 to 524,288 draws."""
DEGREES = range(1, 11)
_AMONG = 60  # polynomials that are tried for a dimension: the lowest that are left
_LEVELS = 24


def kinds(dimensions: int) -> list[tuple[float, Array]]:
    """What is integrated: the share of an input's variance that is left one digit deeper, and γ by dimension.

    Inputs of falling importance, about the mean of the sorted shares of variance of the shipped cases, smooth and
    with steps; and twelve that matter alike, whose products of three weigh more.
    """
    falling = 0.25 * 0.82 ** np.arange(dimensions) + 0.006
    alike = np.where(np.arange(dimensions) < 12, 0.2, 0.004)
    return [(0.25, falling), (0.5, falling), (0.25, alike)]


def kernel(decay: float) -> Array:
    """Σ_l σ_l² Σ_k wal_k(x) / 2^l over the k of 2^l … 2^(l+1) − 1, by the leading zeros of x, (levels + 1,).

    Covariance of two points of a random linear scramble whose exclusive or is x; σ_l² = (1 − q) q^l.
    """
    zeros, levels = np.arange(_LEVELS + 1), np.arange(_LEVELS)
    signs = 2.0 * (zeros[:, None] >= levels + 1) - (zeros[:, None] >= levels)
    return np.asarray(signs @ ((1 - decay) * decay**levels))


def leading_zeros(numbers: Bits) -> Bits:
    """Of 52-bit integers, at most the levels of the kernel."""
    digits = np.frexp(numbers.astype(np.float64))[1]
    return np.asarray(np.minimum(BITS - digits, _LEVELS), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A polynomial with its initial numbers; what the net's variance is with it, and the products so far."""

    polynomial: int
    initial: tuple[int, ...]
    variance: float
    products: tuple[Array, ...]


def with_dimension(
    polynomial: int,
    initial: tuple[int, ...],
    products: Sequence[Array],
    kernels: Sequence[Array],
    scale: Array,
) -> Chosen:
    """The net with one more dimension.

    Args:
        products: of the dimensions so far, by kind.
        kernels: γ times the kernel, by kind.
        scale: what the variance of independent draws is, by kind.
    """
    zeros = leading_zeros(points(continued(polynomial, initial), 0, 1 << SIZES[-1]))
    now = [before * (1 + each[zeros]) for before, each in zip(products, kernels, strict=True)]
    sums = np.cumsum(now, axis=1)[:, [2**k - 1 for k in SIZES]]
    sizes = 2.0 ** np.array(SIZES)
    # Of all interactions over that of independent draws, and over what a good net has, about m^-0.25.
    variance = ((sums - sizes) / scale[:, None] * sizes**0.25).sum()
    return Chosen(polynomial, initial, float(variance), tuple(now))


def search(dimensions: int, tried: int, seed: int) -> Iterator[Chosen]:
    """Dimensions from the second on; the first is van der Corput's."""
    random = np.random.default_rng(seed)
    decays, gammas = zip(*kinds(dimensions), strict=True)
    left = [polynomial for degree in DEGREES for polynomial in primitive(degree)]
    products: Sequence[Array] = [np.ones(1 << SIZES[-1]) for _ in decays]
    for dimension in range(dimensions):
        kernels = [gamma[dimension] * kernel(decay) for decay, gamma in zip(decays, gammas, strict=True)]
        scale = np.array([np.prod(1 + gamma[: dimension + 1]) - 1 for gamma in gammas])
        if dimension == 0:
            products = with_dimension(1, (), products, kernels, scale).products
            continue
        best: Chosen | None = None
        for _ in range(tried):
            polynomial = left[random.integers(min(_AMONG, len(left)))]
            initial = tuple(int(2 * random.integers(2**j) + 1) for j in range(polynomial.bit_length() - 1))
            new = with_dimension(polynomial, initial, products, kernels, scale)
            best = new if best is None or new.variance < best.variance else best
        assert best is not None
        left.remove(best.polynomial)
        products = best.products
        yield best


def primitive(degree: int) -> list[int]:
    """Primitive polynomials over GF(2) of a degree, bit j the coefficient of x^j: x has the order 2^degree − 1."""
    order = 2**degree - 1
    parts = [order // p for p in range(2, order + 1) if order % p == 0 and all(p % q for q in range(2, p))]
    odd = range(2**degree + 1, 2 ** (degree + 1), 2)
    return [p for p in odd if _power(p, order) == 1 and all(_power(p, part) != 1 for part in parts)]


def _power(polynomial: int, exponent: int) -> int:
    """x^exponent modulo the polynomial."""
    result = 1
    for digit in f"{exponent:b}":
        result = _product(result, result, polynomial)
        if digit == "1":
            result = _product(result, 2, polynomial)
    return result


def _product(a: int, b: int, polynomial: int) -> int:
    result, top = 0, 1 << (polynomial.bit_length() - 1)
    if a & top:
        a ^= polynomial
    while b:
        if b & 1:
            result ^= a
        a, b = a << 1, b >> 1
        if a & top:
            a ^= polynomial
    return result ^ polynomial if result & top else result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--tried", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("polynomial,initial\n1,")
    for chosen in search(arguments.dimensions, arguments.tried, arguments.seed):
        print(f"{chosen.polynomial},{' '.join(map(str, chosen.initial))}", flush=True)
        print(f"{chosen.variance:.3f}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
