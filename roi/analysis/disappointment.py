"""What the way to deploy that is chosen is likely to fall short of its estimate by.

Expected values of a Bayesian model disappoint nobody: what is left of it is the sampling error of the draws.  Plans
do, and so does evidence that knows nothing of how such deployments turn out; that is told where a class is given.
"""

from __future__ import annotations

import math

import numpy as np

from roi.analysis.comparison import NOTHING, Comparison
from roi.analysis.winner import Repeated, Shrunk, covariance_of_means, expecting, repeated, shrunk
from roi.arrays import Array
from roi.records import dataclass

FEWEST_DEALS = 3  # whose realised benefits make a class


@dataclass(frozen=True, slots=True)
class ValueClass:
    """What such deployments are worth: mean and standard deviation of their net present value, in money."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class RatioClass:
    """Realised ÷ estimated of benefits and of costs: means and standard deviations over deals.

    Attributes:
        deals: how many had benefits measured.
    """

    benefits: tuple[float, float]
    costs: tuple[float, float]
    deals: int

    def expected(self, benefits: Array, costs: Array) -> Array:
        """Net present values as they are expected to come true, of present values of benefits and costs."""
        return self.benefits[0] * benefits - self.costs[0] * costs


@dataclass(frozen=True, slots=True)
class Disappointment:
    """Of choosing among ways to deploy and doing nothing.

    Attributes:
        names: those that have a finite mean; doing nothing is the last.
        means: of NPV, (n,).
        planned: the best by the plan, with its NPV in the `plan` and its `mean`.
        sampling: what choosing by the means of so many draws does, were others drawn.
        by_class: means after what is known of a class was taken in; None without one.
    """

    names: tuple[str, ...]
    means: Array
    planned: str
    plan: float
    mean: float
    sampling: Repeated
    by_class: Shrunk | None = None


def disappointment(base: Comparison, known: ValueClass | RatioClass | None = None) -> Disappointment | None:
    """The disappointment of whoever chooses the best of a comparison; None where fewer than two can be chosen.

    Args:
        base: ways to deploy, on common draws.
        known: of the class of such deployments.
    """
    names = base.with_mean
    if len(names) < 2:
        return None
    standings = {standing.name: standing for standing in base.standings}
    draws = np.stack([base.npv[name] for name in names])
    means = np.array([standings[name].npv.mean.value for name in names])
    errors = covariance_of_means(draws)
    planned = max(names, key=lambda name: base.base[name])
    by_class = None
    if isinstance(known, ValueClass):
        acting = np.array([name != NOTHING for name in names], dtype=float)
        together = np.cov(draws.reshape(len(names), -1))
        by_class = shrunk(means, together, known.mean * acting, known.sd * acting, seed=base.seed)
    elif known is not None:
        costs = np.array([standings[name].costs.value for name in names])
        benefits = means + costs
        variances = np.square(known.benefits[1] * benefits) + np.square(known.costs[1] * costs)
        by_class = expecting(means, known.expected(benefits, costs), variances, seed=base.seed)
    return Disappointment(
        names=names,
        means=means,
        planned=planned,
        plan=base.base[planned],
        mean=float(means[names.index(planned)]),
        sampling=repeated(means, errors, seed=base.seed),
        by_class=by_class,
    )


def ratios_of(values: Array) -> tuple[float, float]:
    """Mean and standard deviation of realised ÷ estimated over deals, (deals,); 1 and 0 of fewer than three."""
    if len(values) < FEWEST_DEALS:
        return 1.0, 0.0
    # The next deal is one more of the class, whose mean is known from these only.
    return float(values.mean()), float(values.std(ddof=1)) * math.sqrt(1 + 1 / len(values))
