"""Sobol' points, one dimension at a time, so that an input's points never depend on the other inputs.

Digital sequence in base 2 in natural order (Sobol' 1967): point i is the exclusive or of the direction
numbers v_j over the bits j set in i.  The initial numbers in `sobol.csv` were searched for
(`benchmarks/directions.py`): the interactions of up to many inputs are integrated well, the more so the earlier
their dimensions, with 64 points as with 32,768.  Those of S. Joe and F. Y. Kuo (SIAM J. Sci. Comput. 30, 2008,
2635-2654) are chosen for pairs of dimensions; the leading digits of three of them can add up to a constant, which
no scramble of digits changes, and the error of a mean stands still while the draws double.

Scramble: random linear matrix and digital shift (Matoušek 1998), which keeps the
(t, m, s) structure of the net and makes every point uniform on its own; the variance of a mean is that of
nested uniform scrambling (Owen 1995), which costs a tree of bits (Owen 2003, "Variance with alternative
scramblings of digital nets", ACM TOMACS 13(4), sec. 3).

An input without a dimension has a sequence whose direction numbers are random as well: a random upper
triangular matrix, new in every replicate.  On its own it is stratified like any other; with other inputs it
meets at random, about as independent draws do, and is confounded with nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from roi.arrays import Array
from roi.sim.streams import BITS, Bits, random_bits, to_unit

DIMENSIONS = 64
"""Dimensions in the table."""

_ONE = np.uint64(1)
_DROP = np.uint64(64 - BITS)
_PLACE = np.arange(BITS - 1, -1, -1, dtype=np.uint64)
_TOGETHER = 16  # replicates whose scrambles are worked out at once
_DIGITS = 10  # at least: a look at few draws and the run itself then share their scrambles


def scrambled(dimension: int | None, seed: int, replicate: int, name: str, start: int, count: int) -> Array:
    """Points [start, start + count) of one scrambled dimension, shape (count,), inside (0, 1).

    Depends on nothing but its arguments; `name` is the id of the input, `dimension` None where it has none.
    """
    columns, shift = scramble(dimension, seed, replicate, name)
    return to_unit(points(columns, start, count) ^ np.uint64(shift))


def scrambled_replicates(dimension: int | None, seed: int, replicates: range, name: str, count: int) -> Array:
    """The first `count` points of several replicates side by side: (replicates x count,).

    The bits of `scrambled` for each.
    """
    digits = (count - 1).bit_length()
    scrambled_digits = max(digits, _DIGITS)
    groups = range(replicates.start // _TOGETHER, -(-replicates.stop // _TOGETHER))
    scrambles = [_scrambles(dimension, seed, group, name, scrambled_digits) for group in groups]
    wanted = slice(replicates.start - groups.start * _TOGETHER, replicates.stop - groups.start * _TOGETHER)
    columns, shifts = (np.concatenate(each)[wanted] for each in zip(*scrambles, strict=True))
    block = np.empty((len(replicates), 1 << digits), dtype=np.uint64)
    block[:, 0] = shifts
    for j in range(digits):
        half = 1 << j
        np.bitwise_xor(block[:, :half], columns[:, j, None], out=block[:, half : 2 * half])
    return to_unit(block[:, :count].ravel())


def points(columns: tuple[int, ...], start: int, count: int) -> Bits:
    """Points [start, start + count) in natural order as 52-bit integers, shape (count,).

    The aligned blocks of a power of two that cover the range are built by doubling: the second half of a
    block is the first with one more direction number in every point.
    """
    size = 1 << max(count - 1, 0).bit_length()
    first = start // size
    last = (start + max(count, 1) - 1) // size
    block = np.zeros(size, dtype=np.uint64)
    for j in range(size.bit_length() - 1):
        half = 1 << j
        np.bitwise_xor(block[:half], np.uint64(columns[j]), out=block[half : 2 * half])
    heads = [np.uint64(_point(columns, index * size)) for index in range(first, last + 1)]
    covering = np.concatenate([block ^ head for head in heads]) if len(heads) > 1 else block ^ heads[0]
    return covering[start - first * size :][:count]


@lru_cache(maxsize=DIMENSIONS)
def direction_numbers(dimension: int) -> tuple[int, ...]:
    """v_0 … v_51 of a dimension (from 0) as 52-bit integers, the leading bit of v_j being bit 51 - j."""
    return continued(*_table()[dimension])


def continued(polynomial: int, initial: Sequence[int]) -> tuple[int, ...]:
    """The direction numbers of a primitive polynomial, bit j the coefficient of x^j, and of m_1 … m_s.

    Continued by the recurrence of the polynomial (Bratley & Fox 1988, eq. 2; Joe & Kuo 2008, eq. 3.2); the
    polynomial 1, of degree 0, is van der Corput's sequence.
    """
    degree = polynomial.bit_length() - 1
    m = [1] * BITS if degree == 0 else list(initial)
    for j in range(len(m), BITS):
        new = m[j - degree]
        for k in range(1, degree + 1):
            if polynomial >> (degree - k) & 1:
                new ^= m[j - k] << k
        m.append(new)
    return tuple(number << (BITS - 1 - j) for j, number in enumerate(m))


@lru_cache(maxsize=16 * DIMENSIONS)
def scramble(dimension: int | None, seed: int, replicate: int, name: str) -> tuple[tuple[int, ...], int]:
    """The direction numbers times a random unit lower-triangular matrix over GF(2), and the digital shift."""
    columns, shifts = _scrambles(dimension, seed, replicate // _TOGETHER, name, BITS)
    place = replicate % _TOGETHER
    return tuple(columns[place].tolist()), int(shifts[place])


@lru_cache(maxsize=4 * DIMENSIONS)
def _scrambles(dimension: int | None, seed: int, group: int, name: str, digits: int) -> tuple[Bits, Bits]:
    """`scramble` for the replicates of a group, the first `digits` columns of each; shifts, one each.

    Row i of a matrix is a mask whose bit 51 - i, the diagonal, is set; the bits above it are random.  Without a
    dimension the direction numbers are random as well, v_j with bit 51 - j as its last.
    """
    count = BITS + 1 if dimension is not None else 2 * BITS + 1
    replicates = range(group * _TOGETHER, (group + 1) * _TOGETHER)
    random = np.stack([random_bits(seed, each, name, 0, count) for each in replicates]) >> _DROP
    if dimension is None:
        columns = _triangular(random[:, BITS + 1 :])[:, :digits]
    else:
        columns = np.array([direction_numbers(dimension)[:digits]], dtype=np.uint64)
    return _product(_triangular(random[:, :BITS]), columns), random[:, BITS]


def _triangular(random: Bits) -> Bits:
    """(..., 52): number i with bit 51 - i set, those above it as they are, those below it cleared."""
    return np.asarray((random >> (_PLACE + _ONE) << (_PLACE + _ONE)) | (_ONE << _PLACE))


def _product(matrices: Bits, columns: Bits) -> Bits:
    """Matrices (..., 52) of rows times column vectors (..., k) over GF(2): (..., k)."""
    digits = np.bitwise_count(matrices[..., None] & columns[..., None, :]) & np.uint8(1)
    return np.asarray(np.bitwise_or.reduce(digits.astype(np.uint64) << _PLACE[:, None], axis=-2))


def _point(columns: tuple[int, ...], index: int) -> int:
    point = 0
    for j in range(index.bit_length()):
        if index >> j & 1:
            point ^= columns[j]
    return point


@lru_cache(maxsize=1)
def table_digest() -> str:
    """SHA-256 of the table of direction numbers."""
    return hashlib.sha256(_table_text().encode()).hexdigest()


def _table_text() -> str:
    return Path(__file__).with_name("sobol.csv").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Polynomial and initial numbers by dimension."""
    lines = _table_text().splitlines()[1:]
    pairs = (line.split(",") for line in lines)
    return tuple((int(polynomial), tuple(map(int, initial.split()))) for polynomial, initial in pairs)
