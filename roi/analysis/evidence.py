"""The evidence bar: the share of the variance of net present value that rests on each grade of evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from roi.analysis.regression import COLUMNS, cross_fitted, design, explained, spline
from roi.analysis.replay import matters
from roi.analysis.scores import checked_metric, enough_draws, finite_values, normal_scores, varying
from roi.case import GRADES
from roi.model import ModelInput
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES

Array = NDArray[np.float64]
LUCK = "luck"
FEWEST_DRAWS = 4_096
_FOLDS = 4  # of four replicates each
_STRONG = 10  # inputs whose products the regression knows
_CLEAR = 3.0  # errors
_WEAK_COLUMNS, _PAIR_COLUMNS = 2, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the variance; with `unexplained` they add up to 1.

    Attributes:
        shares: by grade in the order of `GRADES`, then "luck" for what nobody can know.
        unexplained: what the regression does not catch: products of many inputs, jumps.
    """

    shares: Mapping[str, float]
    unexplained: float


def evidence(run: Simulation, cut: Cut = HEADLINE) -> Evidence:
    """Shapley shares over grades of the R² of NPV on the inputs of those grades.

    v(S) is the cross-fitted R² of the regression on the inputs whose grade is in S, with products of two and
    three strong ones; a grade's share is its mean addition to v over all orders of adding grades (Shapley
    1953; Lindeman, Merenda & Gold 1980; under correlation: Owen & Prieur 2017).

    Raises:
        RoiError: costs that are not stated, draws without a finite value, or too few draws.
    """
    cut = checked_metric(run.model, "npv", cut)
    enough_draws(run, FEWEST_DRAWS, "The evidence bar")
    npv = finite_values(run, "npv", cut)
    items = [item for item in varying(run.model) if matters(run.model, item.id, cut)]
    if not items or not npv.std():
        return Evidence({}, 1.0)
    scores = normal_scores(run)
    y = (npv - npv.mean()) / npv.std()
    grades = [grade for grade in (*GRADES, LUCK) if any(_grade(item) == grade for item in items)]
    value = _values([scores[item.id] for item in items], [grades.index(_grade(i)) for i in items], y)
    shares = dict(zip(grades, (max(0.0, share) for share in shapley(len(grades), value)), strict=True))
    return Evidence(shares, 1 - sum(shares.values()))


def shapley(players: int, value: Sequence[float]) -> tuple[float, ...]:
    """Shapley values: φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! (v(S ∪ i) − v(S)).

    Args:
        players: n.
        value: v of every subset, 2^n of them; bit i of the index tells whether player i is in it.
    """
    result = []
    for i in range(players):
        own = 0.0
        for subset in range(1 << players):
            if not subset >> i & 1:
                size = subset.bit_count()
                weight = math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
                own += weight * (value[subset | 1 << i] - value[subset])
        result.append(own)
    return tuple(result)


def _grade(item: ModelInput) -> str:
    return LUCK if item.spec.chance else item.spec.grade


def _values(scores: Sequence[Array], player: Sequence[int], y: Array) -> list[float]:
    """R² of every subset of players, cross-fitted; never below 0, and never below that of a part of it."""
    columns, needs = _columns(scores, player, y)
    size = columns.shape[-1]
    folds = columns.reshape(_FOLDS, -1, size)
    target = y.reshape(_FOLDS, -1, 1)
    transposed = folds.transpose(0, 2, 1)
    gram, moment = transposed @ folds, (transposed @ target)[:, :, 0]
    gram_of_rest, moment_of_rest = gram.sum(axis=0) - gram, moment.sum(axis=0) - moment
    total = float((target**2).sum())
    found: list[float] = []
    for subset in range(1 << (max(player) + 1)):
        kept = np.flatnonzero([need & ~subset == 0 for need in needs])
        index = np.ix_(np.arange(_FOLDS), kept, kept)
        rest = gram_of_rest[index] + 1e-9 * y.size * np.eye(kept.size)
        weights = np.linalg.solve(rest, moment_of_rest[:, kept, None])[:, :, 0]
        fits = (gram[index] @ weights[:, :, None])[:, :, 0]
        error = total - float((weights * (2 * moment[:, kept] - fits)).sum())
        below = [found[subset ^ 1 << i] for i in range(subset.bit_length()) if subset >> i & 1]
        found.append(max(0.0, 1 - error / total, *below))
    return found


def _columns(scores: Sequence[Array], player: Sequence[int], y: Array) -> tuple[Array, list[int]]:
    """Columns of the regression, (16, m, columns), and for each the bits of the players it needs."""
    splines = [spline(z) for z in scores]
    alone = [explained(y, cross_fitted(design([own]), y)).value for own in splines]
    strong = sorted(sorted(range(len(scores)), key=lambda i: -alone[i])[:_STRONG])
    columns, needs = [np.ones_like(y)], [0]
    for i, own in enumerate(splines):
        for column in own[: COLUMNS if i in strong else _WEAK_COLUMNS]:
            columns.append(column)
            needs.append(1 << player[i])
    for i, j in combinations(strong, 2):
        for a in splines[i][:_PAIR_COLUMNS]:
            for b in splines[j][:_PAIR_COLUMNS]:
                columns.append(a * b)
                needs.append(1 << player[i] | 1 << player[j])
    for i, j, k in combinations(strong, 3):
        columns.append(splines[i][0] * splines[j][0] * splines[k][0])
        needs.append(1 << player[i] | 1 << player[j] | 1 << player[k])
    kept = [place for place, column in enumerate(columns) if place == 0 or _speaks(column, y)]
    return np.stack([columns[place] for place in kept], axis=-1), [needs[place] for place in kept]


def _speaks(column: Array, y: Array) -> bool:
    """Whether the column's covariance with y stands clear of its error: noise only widens a regression."""
    each = (column * y).mean(axis=1)
    return bool(abs(each.mean()) * REPLICATES**0.5 > _CLEAR * np.std(each, ddof=1))
