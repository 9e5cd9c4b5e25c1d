"""The terms of a pilot: what is measured how well and at what cost, checked before anything is worked out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from roi.analysis.scores import checked_input
from roi.arrays import Array
from roi.errors import RoiError, of_setting
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.reach import matters
from roi.sim.result import Simulation
from roi.text import counted

_MOST_INPUTS = 3  # measured on the same units


@dataclass(frozen=True, slots=True)
class Terms:
    """What a pilot costs and how well a unit tells.

    Attributes:
        unit_sd: standard deviation of one unit's measurement, of each input, in its declared unit.
        each: money a unit; `fixed`: money, whatever the size.
        months: by which a decision waits for it.
        population: of how many units it is taken; None where that is no limit.
        systematic: standard error that no number of units takes away, such as novelty, of each input.
    """

    unit_sd: tuple[float, ...]
    each: float = 0.0
    fixed: float = 0.0
    months: float = 0.0
    population: int | None = None
    systematic: tuple[float, ...] = ()

    def error(self, n: int) -> Array:
        """Standard error of the measurement of n units, of each input, with the correction for a population."""
        left = 1.0
        if self.population is not None:
            left = (self.population - n) / max(1, self.population - 1)
        fixed = np.array(self.systematic or [0.0] * len(self.unit_sd))
        return np.asarray(np.sqrt(np.array(self.unit_sd) ** 2 / n * left + fixed**2))

    def cost(self, n: int) -> float:
        """Of measuring n units."""
        return self.fixed + self.each * n


def two_arms(population: int, unit_sd: float, prior_sd: float) -> float:
    """Units in each of two arms that a test of two alternatives alike should have, out of a population.

    Feit & Berman 2019, Marketing Science 38(6), equation 10: normal priors of the same mean, and no cost but that
    some of the population get the worse one while it is tested.
    """
    ratio = (unit_sd / prior_sd) ** 2
    return math.sqrt(population * ratio / 4 + (3 * ratio / 4) ** 2) - 3 * ratio / 4


def measurable(run: Simulation, name: str, cut: Cut) -> ModelInput:
    """The input, where a pilot can measure it.

    Raises:
        RoiError: it is constant, chosen, luck, a count or a share of a whole, or nothing depends on it.
    """
    where = of_setting("measure")
    item = checked_input(run.model, name, where)
    label = f"“{item.spec.label}”"
    if item.constant:
        raise RoiError(
            f"{label} is one value: nothing is left to measure", where, "Measure what is uncertain."
        )
    if item.spec.luck or item.spec.lever:
        kind = "a matter of luck" if item.spec.luck else "chosen, and not a fact"
        raise RoiError(f"{label} is {kind}: no pilot measures it", where, "Measure a fact of the case.")
    if item.whole or item.distribution.discrete:
        kind = "a part of a whole" if item.whole else "a count of its own"
        raise RoiError(
            f"{label} is {kind}, and a pilot's mean has a normal error", where, "Measure what it acts on."
        )
    if not matters(run.model, name, cut):
        raise RoiError(f"nothing that is paid depends on {label}", where, "Measure what moves the result.")
    return item


def check_terms(terms: Terms, items: Sequence[ModelInput]) -> None:
    """Refuse terms that make no sense for what is measured.

    Raises:
        RoiError: which, and what is allowed.
    """
    if not items or len(items) > _MOST_INPUTS or len({item.id for item in items}) < len(items):
        raise RoiError(
            f"a pilot of {len(items)} inputs", of_setting("measure"),
            f"Allowed: one to {_MOST_INPUTS} inputs, each once.",
        )  # fmt: skip
    for name, numbers, needed in (("unit_sd", terms.unit_sd, True), ("systematic", terms.systematic, False)):
        if len(numbers) != len(items) and (needed or numbers):
            counts = f"{counted(len(numbers), 'number')} for {counted(len(items), 'input')}"
            hint = "Give one for each input that is measured, in their order."
            raise RoiError(counts, of_setting(name), hint)
    for name, numbers in (("unit_sd", terms.unit_sd), ("systematic", terms.systematic)):
        for number in numbers:
            if not (math.isfinite(number) and number >= 0) or (name == "unit_sd" and number == 0):
                raise RoiError(
                    f"{number:g} is no standard deviation", of_setting(name), "Use a number above 0."
                )
    for name, amount in (("cost_each", terms.each), ("fixed", terms.fixed), ("months", terms.months)):
        if not (math.isfinite(amount) and amount >= 0):
            raise RoiError(f"{amount:g} is negative or without end", of_setting(name), "Use 0 or more.")
    if terms.population is None and not terms.each:
        hint = "Say what one costs, or how many there are."
        raise RoiError("units that cost nothing, and no end of them", of_setting("cost_each"), hint)
    if terms.population is not None and terms.population < 1:
        raise RoiError(f"a population of {terms.population}", of_setting("population"), "Use 1 or more.")
