"""Rank correlation of inputs by a Gaussian copula on their uniforms.

A stated Spearman correlation ρ becomes the correlation r = 2 sin(π ρ / 6) of the normal scores (Pearson
1907), or the one that gives ρ where draws share values (`roi.model.tied_ranks`).  Pairs nobody stated are
completed, not read as zeros; pairs that contradict each other are moved to the nearest ones that do not
(`roi.model.completion`), and each of them is reported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.distributions import Distribution
from roi.distributions.law import inside
from roi.errors import Place, RoiError, nearest
from roi.model.completion import completed, repaired
from roi.model.tied_ranks import latent_of, rank_of
from roi.records import dataclass

if TYPE_CHECKING:
    from roi.model.normal_scores import AnswerScore, ScoreChange

_KEPT = 1e-9
"""A repair that moves a pair by less than this has not moved it: the pair keeps what was stated."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A stated Spearman rank correlation between two inputs, named by id."""

    a: str
    b: str
    rank: float


@dataclass(frozen=True, slots=True)
class Repair:
    """A pair that contradicted others: the Spearman correlation stated and the one used."""

    a: str
    b: str
    stated: float
    used: float


@dataclass(frozen=True, slots=True)
class AnsweredFact:
    """An answered fact: its number among the correlated inputs, and where in its evidence the answer lies."""

    at: int
    place: AnswerScore


@dataclass(frozen=True, slots=True)
class MovedInput:
    """An input that answers move: its number, a gain for each fact, and how its scores stand to those before."""

    at: int
    gains: tuple[float, ...]
    score: ScoreChange


@dataclass(frozen=True, slots=True)
class RangeCut:
    """An input that is set to a range: weights of all normal scores that make one of its own."""

    at: int
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """What answers do to the normal scores of correlated inputs, see `roi.model.learning`."""

    facts: tuple[AnsweredFact, ...]
    moved: tuple[MovedInput, ...]
    cut: tuple[RangeCut, ...]


@dataclass(frozen=True, slots=True)
class Copula:
    """The correlated inputs in document order, with n the number of them.

    Attributes:
        ids: the inputs that take part in a pair.
        factor: n rows of n numbers, the lower-triangular Cholesky factor of the normal scores' correlations.
        latent: n rows of n numbers, the correlations of the normal scores with every unstated pair completed.
        repairs: the pairs that had to be changed.
        base: the factor before any answer; `factor` and `latent` are then of what the answers leave.
        learning: what the answers do to the normal scores.
    """

    ids: tuple[str, ...]
    factor: tuple[tuple[float, ...], ...]
    latent: tuple[tuple[float, ...], ...]
    repairs: tuple[Repair, ...]
    base: tuple[tuple[float, ...], ...] = ()
    learning: Learning | None = None


def gaussian_copula(
    ids: Sequence[str], pairs: Sequence[Pair], tied: Mapping[str, Distribution] | None = None
) -> Copula:
    """The copula of the stated pairs.

    Args:
        ids: all inputs in document order.
        pairs: by their rank correlations.
        tied: the laws in which draws share values, by input.

    Raises:
        RoiError: a correlation that is not strictly between -1 and 1, an unknown input, an input paired with
            itself, or a pair stated twice.
    """
    _checked(ids, pairs)
    named = {name for pair in pairs for name in (pair.a, pair.b)}
    part = tuple(name for name in ids if name in named)
    place = {name: index for index, name in enumerate(part)}
    laws = tied or {}
    stated = {(place[pair.a], place[pair.b]): _latent(pair, laws) for pair in pairs}
    matrix = np.eye(len(part))
    used: dict[tuple[int, int], float] = {}
    for group in connected(len(part), stated):
        used |= _fill(matrix, group, {edge: r for edge, r in stated.items() if edge[0] in group})
    repairs = tuple(
        Repair(pair.a, pair.b, pair.rank, drawn_rank(used[edge], laws.get(pair.a), laws.get(pair.b)))
        for pair, edge in zip(pairs, stated, strict=True)
        if used[edge] != stated[edge]
    )
    rows = matrix.tolist()
    return Copula(part, cholesky(rows), tuple(map(tuple, rows)), repairs)


def correlated(copula: Copula, uniforms: Callable[[str], Array]) -> dict[str, Array]:
    """Uniforms of the correlated inputs, each (n,) inside (0, 1), from the independent ones of `uniforms`.

    u'_i = Φ(Σ_j L_ij Φ⁻¹(u_j)), summed in order and without BLAS: the bits do not depend on the block.  The
    first input of each connected group keeps its own uniforms.  Of an input that answers have moved, they are
    uniforms in the law that the answers leave of it.
    """
    joint, result = _joint(copula, uniforms)
    if copula.learning is not None:
        after = _after_answers(copula.learning, joint)
        result |= {copula.ids[at]: inside(ndtr(score)) for at, score in after.items()}
    return result


def joint_scores(copula: Copula, uniforms: Callable[[str], Array]) -> list[Array]:
    """Normal scores of the correlated inputs before any answer, (n,) each, from the independent uniforms."""
    return _joint(copula, uniforms)[0]


