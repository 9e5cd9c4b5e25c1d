"""The certainty equivalent in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from exports.voice.formats import band, money, share
from roi.analysis.certainty import CertaintyEquivalent

FEW = 0.5  # of the figure, from which share on the worst thousandth of the draws decides it
TWICE = "The discount rate may hold a premium for risk already: risk is then counted twice."


def certainty_sentences(equivalent: CertaintyEquivalent, currency: str) -> Iterator[str]:
    """What it is, what it rests on, and what to bear in mind."""
    tolerance, value = money(equivalent.tolerance, currency), equivalent.value.value
    limited = (
        f"Were no outcome counted as worse than the P0.1 of NPV, {money(equivalent.worst, currency)}, it would be "
        f"{band(equivalent.limited, 'money', currency)}."
    )
    if math.isfinite(value):
        costs = ""
        if math.isfinite(equivalent.expected):
            costs = f"; its risk costs {money(equivalent.expected - value, currency)} of the expected NPV"
        yield (
            f"{band(equivalent.value, 'money', currency)} for a risk tolerance of {tolerance}: the sum for sure "
            f"that is worth as much as this estimate{costs}."
        )
        if equivalent.rests_on > FEW:
            yield (
                f"It is of these draws only: the worst thousandth of them makes "
                f"{share(equivalent.rests_on)} of it. {limited}"
            )
    elif equivalent.because:
        labels = " and ".join(f"“{item.spec.label}” ({item.spec.value})" for item in equivalent.because)
        yield (
            f"None for a risk tolerance of {tolerance}: it is minus infinity, because the chance of ever larger "
            f"losses by {labels} falls too slowly. Give an input an end, as in truncate(…, low=…, high=…)."
        )
        yield limited
    else:
        yield "None: NPV is not a finite number in every draw."
    yield TWICE
