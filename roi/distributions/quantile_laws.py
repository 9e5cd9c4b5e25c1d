"""`range`, `metalog` and `sip`: arguments → a law, with every check; refusals say what would fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from roi.distributions import metalog
from roi.distributions.checks import NUMBER_HINT, refuse_two_percentages
from roi.distributions.discrete import Atoms, weighted
from roi.distributions.family import Arguments
from roi.distributions.law import Law
from roi.errors import RoiError
from roi.sip import Sip

HEAVIEST_TAIL = 0.5  # tail index from which on the variance is infinite
RANGE = (0.1, 0.5, 0.9)
MOST_QUANTILES = 10
_DIGITS = 1e-6  # of the distance between the first and the last quantile that a law may miss one by


def probability_of(name: str) -> float:
    """`p10` → 0.1, `p2_5` → 0.025."""
    return float(name[1:].replace("_", ".")) / 100


def range_(a: Arguments) -> Law:
    """Through P10, P50 and P90, inside the input's limits."""
    return _metalog(a, RANGE, ("p10", "p50", "p90"))


def quantiles(a: Arguments) -> Law:
    """Through any quantiles, as many terms as quantiles.

    Raises:
        RoiError: too few or too many, or no distribution goes through them.
    """
    names = sorted((name for name, _ in a.given if name not in ("min", "max")), key=probability_of)
    if not 2 <= len(names) <= MOST_QUANTILES:
        raise a.refused(
            f"from 2 to {MOST_QUANTILES} quantiles are needed; found {len(names)}",
            "Write metalog(p10=…, p50=…, p90=…), with p2_5 for 2.5 %.",
        )
    return _metalog(a, [probability_of(name) for name in names], names)


def sip(a: Arguments) -> Law:
    """A variable of a SIPmath library: a metalog of known coefficients, trials, or values with probabilities.

    Raises:
        RoiError: no numbers, probabilities that do not rise, coefficients of no distribution.
    """
    variable = a.sip
    numbers = np.array(variable.numbers)
    if variable.function == "Metalog_1_0":
        return _known_metalog(a, variable)
    if not numbers.size:
        raise a.refused("it has no numbers")
    refuse_two_percentages(a, numbers)
    if variable.function == "SIP_Array":
        different, counts = np.unique(numbers, return_counts=True)
        return Atoms(different, np.cumsum(counts) / numbers.size)
    weights = np.diff(np.array(variable.cumulative), prepend=0.0)
    if weights.size != numbers.size or np.any(weights <= 0):
        raise a.refused("its probabilities do not rise, one for each value")
    return weighted(variable.numbers, weights.tolist())


def _known_metalog(a: Arguments, variable: Sip) -> Law:
    low = -math.inf if variable.low is None else variable.low
    high = math.inf if variable.high is None else variable.high
    if not low < high:
        raise a.refused(f"its lower bound {a.show(low)} is not below its upper bound {a.show(high)}")
    law = metalog.Metalog(variable.numbers, low, high)
    if not law.feasible:
        raise a.refused(
            f"its metalog is no distribution: the quantiles fall {_place(law.flattest)}",
            "Have it fitted anew, with fewer terms.",
        )
    refuse_two_percentages(a, law.quantile(np.arange(1, 100) / 100))
    if law.moments <= 1 / HEAVIEST_TAIL:
        raise a.refused(
            "its tail is so heavy that the variance is infinite", "Have it fitted with a second bound."
        )
    return law


