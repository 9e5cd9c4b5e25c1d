"""What is swung and ranked as one: an input alone, or the luck of all years of an input together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.formula.word_arrays import yearly
from roi.model.values import Model, ModelInput
from roi.records import dataclass
from roi.units import ONE, DeclaredUnit

ENDS = (0.1, 0.9)  # probabilities between which a factor swings
_SHARE = DeclaredUnit("%", ONE, 0.01)


@dataclass(frozen=True, slots=True)
class Factor:
    """One input that varies, or the luck of the years of one.

    Attributes:
        item: the input; of years one that stands for all of them, whose value is their mean in % of the level.
        members: the inputs that are drawn.
        persistence: likely, of years.
    """

    item: ModelInput
    members: tuple[ModelInput, ...]
    spread: float = 0.0
    persistence: float = 0.0

    @property
    def id(self) -> str:
        """Of the input, or of what stands for its years."""
        return self.item.id

    @property
    def of_years(self) -> bool:
        """Whether it is the luck of years."""
        return bool(self.members[0].luck_of)

    def ends(self) -> Mapping[str, tuple[float, float]]:
        """The uniforms of each member at the low and at the high end.

        Years move together, to where their mean score has the probabilities `ENDS`.
        """
        if not self.of_years:
            return {self.id: ENDS}
        shift = float(ndtri(ENDS[1])) * math.sqrt(self._variance())
        # e with which each later score stays where the first is: z (1 − r) / √(1 − r²)
        stay = math.sqrt((1 - self.persistence) / (1 + self.persistence))
        scores = [shift, *[shift * stay] * (len(self.members) - 1)]
        pairs = zip(self.members, scores, strict=True)
        return {item.id: (float(ndtr(-score)), float(ndtr(score))) for item, score in pairs}

    def values(self) -> tuple[float, float]:
        """Low and high end, in the declared unit of the item."""
        if not self.of_years:
            low, high = self.item.quantile(np.array(ENDS)) / self.item.unit.scale
            return float(low), float(high)
        score = np.array([-1.0, 1.0]) * float(ndtri(ENDS[1])) * math.sqrt(self._variance())
        low, high = yearly(np.ones((1, 1)), np.asarray(self.spread), np.asarray(0.0), score)[0]
        return 100 * float(low), 100 * float(high)

    def score(self, scores: Mapping[str, Array]) -> Array:
        """The normal score of the factor, from those of its members: of years that of their mean."""
        if not self.of_years:
            return scores[self.id]
        kept = math.sqrt(1 - self.persistence**2)
        score = scores[self.members[0].id]
        total = score
        for item in self.members[1:]:
            score = self.persistence * score + kept * scores[item.id]
            total = total + score
        return np.asarray(total / (len(self.members) * math.sqrt(self._variance())))

    def _variance(self) -> float:
        """Of the mean of the scores: (1 / n²) Σ r^|i − j|."""
        n = len(self.members)
        return sum((n - abs(k)) * self.persistence ** abs(k) for k in range(1 - n, n)) / n**2


def factors_of(model: Model) -> tuple[Factor, ...]:
    """The inputs that vary, then the luck of the years of each input that is drawn anew each year."""
    alone = [Factor(item, (item,)) for item in model.inputs if not item.constant]
    years: dict[str, list[ModelInput]] = {}
    for item in model.luck:
        years.setdefault(item.luck_of, []).append(item)
    return (*alone, *(_of_years(model.input(name), tuple(members)) for name, members in years.items()))


def _of_years(level: ModelInput, members: tuple[ModelInput, ...]) -> Factor:
    spread, persistence = level.yearly or (0.0, 0.0)
    spec = replace(
        members[0].spec, id=f"{level.id}_luck", label=f"{level.spec.label}: luck of its years", unit="%"
    )
    return Factor(replace(members[0], spec=spec, unit=_SHARE), members, spread, persistence)
