"""Facts learnt at values that are tried: what correlated inputs then are, on the same luck.

Beside `roi.model.learning`, which does it for the answers of a model, so that trying a value and answering with it
give the same draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.distributions import fast_quantile
from roi.distributions.law import inside
from roi.model.learning import copula_of, expected_answers, gains_of, pearson_of
from roi.model.normal_scores import AnswerScore, score_of_value
from roi.model.resolve import evidence_of
from roi.model.values import Model, ModelInput
from roi.records import dataclass

_NOTHING = 1e-12  # a gain below it moves nothing


@dataclass(frozen=True, slots=True)
class Conditioning:
    """Some facts of a model, to be learnt at values that are tried, beside the answers that it has.

    Attributes:
        tried: number among the correlated inputs and evidence of each fact that is tried.
        kept: number and place of the facts that are answered already and not tried.
        moved: number and evidence of the inputs that move.
        gains: (moved, kept + tried).
        sd: of the scores that are left of the moved inputs.
    """

    tried: tuple[tuple[int, ModelInput], ...]
    kept: tuple[tuple[int, AnswerScore], ...]
    moved: tuple[tuple[int, ModelInput], ...]
    gains: Array
    sd: Array
    means: Array

    @property
    def ids(self) -> frozenset[str]:
        """The inputs that move."""
        return frozenset(item.id for _, item in self.moved)

    def draws(self, joint: Sequence[Array], values: Mapping[str, float], many: int) -> dict[str, Array]:
        """The moved inputs as formulas see them.

        Args:
            joint: normal scores of the correlated inputs before any answer, (n,) each.
            values: of the facts tried, as formulas see them.
            many: draws of the whole run: whether tables of quantiles pay.
        """
        steps = [place.score(joint[a]) - joint[a] for a, place in self.kept]
        steps += [
            score_of_value(item.distribution.law, values[item.id] / item.to_formula, ndtr(joint[a]))
            - joint[a]
            for a, item in self.tried
        ]
        laws = {}
        for (j, item), gains in zip(self.moved, self.gains, strict=True):
            score = joint[j].copy()
            for gain, step in zip(gains, steps, strict=True):
                score += gain * step
            u = inside(ndtr(score))
            laws[item.id] = fast_quantile(item.distribution, many)(u) * item.to_formula
        return laws

    def likely(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Likely values of the moved inputs: each keeps its place in the law that is left of it.

        Exact where all answers are numbers; of ranges the mean and the spread count.  Same shape as `values`.
        """
        stars = [
            score_of_value(item.distribution.law, values[item.id] / item.to_formula, np.array(0.5))
            for _, item in self.tried
        ]
        laws = {}
        for k, (_, item) in enumerate(self.moved):
            law = item.distribution.law
            likely = np.array(item.likely / item.to_formula)
            place = ndtri((law.below(likely) + law.cdf(likely)) / 2)
            mean = self.means[k] + sum(
                gain * star for gain, star in zip(self.gains[k, len(self.kept) :], stars, strict=True)
            )
            u = inside(ndtr(mean + self.sd[k] * place))
            laws[item.id] = np.asarray(law.quantile(u) * item.to_formula)
        return laws


def learns(model: Model, name: str) -> bool:
    """Whether an answer to an input would move others: a correlated fact, where answers are learnt."""
    item = next((item for item in model.inputs if item.id == name), None)
    if item is None or item.spec.lever or item.spec.luck or not model.learns:
        return False
    correlated = {each for pair in model.correlations for each in pair.between}
    return name in correlated and evidence_of(model, name) is not None


def conditioning(model: Model, names: Sequence[str]) -> Conditioning | None:
    """The facts among the names, ready to be learnt at any values; None where none would move anything."""
    facts = [name for name in names if learns(model, name)]
    if not facts:
        return None
    base = copula_of(model.case)
    pearson, at = pearson_of(base), {name: place for place, name in enumerate(base.ids)}
    known = model.copula.learning if model.copula is not None else None
    kept = [(fact.at, fact.place) for fact in known.facts if base.ids[fact.at] not in facts] if known else []
    tried = [(at[name], evidence) for name in facts if (evidence := evidence_of(model, name)) is not None]
    known_places = [*(place for place, _ in kept), *(place for place, _ in tried)]
    cut = {each.at for each in known.cut} if known else set()
    rest = [
        (at[item.id], item.evidence or item)
        for item in model.inputs
        if item.id in at and at[item.id] not in known_places and at[item.id] not in cut and not item.constant
    ]
    places = [place for place, _ in rest]
    gains = gains_of(pearson, known_places, places)
    moving = [k for k in range(len(rest)) if np.abs(gains[k, len(kept) :]).max() > _NOTHING]
    if not moving:
        return None
    gains = gains[moving]
    left = 1.0 - (gains * pearson[np.ix_([places[k] for k in moving], known_places)]).sum(axis=1)
    mean, covariance = expected_answers(pearson, [place for place, _ in kept], [place for _, place in kept])
    gain = gains[:, : len(kept)]
    return Conditioning(
        tried=tuple(tried),
        kept=tuple(kept),
        moved=tuple(rest[k] for k in moving),
        gains=gains,
        sd=np.sqrt(left + ((gain @ covariance) * gain).sum(axis=1)),
        means=gain @ mean,
    )
