"""Arguments of a family → its law, with every check of the arguments."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from roi.arrays import Array
from roi.distributions import compound, discrete
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
MOST_LEVELS = 4  # of distributions inside a distribution
LARGEST_SHAPE = 1_000_000_000
SMALLEST_MASS = 1e-9  # of a truncation: with less, the quantile keeps fewer than 7 digits

NUMBER_HINT = "Write the bare number where there is no uncertainty."


# ---- checks ---------------------------------------------------------------------------------------


def _ordered(a: Arguments, low: str = "low", high: str = "high") -> tuple[float, float]:
    if a[low] < a[high]:
        return a[low], a[high]
    hint = NUMBER_HINT if a[low] == a[high] else "Swap them, smallest first."
    raise a.refused(
        f"{low} must be below {high}; found {low} {a.show(a[low])}, {high} {a.show(a[high])}", hint
    )


def _with_mode(a: Arguments) -> tuple[float, float, float]:
    low, high = _ordered(a)
    if not low <= a["mode"] <= high:
        raise a.refused(
            f"mode must lie between low {a.show(low)} and high {a.show(high)}; found {a.show(a['mode'])}"
        )
    return low, a["mode"], high


def _positive(a: Arguments, name: str, value: bool = True) -> float:
    if a[name] > 0:
        return a[name]
    text = a.show(a[name]) if value else f"{a[name]:g}"
    hint = NUMBER_HINT if name in ("sd", "error") and a[name] == 0 else ""
    raise a.refused(f"{name} must be above 0; found {text}", hint)


def _shape(a: Arguments, name: str) -> float:
    """A shape of a beta or gamma law; beyond the largest neither has digits left, nor any width to speak of."""
    if _positive(a, name, value=False) > LARGEST_SHAPE:
        raise a.refused(f"{name} must be at most {LARGEST_SHAPE:,}; found {a[name]:g}", NUMBER_HINT)
    return a[name]


def _width(a: Arguments, sigma: float) -> float:
    """The width of a logarithm, which digits may not be enough for."""
    if sigma > 0:
        return sigma
    raise a.refused("it is too narrow to be told from a number", NUMBER_HINT)


def _probability(a: Arguments) -> float:
    if 0 <= a["p"] <= 1:
        return a["p"]
    text = f"{100 * a['p']:g}%" if "p" in a.shares else f"{a['p']:g}"
    hint = "A chance is never below 0%."
    if a["p"] > 1:
        hint = (
            "A chance is at most 100%. How often something happens, several times perhaps, is poisson(mean)."
        )
        if "p" not in a.shares and a["p"] <= 100:
            hint = f"Write {a['p']:g}%."
    raise a.refused(f"p is a probability, from 0 to 1 (0% to 100%); found {text}", hint)


def _weights(a: Arguments) -> list[float]:
    for place, weight in enumerate(a.numbers("weight"), start=1):
        if weight <= 0:
            raise a.refused(f"weight {place} must be above 0; found {weight:g}", "Drop the pair.")
    return a.numbers("weight")


def _refuse_levels(a: Arguments) -> None:
    """Each level of distributions inside one another inverts the next one at every step."""
    inside, levels = a.parts, 0
    while inside:
        levels += 1
        inside = [part for each in inside for part in each.arguments.parts]
    if levels > MOST_LEVELS:
        raise a.refused(
            f"{levels} distributions inside one another; at most {MOST_LEVELS} are", "Flatten it."
        )


def refuse_two_percentages(a: Arguments, values: Array) -> None:
    """Refuse values of a % input that may be fractions.

    Raises:
        RoiError: they are.
    """
    if a.percent and np.all(np.abs(values) <= 1) and np.any((values != 0) & (np.abs(values) != 1)):
        raise a.refused(
            "all values lie between -1 and 1, which on a % input can mean 0.35 % or 35 %",
            "Give the column in percent (35 for 35 %), or the input a unit other than %.",
        )


# ---- laws -----------------------------------------------------------------------------------------


def constant(a: Arguments) -> Law:
    """A bare number."""
    return Atoms(np.array([a["value"]]), np.array([1.0]))


def uniform(a: Arguments) -> Law:
    """Equal density from low to high."""
    return Uniform(*_ordered(a))


def triangular(a: Arguments) -> Law:
    """A triangle over low, mode, high."""
    return Triangular(*_with_mode(a))


def pert(a: Arguments) -> Law:
    """The beta law with mean (low + 4 mode + high) / 6 and a variance of about (high - low)^2 / 36."""
    low, mode, high = _with_mode(a)
    rise = PERT_LAMBDA * (mode - low) / (high - low)
    return Beta(1 + rise, 1 + PERT_LAMBDA * (high - mode) / (high - low), low, high)


def normal(a: Arguments) -> Law:
    """Mean and standard deviation."""
    return Normal(a["mean"], _positive(a, "sd"))


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
    return StudentT(a["mean"], _positive(a, "error"), n - 1)


def lognormal(a: Arguments) -> Law:
    """Arithmetic mean and standard deviation of the variable itself, not of its logarithm."""
    variance = math.log1p((_positive(a, "sd") / _positive(a, "mean")) ** 2)
    return LogNormal(math.log(a["mean"]) - variance / 2, _width(a, math.sqrt(variance)))


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
    low, high = _ordered(a)
    sigma = _width(a, (math.log(high) - math.log(low)) / (2 * Z95))
    return LogNormal((math.log(low) + math.log(high)) / 2, sigma)


def beta(a: Arguments) -> Law:
    """Two shapes, stretched to low and high."""
    shapes = _shape(a, "alpha"), _shape(a, "beta")
    return Beta(*shapes, *_ordered(a))


def gamma(a: Arguments) -> Law:
    """Shape and scale."""
    return Gamma(_shape(a, "shape"), _positive(a, "scale"))


def dirichlet(a: Arguments) -> Law:
    """The weight of a part that `count` of a sample belong to; its mean is count / of."""
    return Gamma(_shape(a, "count"), (100.0 if a.percent else 1.0) / _positive(a, "of", value=False))


def pareto(a: Arguments) -> Law:
    """Smallest value and exponent."""
    return Pareto(_positive(a, "minimum"), _positive(a, "alpha", value=False))


def bernoulli(a: Arguments) -> Law:
    """1 (100 % on a % input) with probability p, else 0."""
    hit, p = 100.0 if a.percent else 1.0, _probability(a)
    return discrete.stepped(np.array([0.0, hit]), np.array([1 - p, 1.0]))


def pairs(a: Arguments) -> Law:
    """Values with weights."""
    return discrete.weighted(a.numbers("value"), _weights(a))


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
    return discrete.binomial(int(n), _probability(a))


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
    _refuse_levels(a)
    if len(a.parts) > MOST_PARTS:
        raise a.refused(f"{len(a.parts)} distributions; at most {MOST_PARTS} are mixed", "Join some of them.")
    atoms = sum(part.law.atoms.size for part in a.parts)
    if atoms * len(a.parts) > MOST_ATOMS:
        hint = "Write normal(mean, sd) for counts in the millions, with sd the root of the mean."
        raise a.refused(f"its parts have {atoms:,} single values, too many to be mixed", hint)
    return compound.mixture(_weights(a), [part.law for part in a.parts])


def truncate(a: Arguments) -> Law:
    """A distribution given that it lies in [low, high].

    Raises:
        RoiError: no end is given, or next to nothing lies between them.
    """
    _refuse_levels(a)
    law, low, high = a.parts[0].law, a.get("low"), a.get("high")
    if low is None and high is None:
        raise a.refused("low, high or both are needed", "Write truncate(distribution, low=…, high=…).")
    if low is not None and high is not None:
        _ordered(a)
    first, last = -math.inf if low is None else low, math.inf if high is None else high
    mass = compound.mass_between(law, first, last)
    if mass < SMALLEST_MASS:
        ends = " to ".join(a.show(end) for end in law.support)
        raise a.refused(
            f"nothing is left between {a.show(first)} and {a.show(last)} (probability {mass:.1g}); "
            f"the distribution reaches from {ends}"
        )
    return compound.truncated(law, first, last)