def _joint(copula: Copula, uniforms: Callable[[str], Array]) -> tuple[list[Array], dict[str, Array]]:
    """Scores and uniforms before any answer."""
    scores: list[Array] = []
    joint: list[Array] = []
    result: dict[str, Array] = {}
    factor = copula.base or copula.factor
    for i, name in enumerate(copula.ids):
        values = uniforms(name)
        scores.append(np.asarray(ndtri(values), dtype=np.float64))
        weights = [(j, weight) for j, weight in enumerate(factor[i][: i + 1]) if weight]
        if weights == [(i, 1.0)]:
            result[name] = values
            joint.append(scores[i])
            continue
        joint.append(_weighted(scores, weights))
        result[name] = inside(ndtr(joint[i]))
    return joint, result


def _after_answers(learning: Learning, joint: Sequence[Array]) -> dict[int, Array]:
    """Standard normal scores of the inputs that answers moved or cut loose, by their numbers."""
    steps = [fact.place.score(joint[fact.at]) - joint[fact.at] for fact in learning.facts]
    values: dict[int, Array] = {}
    for moved in learning.moved:
        score = joint[moved.at].copy()
        for gain, step in zip(moved.gains, steps, strict=True):
            score += gain * step
        values[moved.at] = moved.score.after(score)
    for cut in learning.cut:
        values[cut.at] = _weighted(joint, [(j, weight) for j, weight in enumerate(cut.weights) if weight])
    return values


def _weighted(scores: Sequence[Array], weights: Sequence[tuple[int, float]]) -> Array:
    """A sum in the order of the inputs, element by element."""
    total = weights[0][1] * scores[weights[0][0]]
    for j, weight in weights[1:]:
        total += weight * scores[j]
    return total


def _checked(ids: Sequence[str], pairs: Sequence[Pair]) -> None:
    seen: set[frozenset[str]] = set()
    for pair in pairs:
        where = Place(key=f"correlation {pair.a}, {pair.b}")
        for name in (pair.a, pair.b):
            if name not in ids:
                raise RoiError(f"There is no input {name!r}.", where, nearest(name, ids))
        if pair.a == pair.b:
            raise RoiError("An input cannot be paired with itself.", where, "Name two inputs.")
        if not -1 < pair.rank < 1:
            raise RoiError(
                f"The rank correlation is {pair.rank:g}; allowed is anything strictly between -1 and 1.",
                where,
                "Two inputs that move as one are one input: write one as a line of the other.",
            )
        if frozenset((pair.a, pair.b)) in seen:
            raise RoiError("This pair is stated twice.", where, "Keep one of the two entries.")
        seen.add(frozenset((pair.a, pair.b)))


def _fill(
    matrix: Array, group: Sequence[int], stated: dict[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    """Write one connected group's completed correlations into `matrix`; the pairs as they are used."""
    local = {index: number for number, index in enumerate(group)}
    edges = [(local[i], local[j]) for i, j in stated]
    values = list(stated.values())
    full = completed(len(group), edges, values)
    if full is None:
        nearest_matrix = repaired(len(group), edges, values)
        moved = [float(nearest_matrix[edge]) for edge in edges]
        kept = [new if abs(new - old) > _KEPT else old for new, old in zip(moved, values, strict=True)]
        full = completed(len(group), edges, kept)
        values = kept if full is not None else moved
        full = nearest_matrix if full is None else full
    matrix[np.ix_(group, group)] = full
    return dict(zip(stated, values, strict=True))


def connected(n: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of indices joined by edges, each ascending."""
    label = list(range(n))
    for i, j in edges:
        old, new = max(label[i], label[j]), min(label[i], label[j])
        label = [new if mark == old else mark for mark in label]
    return [[i for i in range(n) if label[i] == mark] for mark in sorted(set(label))]


def cholesky(matrix: list[list[float]]) -> tuple[tuple[float, ...], ...]:
    """Lower-triangular L with L Lᵀ = matrix, by plain sums, so that no BLAS decides its last bits."""
    n = len(matrix)
    factor = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(factor[i][k] * factor[j][k] for k in range(j))
            factor[i][j] = math.sqrt(rest) if i == j else rest / factor[j][j]
    return tuple(map(tuple, factor))


def _latent(pair: Pair, tied: Mapping[str, Distribution]) -> float:
    if pair.a in tied or pair.b in tied:
        return latent_of(pair.rank, tied.get(pair.a), tied.get(pair.b))
    return 2 * math.sin(math.pi * pair.rank / 6)


def drawn_rank(latent: float, a: Distribution | None = None, b: Distribution | None = None) -> float:
    """Spearman's correlation of two inputs whose normal scores have the correlation `latent`.

    `a` and `b` are their laws where draws share values; without, 6 asin(r / 2) / π (Pearson 1907).
    """
    return 6 / math.pi * math.asin(latent / 2) if a is None and b is None else rank_of(latent, a, b)