def _metalog(a: Arguments, probabilities: Sequence[float], names: Sequence[str]) -> Law:
    points = [a[name] for name in names]
    listed = ", ".join(f"{name} {a.show(point)}" for name, point in zip(names, points, strict=True))
    if len(set(points)) == 1:
        raise a.refused(f"all quantiles are {a.show(points[0])}", NUMBER_HINT)
    if any(left >= right for left, right in pairwise(points)):
        raise a.refused(
            f"quantiles must ascend; found {listed}", "Write the smallest first, whether good or bad."
        )
    low, high = a.bounds
    if not low < high:
        raise a.refused(f"min must be below max; found min {a.show(low)}, max {a.show(high)}")
    _inside(a, low, high, points, listed)
    law = _fitted(probabilities, points, low, high)
    if law is None:
        ends = zip(("min", "max"), a.bounds, strict=True)
        limits = " and ".join(f"{name} {a.show(at)}" for name, at in ends if math.isfinite(at))
        raise a.refused(
            f"the quantiles cannot be told apart{f' beside {limits}' if limits else ''}",
            "Give the input nearer limits `min` and `max`." if limits else "Set the quantiles further apart.",
        )
    if not law.feasible:
        raise _infeasible(a, law, probabilities, names)
    _light_enough(a, law)
    return law


def _fitted(
    probabilities: Sequence[float], points: Sequence[float], low: float, high: float
) -> metalog.Metalog | None:
    """The metalog through the quantiles; None where far limits leave no digits to tell them apart."""
    on_line = metalog.to_line(np.array(points), low, high)
    if not np.all(np.isfinite(on_line)) or np.any(np.diff(on_line) <= 0):
        return None
    try:
        law = metalog.fit(probabilities, points, low, high)
    except np.linalg.LinAlgError:
        return None
    missed = np.abs(law.quantile(np.array(probabilities)) - points)
    return law if np.all(missed <= _DIGITS * (points[-1] - points[0])) else None


def _inside(a: Arguments, low: float, high: float, points: list[float], text: str) -> None:
    if low < points[0] and points[-1] < high:
        return
    if math.isinf(high):
        limits = f"above min {a.show(low)}"
    elif math.isinf(low):
        limits = f"below max {a.show(high)}"
    else:
        limits = f"between min {a.show(low)} and max {a.show(high)}, both excluded"
    default = a.percent and (low, high) == (0.0, 100.0)
    hint = "A % input is bounded by 0 and 100 unless it says otherwise: give it `min` or `max`."
    raise a.refused(
        f"all quantiles must lie {limits}; found {text}",
        hint if default else "Move the quantile, or widen `min` or `max` of the input.",
    )


def _infeasible(
    a: Arguments,
    law: metalog.Metalog,
    probabilities: Sequence[float],
    names: Sequence[str],
) -> RoiError:
    points = [a[name] for name in names]
    if len(points) != 3:
        return a.refused(
            f"no metalog of {len(points)} terms goes through these quantiles: "
            f"it would fall {_place(law.flattest)}",
            "Drop or smooth the quantile nearest to it.",
        )
    first, last = metalog.feasible_middle(probabilities, points, law.low, law.high)
    which = "the likely value p50" if names[1] == "p50" else names[1]
    return a.refused(
        f"{which} is too near to one end: no metalog goes through "
        f"{', '.join(a.show(point) for point in points)}; "
        f"with these ends it must lie between {a.show(first)} and {a.show(last)}",
        "Move it, widen the other end, or use triangular(low, mode, high).",
    )


def _place(probability: float) -> str:
    if 0.001 <= probability <= 0.999:
        return f"near P{show_percent(probability)}"
    return "in its lower tail" if probability < 0.5 else "in its upper tail"


def show_percent(probability: float) -> str:
    """0.025 → `2.5`."""
    return f"{100 * probability:.3g}"


def _light_enough(a: Arguments, law: metalog.Metalog) -> None:
    for missing, other, index in zip(("min", "max"), ("max", "min"), law.tail_index, strict=True):
        bounds = dict(zip(("min", "max"), a.bounds, strict=True))
        if math.isinf(bounds[missing]) and math.isfinite(bounds[other]) and index >= HEAVIEST_TAIL:
            side = "upper" if missing == "max" else "lower"
            raise a.refused(
                f"the {side} tail is so heavy that the variance is infinite "
                f"(tail index {index:.2f}; it must be below {HEAVIEST_TAIL})",
                f"Give the input a `{missing}`: a value that cannot be passed.",
            )
