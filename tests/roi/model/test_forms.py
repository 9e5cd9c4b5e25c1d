"""The form of an answer: what a question may ask for, and what leads from there to its input."""

from __future__ import annotations

from typing import Any

import pytest

from roi.answers import InputQuestion
from roi.errors import RoiError
from roi.model import resolve
from tests.support.documents import case_of

INPUTS: dict[str, Any] = {
    "hours": (1_800, "hour/year/FTE"),
    "shift": (1_700, "hour/year/FTE"),
    "seats": (200, "seat"),
    "share": (30, "%"),
}


def question(unit: str, answer: str, *without: str) -> InputQuestion:
    given = {name: entry for name, entry in INPUTS.items() if name not in without}
    inputs = {"value": 5, "unit": unit, "ask": "How much?", "answer": answer}
    model = resolve(case_of({**given, "asked": inputs}, {}, header={"units": ["seat", "visit"]}))
    return InputQuestion.of_input(model.input("asked"), model, as_answer=True)


@pytest.mark.parametrize(
    ("unit", "answer", "by"),
    [
        ("USD/hour", "USD/FTE/year by hours", "hours"), ("visit/year", "visit/day", ""),
        ("%", "seat by seats", "seats"), ("visit/seat/year", "visit/year", "seats"), ("%", "count of 10", ""),
    ],
)  # fmt: skip
def test_what_leads_to_the_input(unit: str, answer: str, by: str) -> None:
    form = question(unit, answer).form
    assert form is not None
    assert form.by == by


def test_the_only_input_that_leads_on_need_not_be_named() -> None:
    form = question("USD/hour", "USD/FTE/year", "shift").form
    assert form is not None
    assert form.by == "hours"


@pytest.mark.parametrize(
    ("unit", "answer", "says"),
    [
        ("%", "cuont of 10", "Did you mean 'count of 10'?"), ("%", "count of 0", "is no form"),
        ("USD", "count of 10", "A count answers an input whose unit is %"), ("%", "yes or no", "without unit"),
        ("USD/hour", "USD/FTE/year", "USD/FTE/year by shift"),
        ("USD/hour", "USD/FTE/year by seats", "`seats` is seat"),
        ("USD/hour", "USD/FTE/year by nothing", "no input of the case"), ("USD", "visit", "converts"),
    ],
)  # fmt: skip
def test_forms_that_lead_nowhere(unit: str, answer: str, says: str) -> None:
    with pytest.raises(RoiError, match=r"small.toml: \[inputs.asked\] answer: ") as problem:
        question(unit, answer)
    assert says in str(problem.value)
