"""How two variables of one SIPmath library go together there."""

from __future__ import annotations

import numpy as np

from roi.analysis.scores import midranks
from roi.distributions import Distribution
from roi.model.correlation import drawn_rank


def library_rank(first: Distribution, second: Distribution) -> float:
    """Spearman's correlation of two values that are `sip(…)`, as their library has it; 0 where it says nothing.

    Of trials it is that of their ranks, where it is further from 0 than three of its standard errors; of variables
    that a Gaussian copula binds, 6 asin(r / 2) / π (Pearson 1907).
    """
    (file, name), (other_file, other_name) = _place(first), _place(second)
    variable, other = first.arguments.sip, second.arguments.sip
    if file != other_file or name == other_name:
        return 0.0
    if other_name in variable.others:
        return drawn_rank(variable.scores[variable.others.index(other_name)])
    n = len(variable.numbers)
    if not variable.function == other.function == "SIP_Array" or n != len(other.numbers):
        return 0.0
    ranks = np.stack([midranks(np.array(sip.numbers)) for sip in (variable, other)])
    if np.any(np.ptp(ranks, axis=1) == 0):
        return 0.0
    rank = float(np.asarray(np.corrcoef(ranks))[0, 1])
    return rank if abs(rank) > 3 / np.sqrt(n) else 0.0


def _place(distribution: Distribution) -> tuple[str, str]:
    texts = {name: value for name, value in distribution.arguments.given if isinstance(value, str)}
    return texts["file"], texts["name"]
