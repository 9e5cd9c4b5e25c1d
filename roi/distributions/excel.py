"""Quantile functions as Excel formulas of u: only what Excel 2016 and LibreOffice 7.4 both have.

{u} and each {parameter} stand for a cell or a bracketed literal.  The forms survive a range that a
user narrows to one value (low = mode = high).  No `-x^y`: Excel reads it as (-x)^y.
"""

from __future__ import annotations

import math
from itertools import pairwise

from roi.distributions.family import Arguments

UNIFORM = "{low}+{u}*({high}-{low})"
TRIANGULAR = (
    "IF({u}*({high}-{low})<{mode}-{low},"
    "{low}+SQRT({u}*({high}-{low})*({mode}-{low})),"
    "{high}-SQRT((1-{u})*({high}-{low})*({high}-{mode})))"
)
PERT = (
    "IF({high}>{low},BETAINV({u},1+4*({mode}-{low})/({high}-{low}),"
    "1+4*({high}-{mode})/({high}-{low}),{low},{high}),{low})"
)
NORMAL = "{mean}+{sd}*NORMINV({u},0,1)"
# TINV has two tails: of a probability p it gives the t beyond which p lies on both sides together.
MEAN_OF = "{mean}+{error}*IF({u}<0.5,-TINV(2*{u},{n}-1),TINV(2*(1-{u}),{n}-1))"
LOGNORMAL = "{mean}/SQRT(1+({sd}/{mean})^2)*EXP(SQRT(LN(1+({sd}/{mean})^2))*NORMINV({u},0,1))"
INTERVAL = "SQRT({low}*{high})*EXP(LN({high}/{low})/(2*NORMINV(0.95,0,1))*NORMINV({u},0,1))"
BETA = "BETAINV({u},{alpha},{beta},{low},{high})"
GAMMA = "GAMMAINV({u},{shape},{scale})"
DIRICHLET = "GAMMAINV({u},{count},1/{of})"
PARETO = "{minimum}/(1-{u})^(1/{alpha})"
BERNOULLI = "IF({u}>1-{p},1,0)"  # 1 in a cell is 100 % on a % input


def pairs(a: Arguments) -> str | None:
    """One step a value; None where the values were not typed in ascending order."""
    values, count = a.numbers("value"), len(a.numbers("value"))
    if any(left >= right for left, right in pairwise(values)):
        return None
    weights = [f"{{weight{i}}}" for i in range(1, count + 1)]
    steps = [
        f"({{u}}>({'+'.join(weights[:i])})/({'+'.join(weights)}))*({{value{i + 1}}}-{{value{i}}})"
        for i in range(1, count)
    ]
    return "+".join(["{value1}", *steps])


def quantiles(a: Arguments) -> str | None:
    """A metalog through P50 and two quantiles as far from it; None for any other."""
    names = [name for name, _ in a.given if name not in ("min", "max")]
    probabilities = {name: float(name[1:].replace("_", ".")) for name in names}
    if len(names) != 3:
        return None
    first, middle, last = sorted(names, key=lambda name: probabilities[name])
    symmetric = math.isclose(probabilities[first], 100 - probabilities[last])
    if not symmetric or probabilities[middle] != 50:
        return None
    return _triplet(a, probabilities[first] / 100, first, middle, last)


def _triplet(a: Arguments, alpha: float, first: str, middle: str, last: str) -> str:
    """Keelin (2016), symmetric-percentile triplet: middle + logit(u) (a2 + a3 (u - 1/2))."""
    low, high = (math.isfinite(bound) for bound in a.bounds)
    on_line = "{{{0}}}"
    if low and high:
        on_line = "LN(({{{0}}}-{{min}})/({{max}}-{{{0}}}))"
    elif low:
        on_line = "LN({{{0}}}-{{min}})"
    elif high:
        on_line = "LN({{max}}-{{{0}}})"  # the sign is turned below
    z1, z2, z3 = (on_line.format(name) for name in (first, middle, last))
    logit = repr(math.log((1 - alpha) / alpha))
    skew = f"({{u}}-0.5)*({z1}+{z3}-2*{z2})/{1 - 2 * alpha!r}"
    line = f"{z2}+LN({{u}}/(1-{{u}}))/{logit}*(({z3}-{z1})/2+{skew})"
    if low and high:
        return f"{{min}}+({{max}}-{{min}})/(1+EXP(-({line})))"
    if low:
        return f"{{min}}+EXP({line})"
    return f"{{max}}-EXP({line})" if high else line
