"""A metalog in place of another distribution, for readers that know no other, and how far it is from it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from roi.distributions.family import Distribution
from roi.distributions.metalog import Metalog, fit_least_squares
from roi.records import dataclass

MOST_TERMS = 16  # that readers of SIPmath take
LARGEST_ERROR = 1e-3  # of the range from P0.1 to P99.9
_FITTED = np.concatenate([(np.arange(400) + 0.5) / 400, [0.0005, 0.001, 0.999, 0.9995]])
_SEEN = np.linspace(0.001, 0.999, 1_999)


@dataclass(frozen=True, slots=True)
class Approximation:
    """A metalog with the largest distance of its quantiles between P0.1 and P99.9, as a share of that range."""

    law: Metalog
    error: float


@lru_cache(maxsize=512)
def metalog_near(distribution: Distribution) -> Approximation | None:
    """The distribution itself where it is a metalog; else the one of fewest terms that is near enough.

    Least squares on the quantiles, with the bounds of the distribution (Keelin 2016, section 3).  None where no
    feasible metalog of `MOST_TERMS` is within `LARGEST_ERROR`: what has single values or kinks.
    """
    law = distribution.law
    if isinstance(law, Metalog):
        return Approximation(law, 0.0)
    first, last = distribution.p001_p999
    if distribution.discrete or not last > first:
        return None
    low, high = law.support
    fitted, seen = distribution.quantile(_FITTED), distribution.quantile(_SEEN)
    inside = (fitted > low) & (fitted < high)  # an end that digits cannot tell from the support
    for terms in range(2, MOST_TERMS + 1):
        near = fit_least_squares(_FITTED[inside], fitted[inside], terms, low, high)
        error = float(np.max(np.abs(near.quantile(_SEEN) - seen))) / (last - first)
        if error <= LARGEST_ERROR and near.feasible:
            return Approximation(near, error)
    return None
