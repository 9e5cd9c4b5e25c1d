"""What the arguments of a family must be: each check gives the value, or refuses it with what is allowed."""

from __future__ import annotations

import numpy as np

from roi.arrays import Array
from roi.distributions.family import Arguments

NUMBER_HINT = "Write the bare number where there is no uncertainty."
LARGEST_SHAPE = 1_000_000_000
MOST_LEVELS = 4  # of distributions inside a distribution


def ordered(a: Arguments, low: str = "low", high: str = "high") -> tuple[float, float]:
    """The two ends, the lower one first.

    Raises:
        RoiError: they are equal or the other way round.
    """
    if a[low] < a[high]:
        return a[low], a[high]
    hint = NUMBER_HINT if a[low] == a[high] else "Swap them, smallest first."
    raise a.refused(
        f"{low} must be below {high}; found {low} {a.show(a[low])}, {high} {a.show(a[high])}", hint
    )


def with_mode(a: Arguments) -> tuple[float, float, float]:
    """Low, mode and high.

    Raises:
        RoiError: they are not in this order.
    """
    low, high = ordered(a)
    if not low <= a["mode"] <= high:
        raise a.refused(
            f"mode must lie between low {a.show(low)} and high {a.show(high)}; found {a.show(a['mode'])}"
        )
    return low, a["mode"], high


def positive(a: Arguments, name: str, value: bool = True) -> float:
    """An argument above 0; without `value` it is shown without the unit of the input.

    Raises:
        RoiError: it is not.
    """
    if a[name] > 0:
        return a[name]
    text = a.show(a[name]) if value else f"{a[name]:g}"
    hint = NUMBER_HINT if name in ("sd", "error") and a[name] == 0 else ""
    raise a.refused(f"{name} must be above 0; found {text}", hint)


def checked_shape(a: Arguments, name: str) -> float:
    """A shape of a beta or gamma law; beyond the largest neither has digits left, nor any width to speak of.

    Raises:
        RoiError: it is not above 0, or too large.
    """
    if positive(a, name, value=False) > LARGEST_SHAPE:
        raise a.refused(f"{name} must be at most {LARGEST_SHAPE:,}; found {a[name]:g}", NUMBER_HINT)
    return a[name]


def checked_width(a: Arguments, sigma: float) -> float:
    """The width of a logarithm, which digits may not be enough for.

    Raises:
        RoiError: it is 0.
    """
    if sigma > 0:
        return sigma
    raise a.refused("it is too narrow to be told from a number", NUMBER_HINT)


def checked_probability(a: Arguments) -> float:
    """The argument `p`, from 0 to 1.

    Raises:
        RoiError: it is none.
    """
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


def checked_weights(a: Arguments) -> list[float]:
    """Weights, each above 0.

    Raises:
        RoiError: one is not.
    """
    for place, weight in enumerate(a.numbers("weight"), start=1):
        if weight <= 0:
            raise a.refused(f"weight {place} must be above 0; found {weight:g}", "Drop the pair.")
    return a.numbers("weight")


def refuse_levels(a: Arguments) -> None:
    """Each level of distributions inside one another inverts the next one at every step.

    Raises:
        RoiError: there are more levels than may be.
    """
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
