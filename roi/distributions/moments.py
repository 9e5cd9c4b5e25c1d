"""Mean and standard deviation of a distribution, where its tails let them be known."""

from __future__ import annotations

import numpy as np
from scipy import special

from roi.distributions.discrete import Atoms
from roi.distributions.family import Distribution

_REACH, _STEP = 36.0, 0.01  # of logit(u): no double inside (0, 1) lies further out
_TAIL = 25.0  # beyond it lie 1e-11 of all values on either side
_MOST = 1e-3  # of the variance that may come from there
_LOGIT = np.arange(-_REACH, _REACH + _STEP, _STEP)
_U = special.expit(_LOGIT)
_WEIGHT = _U * special.expit(-_LOGIT)  # du, of which all make 1
_WEIGHT /= _WEIGHT.sum()


def moments(distribution: Distribution) -> tuple[float, float] | None:
    """Mean and standard deviation in numbers of the distribution; None where far tails decide them.

    Those of a sample are its own, with n - 1.  Else the arguments of a family that is told by them, sums over
    single values, or the integral of the quantile
    function over u by the trapezoidal rule in logit(u), good to six digits.
    """
    mean, sd = distribution.arguments.get("mean"), distribution.arguments.get("sd")
    if mean is not None and sd is not None:
        return mean, sd
    values = np.array(distribution.arguments.data)
    if values.size:
        return float(values.mean()), float(values.std(ddof=1))
    law = distribution.law
    if isinstance(law, Atoms):
        x, weight = law.values, np.diff(law.cumulative, prepend=0.0)
    else:
        x, weight = distribution.quantile(_U), _WEIGHT
    mean = float(np.sum(weight * x))
    parts = weight * (x - mean) ** 2
    variance = float(parts.sum())
    far = 0.0 if isinstance(law, Atoms) else float(parts[np.abs(_LOGIT) > _TAIL].sum())
    return (mean, float(np.sqrt(variance))) if far <= _MOST * variance else None
