"""From two or three figures of an answer to a law: what a span and what low, likely, high mean.

Two figures are a span that holds in nine of ten cases, as `a to b` is in the language: P5 and P95.  Three are
P10, the likely value and P90, as on the sheet of questions.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np

from roi.answers.amounts import Amount
from roi.answers.limits import limits_of
from roi.answers.numbers import plain_digits
from roi.answers.units import InputQuestion
from roi.answers.wording import rounded
from roi.errors import RoiError
from roi.model.read import value_of

_TAIL = 1e-3  # probability that may lie beyond a physical limit on either side


def span_of(amounts: tuple[Amount, ...], question: InputQuestion) -> tuple[str, str]:
    """The value of two or three ascending figures, and in words what was made of them.

    Raises:
        RoiError: figures that do not rise.
    """
    numbers = [amount.declared for amount in amounts]
    if len(set(numbers)) == 1:
        return amounts[0].text, amounts[0].words(question.item.unit)
    digits, unit = _common(amounts, question)
    listed = ", ".join(digits)
    if any(high <= low for low, high in pairwise(numbers)):
        raise RoiError(
            f"in “{' to '.join(digits)}” each figure must be larger than the one before",
            hint=f"Type {' to '.join(sorted(digits, key=_size))}.",
        )
    first, last = amounts[0], amounts[-1]
    ends = f"{rounded(first.declared)} to {rounded(last.declared)} {question.item.unit.text}"
    if first.over:  # what was said, and what it was divided by
        ends = f"{first.origin} to {last.origin}{first.over} = {ends}"
    if len(amounts) == 3:
        return f"range({listed}){unit}", f"{ends} in 8 of 10 cases"
    return f"{_law(digits, unit, question)}{unit}", f"{ends} in 9 of 10 cases"


def _law(digits: list[str], unit: str, question: InputQuestion) -> str:
    """The first of three laws that stays within the input's limits.

    The lognormal of `a to b`; where it cannot (an end at 0 or below) or would pass a limit, the metalog through
    P5, the middle and P95, bounded by the limits; where an end lies on a limit, all of the span alike.
    """
    low, high = digits
    percent = "%" if low.endswith("%") else ""
    ends = [Fraction(digit.rstrip("%")) for digit in digits]
    middle = f"{plain_digits(sum(ends, Fraction(0)) / 2)}{percent}"
    for text in (f"{low} to {high}", f"metalog(p5={low}, p50={middle}, p95={high})"):
        if _within_limits(f"{text}{unit}", question):
            return text
    return f"uniform({low}, {high})"


def _within_limits(text: str, question: InputQuestion) -> bool:
    """Whether a law can be made and (nearly) never leaves the physical limits."""
    item, model = question.item, question.model
    try:
        made = value_of(text, item, model)
    except RoiError:
        return False
    first, last = (made.shown(float(end)) for end in made.quantile(np.array([_TAIL, 1 - _TAIL])))
    low, high = limits_of(item)
    return (low is None or first >= float(low)) and (high is None or last <= float(high))


def _common(amounts: tuple[Amount, ...], question: InputQuestion) -> tuple[list[str], str]:
    """The digits of all figures in one unit: the one they were typed in, else the declared one."""
    if len({amount.unit for amount in amounts}) == 1:
        return [amount.digits for amount in amounts], amounts[0].unit
    percent = "%" if question.item.unit.percent else ""
    return [f"{plain_digits(amount.declared)}{percent}" for amount in amounts], ""


def _size(digits: str) -> Fraction:
    return Fraction(digits.rstrip("%"))
