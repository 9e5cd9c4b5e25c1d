"""Candidates side by side as values: how each does, by how much they differ, which is the best on average."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from roi.analysis.far_out import FarOut, Figure, order_of_figure
from roi.arrays import Array
from roi.card import Brief
from roi.case import AS_IT_STANDS as AS_IT_STANDS
from roi.case import NOTHING as NOTHING
from roi.errors import RoiError, nearest, of_setting
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.estimate import UNDEFINED, Statistic, probability, quantiles
from roi.sim.moments import estimate_of
from roi.sim.prepare import Prepared

PERCENTILES = (10, 50, 90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resolved model under a name of its own."""

    name: str
    model: Model


@dataclass(frozen=True, slots=True)
class MoneySpread:
    """A quantity over the draws: its mean and percentiles, in money."""

    mean: Statistic
    percentiles: Mapping[int, Statistic]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one candidate does.

    Attributes:
        base: NPV of the plan; `npv`: over the draws; `costs`: mean present value of its costs.  Means are
            undefined where they are not finite, for an input with a heavy tail.
        positive: probability that NPV is above 0.
        best: probability that no other candidate, doing nothing included, has a larger NPV; ties are shared.
        regret: mean of what is lost against the best of each draw, had it been known.
        undefined: why there is no NPV; "" where there is.
    """

    name: str
    model: Model | None
    base: float
    npv: MoneySpread
    costs: Statistic
    positive: Statistic
    best: Statistic
    regret: Statistic
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """NPV of `name` minus NPV of `against`, draw by draw.  `better`: P(above 0), `equal`: P(exactly 0)."""

    name: str
    against: str
    base: float
    spread: MoneySpread
    better: Statistic
    equal: Statistic


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Brief):
    """Candidates on common draws.

    Attributes:
        prepared: by candidate.
        npv: by candidate: draws, (16, m); nan where the preset does not state the costs.
        standings: in the order asked for; doing nothing comes last.
        choice: the candidate with the largest mean NPV, `NOTHING` among them; one without a finite mean is
            never chosen.
        evpi: expected value of perfect information on the choice between all candidates and nothing: the
            regret of the choice (Howard 1966, for a risk-neutral decider).
        far: the candidates with inputs of heavy tails far out.
        remarks: what a reader of the means must know of them, sentences.
    """

    candidates: tuple[Candidate, ...]
    prepared: Mapping[str, Prepared]
    cut: Cut
    draws: int
    seed: int
    sampler: str
    npv: Mapping[str, Array]
    base: Mapping[str, float]
    standings: tuple[Standing, ...]
    choice: str
    evpi: Statistic
    far: tuple[FarOut, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def currency(self) -> str:
        """Of all amounts."""
        return self.candidates[0].model.currency

    @property
    def ahead(self) -> str:
        """The candidate with the largest mean NPV but for doing nothing; by P50 where none has a finite mean."""
        known = [
            standing for standing in self.standings if standing.name != NOTHING and not standing.undefined
        ]
        finite = [each for each in known if math.isfinite(each.npv.mean.value)]
        if finite:
            return max(finite, key=lambda each: each.npv.mean.value).name
        return max(known, key=lambda each: each.npv.percentiles[50].value).name

    def order(self, figure: Figure) -> float:
        """Moments below this order are finite of a figure of the candidates' NPV; inf where all are.

        Args:
            figure: of draws by candidate, (n,) each; doing nothing is not among them.
        """
        return order_of_figure(self.far, figure)

    @property
    def with_mean(self) -> tuple[str, ...]:
        """The candidates whose mean NPV is finite, doing nothing among them."""
        return tuple(standing.name for standing in self.standings if math.isfinite(standing.npv.mean.value))

    def difference(self, name: str, against: str) -> Difference:
        """The paired difference of two candidates.

        Raises:
            RoiError: a name that is not compared.
        """
        for each in (name, against):
            if each not in self.npv:
                raise RoiError(f"`{each}` is not compared", of_setting("compare"), nearest(each, self.npv))
        gap = self.npv[name] - self.npv[against]
        defined = not np.isnan(gap).any()

        def figure(npv: Mapping[str, Array]) -> Array:
            pair = [npv[candidate] if candidate != NOTHING else np.zeros(1) for candidate in (name, against)]
            return pair[0] - pair[1]

        return Difference(
            name=name,
            against=against,
            base=self.base[name] - self.base[against],
            spread=spread_of(gap, self.order(figure) if defined else math.inf),
            better=probability(gap > 0) if defined else UNDEFINED,
            equal=probability(gap == 0) if defined else UNDEFINED,
        )


def spread_of(values: Array, order: float) -> MoneySpread:
    """Of draws, (16, m), whose moments below an order are finite."""
    if np.isnan(values).any():
        return MoneySpread(UNDEFINED, dict.fromkeys(PERCENTILES, UNDEFINED))
    percentiles = quantiles(values, [p / 100 for p in PERCENTILES])
    return MoneySpread(estimate_of(values, order), dict(zip(PERCENTILES, percentiles, strict=True)))
