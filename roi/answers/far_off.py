"""An answer that lies so far off the evidence that another unit may have been meant."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from roi.answers.units import InputQuestion
from roi.answers.wording import rounded
from roi.model import Model, ModelInput
from roi.model.resolve import beneath_answers

OFF_SPAN, OFF_NUMBER = (
    100,
    1_000,
)  # times beyond P10 to P90, and beyond a bare number, which says less of others


def far_off(item: ModelInput, model: Model) -> str:
    """`1,000,000 minutes per visit is 500,000 times more than the evidence, 0.1 to 2: check its unit`.

    Args:
        item: of the model; its likely value is held against what stood there before it was answered.
        model: with the answer.

    Returns:
        "" where it is no answer, or not far off: 0 and another sign than the evidence's never are.
    """
    if not item.answered:
        return ""
    before = beneath_answers(model, item.id)
    ends = [before.shown(float(end)) for end in before.quantile(np.array([0.1, 0.9]))]
    value, (low, high) = item.shown(item.likely), ends
    if not (value * low > 0 and value * high > 0 and np.isfinite([value, low, high]).all()):
        return ""
    small, large = sorted((abs(low), abs(high)))
    more, less = abs(value) / large, small / abs(value)
    if max(more, less) < (OFF_NUMBER if before.constant else OFF_SPAN):
        return ""
    question = InputQuestion.of_input(before, model, as_answer=True)
    in_question_unit = [rounded(question.asked_number(Fraction(end))) for end in (value, *ends)]
    span = in_question_unit[1] if before.constant else f"{in_question_unit[1]} to {in_question_unit[2]}"
    times = rounded(Fraction(f"{max(more, less):.2g}"))
    return (
        f"{in_question_unit[0]} {question.unit_words_of(float(question.asked_number(Fraction(value))))}".rstrip()
        + f" is {times} times {'more' if more > less else 'less'} than the evidence, {span}: check its unit"
    )
