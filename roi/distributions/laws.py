"""Arguments of a family → its law."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from roi.distributions import compound, discrete
from roi.distributions.checks import (
    checked_probability,
    checked_shape,
    checked_weights,
    checked_width,
    ordered,
    positive,
    refuse_levels,
    refuse_two_percentages,
    with_mode,
)
from roi.distributions.continuous import Beta, Gamma, LogNormal, Normal, Pareto, StudentT, Triangular, Uniform
from roi.distributions.discrete import Atoms
from roi.distributions.family import Arguments
from roi.distributions.law import Law
from roi.sourced import OBSERVED

Z95 = float(special.ndtri(0.95))
PERT_LAMBDA = 4.0  # weight of the mode (Malcolm et al. 1959)
LARGEST_COUNT = 10_000_000
FEWEST_VALUES = 4  # of a mean: with fewer its variance is infinite
MOST_PARTS = 50  # of a mixture
MOST_ATOMS = 5_000_000  # of a mixture's parts together, times their number: each is asked at all of them
SMALLEST_MASS = 1e-9  # of a truncation: with less, the quantile keeps fewer than 7 digits


def constant(a: Arguments) -> Law:
    """A bare number."""
    return Atoms(np.array([a["value"]]), np.array([1.0]))


def uniform(a: Arguments) -> Law:
    """Equal density from low to high."""
    return Uniform(*ordered(a))


def triangular(a: Arguments) -> Law:
    """A triangle over low, mode, high."""
    return Triangular(*with_mode(a))


def pert(a: Arguments) -> Law:
    """The beta law with mean (low + 4 mode + high) / 6 and a variance of about (high - low)^2 / 36."""
    low, mode, high = with_mode(a)
    rise = PERT_LAMBDA * (mode - low) / (high - low)
    return Beta(1 + rise, 1 + PERT_LAMBDA * (high - mode) / (high - low), low, high)


def normal(a: Arguments) -> Law:
    """Mean and standard deviation."""
    return Normal(a["mean"], positive(a, "sd"))


def mean_of(a: Arguments) -> Law:
    """The mean of a population of which n values are known: Student's t with n - 1 degrees of freedom.

    "Student" (1908), The probable error of a mean, Biometrika 6(1): (mean of n - true mean) over s / sqrt(n);
    exact where single values are normal, near it for any law without heavy tails as n grows.

    Raises:
        RoiError: n is no whole number, or too small.
    """
    n = a["n"]
    if n != math.floor(n) or not FEWEST_VALUES <= n <= LARGEST_COUNT:
        raise a.refused(
            f"n must be a whole number from {FEWEST_VALUES} to {LARGEST_COUNT:,}; found {n:g}",
            "With fewer values nothing can be said of their mean: give a range." if n < FEWEST_VALUES else "",
        )
    return StudentT(a["mean"], positive(a, "error"), n - 1)


def lognormal(a: Arguments) -> Law:
    """Arithmetic mean and standard deviation of the variable itself, not of its logarithm."""
    variance = math.log1p((positive(a, "sd") / positive(a, "mean")) ** 2)
    return LogNormal(math.log(a["mean"]) - variance / 2, checked_width(a, math.sqrt(variance)))


def interval(a: Arguments) -> Law:
    """`a to b`: the lognormal with P5 = a and P95 = b.

    Raises:
        RoiError: a or b is not above 0, or they do not rise.
    """
    low, high = a["low"], a["high"]
    if low <= 0 < high - low:
        mean, sd = (a.show(x).replace(",", "_") for x in ((low + high) / 2, (high - low) / (2 * Z95)))
        raise a.refused(
            f"both must be above 0 (it is lognormal); found {a.show(low)} to {a.show(high)}",
            f"Write range(p10, p50, p90), or for the same 90 % interval normal({mean}, {sd}).",
        )
    low, high = ordered(a)
    sigma = checked_width(a, (math.log(high) - math.log(low)) / (2 * Z95))
    return LogNormal((math.log(low) + math.log(high)) / 2, sigma)


def beta(a: Arguments) -> Law:
    """Two shapes, stretched to low and high."""
    shapes = checked_shape(a, "alpha"), checked_shape(a, "beta")
    return Beta(*shapes, *ordered(a))


def gamma(a: Arguments) -> Law:
    """Shape and scale."""
    return Gamma(checked_shape(a, "shape"), positive(a, "scale"))


def dirichlet(a: Arguments) -> Law:
    """The weight of a part that `count` of a sample belong to; its mean is count / of."""
    return Gamma(checked_shape(a, "count"), (100.0 if a.percent else 1.0) / positive(a, "of", value=False))


def pareto(a: Arguments) -> Law:
    """Smallest value and exponent."""
    return Pareto(positive(a, "minimum"), positive(a, "alpha", value=False))


def bernoulli(a: Arguments) -> Law:
    """1 (100 % on a % input) with probability p, else 0."""
    hit, p = 100.0 if a.percent else 1.0, checked_probability(a)
    return discrete.stepped(np.array([0.0, hit]), np.array([1 - p, 1.0]))


def pairs(a: Arguments) -> Law:
    """Values with weights."""
    return discrete.weighted(a.numbers("value"), checked_weights(a))


def poisson(a: Arguments) -> Law:
    """Counts with that mean.

    Raises:
        RoiError: the mean is not above 0, or too large.
    """
    if not 0 < a["mean"] <= LARGEST_COUNT:
        hint = "Write normal(mean, sd) with sd the root of the mean." if a["mean"] > 0 else ""
        raise a.refused(f"mean must be above 0 and at most {LARGEST_COUNT:,}; found {a['mean']:g}", hint)
    return discrete.poisson(a["mean"])


def binomial(a: Arguments) -> Law:
    """Hits among n with probability p each.

    Raises:
        RoiError: n is no count, or p no probability.
    """
    n = a["n"]
    if n != math.floor(n) or not 1 <= n <= LARGEST_COUNT:
        raise a.refused(f"n must be a whole number from 1 to {LARGEST_COUNT:,}; found {n:g}")
    return discrete.binomial(int(n), checked_probability(a))


def data(a: Arguments) -> Law:
    """Measured values, each as likely as the others.

    Raises:
        RoiError: fewer than two, one that is not finite, percentages that may be fractions.
    """
    values = np.array(a.data)
    if values.size < 2 or not np.all(np.isfinite(values)):
        raise a.refused(f"at least 2 values are needed, all finite; found {values.size:,}")
    if ("file", OBSERVED) not in a.given:  # what an update keeps is in percent
        refuse_two_percentages(a, values)
    different, counts = np.unique(values, return_counts=True)
    return Atoms(different, np.cumsum(counts) / values.size)


def mixture(a: Arguments) -> Law:
    """One of several distributions, chosen by weight.

    Raises:
        RoiError: too many parts, levels or single values; weights that are none.
    """
    refuse_levels(a)
    if len(a.parts) > MOST_PARTS:
        raise a.refused(f"{len(a.parts)} distributions; at most {MOST_PARTS} are mixed", "Join some of them.")
    atoms = sum(part.law.atoms.size for part in a.parts)
    if atoms * len(a.parts) > MOST_ATOMS:
        hint = "Write normal(mean, sd) for counts in the millions, with sd the root of the mean."
        raise a.refused(f"its parts have {atoms:,} single values, too many to be mixed", hint)
    return compound.mixture(checked_weights(a), [part.law for part in a.parts])


def truncate(a: Arguments) -> Law:
    """A distribution given that it lies in [low, high].

    Raises:
        RoiError: no end is given, or next to nothing lies between them.
    """
    refuse_levels(a)
    law, low, high = a.parts[0].law, a.get("low"), a.get("high")
    if low is None and high is None:
        raise a.refused("low, high or both are needed", "Write truncate(distribution, low=…, high=…).")
    if low is not None and high is not None:
        ordered(a)
    first, last = -math.inf if low is None else low, math.inf if high is None else high
    mass = compound.mass_between(law, first, last)
    if mass < SMALLEST_MASS:
        ends = " to ".join(a.show(end) for end in law.support)
        raise a.refused(
            f"nothing is left between {a.show(first)} and {a.show(last)} (probability {mass:.1g}); "
            f"the distribution reaches from {ends}"
        )
    return compound.truncated(law, first, last)
