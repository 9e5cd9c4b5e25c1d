"""What answers tell: an answered fact conditions the inputs it is correlated with; what is set moves nothing.

Under a Gaussian copula z_j + Σ k_ja (z*_a − z_a), with K = R_jA R_AA⁻¹, has the law of z_j given z_A = z*_A
whatever was drawn (conditioning by kriging: Journel 1974), so that the luck of every draw stays.  z*_a is the
answer's place in the evidence, Φ⁻¹(F(x_a)): a number where the answer is one, else as the answer was drawn.
A lever that is set to a range is cut loose from its correlations, and no other input moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from roi.arrays import Array
from roi.case import Case, Correlation, Input
from roi.distributions import Distribution
from roi.distributions.family import Arguments, Family
from roi.distributions.law import Law
from roi.errors import Place, RoiError, located
from roi.model.correlation import (
    AnsweredFact,
    Copula,
    Learning,
    MovedInput,
    Pair,
    RangeCut,
    cholesky,
    gaussian_copula,
)  # fmt: skip
from roi.model.read import read_input
from roi.model.registry import registry
from roi.model.tied_ranks import tied
from roi.model.values import Model, ModelInput
from roi.records import dataclass
from roi.sip import Sip

if TYPE_CHECKING:
    from roi.model.normal_scores import AnswerScore, ScoreChange

_POINTS = 1_024  # of answers that are ranges, for what is shown of the inputs they move
_NOTHING = 1e-12  # a weight below it moves nothing
_DIGITS = 12  # kept of the linear algebra, so that no library decides a bit of the results


def copula_of(case: Case) -> Copula:
    """The copula of every input of the document that is correlated with another, active or not.

    Ranks are those of the document's own laws: an option or a preset that puts another law in place of one keeps
    the luck of every draw.

    Raises:
        RoiError: a rank correlation outside (−1, 1), a pair twice.
    """
    specs = dict(case.inputs)
    for option in case.options.values():
        for name, spec in option.inputs.items():
            if isinstance(spec, Input):
                specs.setdefault(name, spec)
    named = dict.fromkeys(name for pair in case.correlations for name in pair.between)
    laws = tuple(specs[name] for name in named if name in specs)
    return _copula(
        _Correlated(case.input_ids(), case.correlations, case.origin, laws, case.data, case.sips, case)
    )


@dataclass(frozen=True, slots=True)
class _Correlated:
    """All of a document that its copula depends on, as a key of a cache."""

    ids: tuple[str, ...]
    correlations: tuple[Correlation, ...]
    origin: str
    specs: tuple[Input, ...]
    data: Mapping[str, tuple[float, ...]] = field(hash=False)
    sips: Mapping[str, Sip] = field(hash=False)
    case: Case = field(compare=False)


@lru_cache(maxsize=64)
def _copula(key: _Correlated) -> Copula:
    pairs = [Pair(*pair.between, pair.rank) for pair in key.correlations]
    with located(Place(key.origin, "[[correlations]]")):
        return gaussian_copula(key.ids, pairs, dict(_tied_laws(key)))


def _tied_laws(key: _Correlated) -> Iterator[tuple[str, Distribution]]:
    units = registry(key.case)
    for spec in key.specs:
        try:
            distribution = read_input(spec, units, key.case).distribution
        except RoiError:  # has a value in an option or a preset only, whose ranks are not the document's
            continue
        if tied(distribution):
            yield spec.id, distribution


def learnt(model: Model, facts: Mapping[str, tuple[ModelInput, ModelInput]], loose: Sequence[str]) -> Model:
    """The model after its answers.

    Args:
        model: resolved.
        facts: by input the answer and the evidence beneath it, of facts that are correlated with others.
        loose: correlated inputs that are set to a range.
    """
    from roi.model.normal_scores import mixed, score_of_answer  # a case without answers has no use for it

    base = copula_of(model.case)
    pearson = pearson_of(base)
    answered = [place for place, name in enumerate(base.ids) if name in facts]
    cut = [place for place, name in enumerate(base.ids) if name in loose]
    rest = [place for place in range(len(base.ids)) if place not in answered and place not in cut]
    pairs = [facts[base.ids[a]] for a in answered]
    places = [
        score_of_answer(answer.distribution, evidence.distribution, answer.to_formula / evidence.to_formula)
        for answer, evidence in pairs
    ]
    gains = gains_of(pearson, answered, rest)
    drawn, starred = _answers(pearson[np.ix_(answered, answered)], places)
    shifts = starred @ gains.T
    left = pearson[np.ix_(rest, rest)] - gains @ pearson[np.ix_(answered, rest)]
    sd = np.sqrt(np.diag(left)).round(_DIGITS)
    scores = {
        j: mixed(shifts[:, k], float(sd[k]))
        for k, j in enumerate(rest)
        if np.abs(gains[k]).max(initial=0) > _NOTHING
    }
    learning = Learning(
        facts=tuple(AnsweredFact(a, place) for a, place in zip(answered, places, strict=True)),
        moved=tuple(
            MovedInput(j, tuple(gains[k].tolist()), scores[j]) for k, j in enumerate(rest) if j in scores
        ),
        cut=_cut(pearson, cut),
    )
    matrix = _left_over(drawn, shifts, left, answered, rest, len(base.ids))
    copula = replace(
        base,
        factor=cholesky(matrix.tolist()),
        latent=tuple(map(tuple, matrix.tolist())),
        base=base.factor,
        learning=learning,
    )
    by = {
        base.ids[j]: tuple(
            base.ids[a] for a, k in zip(answered, gains[rest.index(j)], strict=True) if abs(k) > _NOTHING
        )
        for j in scores
    }
    named = {base.ids[j]: score for j, score in scores.items()}
    inputs = tuple(
        replace(item, evidence=facts[item.id][1]) if item.id in facts
        else _moved(item, named[item.id], by[item.id], model.labels) if item.id in named and not item.constant
        else item
        for item in model.inputs
    )  # fmt: skip
    return replace(model, inputs=inputs, copula=copula)


def pearson_of(copula: Copula) -> Array:
    """Correlations of the normal scores, (n, n)."""
    factor = np.array(copula.factor)
    return factor @ factor.T if factor.size else np.zeros((0, 0))


def gains_of(pearson: Array, numbers: Sequence[int], rest: Sequence[int]) -> Array:
    """K = R_jA R_AA⁻¹, (rest, told)."""
    if not numbers:
        return np.zeros((len(rest), 0))
    weights = np.linalg.solve(pearson[np.ix_(numbers, numbers)], pearson[np.ix_(numbers, rest)])
    return np.asarray(weights.T.round(_DIGITS), dtype=np.float64)


def _answers(pearson: Array, places: Sequence[AnswerScore]) -> tuple[Array, Array]:
    """Normal scores of the answers' draws and their places in the evidence: (points, answers) each.

    The points are an additive recurrence of the generalised golden ratio (Roberts 2018), always the same.
    """
    n = len(places)
    if not n:
        return np.zeros((_POINTS, 0)), np.zeros((_POINTS, 0))
    golden = 2.0
    for _ in range(60):
        golden = (1 + golden) ** (1 / (n + 1))
    steps = golden ** -np.arange(1, n + 1)
    independent = ndtri((0.5 + np.arange(1, _POINTS + 1)[:, None] * steps) % 1.0)
    drawn = independent @ np.linalg.cholesky(pearson).T
    return drawn, np.stack([place.score(drawn[:, a]) for a, place in enumerate(places)], axis=1)


def expected_answers(
    pearson: Array, numbers: Sequence[int], places: Sequence[AnswerScore]
) -> tuple[Array, Array]:
    """Mean and covariance of the answers' places in their evidence, as scores."""
    _, starred = _answers(pearson[np.ix_(numbers, numbers)], places)
    centred = starred - starred.mean(axis=0)
    return starred.mean(axis=0), centred.T @ centred / len(starred)


