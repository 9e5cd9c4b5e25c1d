"""The likely value of each family: what an input is worth in the base case."""

from __future__ import annotations

import math

import numpy as np

from roi.distributions.family import Arguments
from roi.distributions.law import Law


def median(_a: Arguments, law: Law) -> float:
    """P50."""
    return float(law.quantile(np.array([0.5]))[0])


def given_p50(a: Arguments, law: Law) -> float:
    """The P50 that was typed; that of the law where none was."""
    typed = a.get("p50")
    return median(a, law) if typed is None else typed


def observed_share(a: Arguments, _law: Law) -> float:
    """The share of a sample that was counted."""
    return (100.0 if a.percent else 1.0) * a["count"] / a["of"]


def hit_or_miss(a: Arguments, law: Law) -> float:
    """The likelier of the two values of bernoulli; the miss when they are equally likely."""
    return law.support[1] if a["p"] > 0.5 else law.support[0]


def heaviest_value(a: Arguments, _law: Law) -> float:
    """The value with the largest weight; the smallest of several."""
    merged: dict[float, float] = {}
    for value, weight in zip(a.numbers("value"), a.numbers("weight"), strict=True):
        merged[value] = merged.get(value, 0.0) + weight
    return min(merged, key=lambda value: (-merged[value], value))


def poisson_mode(a: Arguments, _law: Law) -> float:
    """The largest whole number up to the mean."""
    return float(math.floor(a["mean"]))


def binomial_mode(a: Arguments, _law: Law) -> float:
    """floor((n + 1) p), at most n."""
    return float(min(a["n"], math.floor((a["n"] + 1) * a["p"])))


def heaviest_part(a: Arguments, _law: Law) -> float:
    """The likely value of the part with the largest weight, the first of several."""
    weights = a.numbers("weight")
    return a.parts[weights.index(max(weights))].likely