def _cut(pearson: Array, cut: Sequence[int]) -> tuple[RangeCut, ...]:
    """Weights of all scores that give each set input one of its own, independent of all others.

    The residuals of the set inputs given the rest have the covariance Q⁻¹, Q their block of the inverse.
    """
    if not cut:
        return ()
    inverse = np.linalg.inv(pearson)
    block = inverse[np.ix_(cut, cut)]
    residuals = np.linalg.solve(block, inverse[cut])
    whitened = np.linalg.solve(np.linalg.cholesky(np.linalg.inv(block)), residuals).round(_DIGITS)
    return tuple(RangeCut(s, tuple(row.tolist())) for s, row in zip(cut, whitened, strict=True))


def _left_over(
    drawn: Array, shifts: Array, left: Array, numbers: Sequence[int], rest: Sequence[int], n: int
) -> Array:
    """Correlations of the scores after the answers: of answers' draws, of what they moved, of the rest."""
    both = np.concatenate([drawn - drawn.mean(axis=0), shifts - shifts.mean(axis=0)], axis=1)
    covariance = both.T @ both / len(both)
    covariance[len(numbers) :, len(numbers) :] += left
    sd = np.sqrt(np.diag(covariance))
    matrix = np.eye(n)
    order = [*numbers, *rest]
    matrix[np.ix_(order, order)] = (covariance / np.outer(sd, sd)).round(_DIGITS)
    np.fill_diagonal(matrix, 1.0)
    return matrix


# The law of an input that answers have moved ------------------------------------------------------


def _unused(_arguments: Arguments) -> Law:
    raise NotImplementedError("what an answer leaves is worked out, never typed")


def _likely(arguments: Arguments, _law: Law) -> float:
    return arguments["likely"]


def _words(arguments: Arguments, texts: Mapping[str, str]) -> str:
    by = next(value for name, value in arguments.given if name == "by" and isinstance(value, str))
    return f"{texts['of']}; moved by the answer to {by}"


_FAMILY = Family(
    name="learnt", parameters=(), law=_unused, likely=_likely, words=_words, example="", called=False
)


def _moved(
    item: ModelInput, score: ScoreChange, by: tuple[str, ...], labels: Mapping[str, str]
) -> ModelInput:
    """The input with the law that the answers leave of it; its likely value keeps its place in that law."""
    from roi.model.normal_scores import Conditioned

    law = Conditioned(item.distribution.law, score)
    likely = np.array(item.likely / item.to_formula)
    place = (item.distribution.law.below(likely) + item.distribution.law.cdf(likely)) / 2
    value = float(law.quantile(place))
    listed = ", ".join(labels[name] for name in by)
    given = (
        ("of", item.distribution), ("likely", value), ("by", listed), ("score", score.numbers),
    )  # fmt: skip
    arguments = Arguments("learnt", given, item.distribution.percent)
    distribution = Distribution(_FAMILY, arguments, item.distribution.text, law)
    return replace(
        item, spec=replace(item.spec, likely=None), distribution=distribution, evidence=item, moved_by=by
    )
