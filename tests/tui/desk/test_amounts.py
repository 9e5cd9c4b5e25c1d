"""Amounts behind an option are read as answers are."""

from __future__ import annotations

import pytest

import cases
import roi
from roi.errors import RoiError, of_setting
from tui.desk.amounts import amount, typed_amount


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("5 M", "USD", 5e6), ("$250k", "USD", 250e3), ("1_500_000 USD", "USD", 1.5e6), ("-3 million", "USD", -3e6),
     ("20%", "%", 0.2), ("24", "month", 24), ("2 years", "month", 24)],
)  # fmt: skip
def test_what_people_type(text: str, unit: str, value: float) -> None:
    assert typed_amount(
        roi.resolve(cases.load("code-assistant")), text, unit, of_setting("value")
    ) == pytest.approx(value)


@pytest.mark.parametrize("text", ["a lot", "abc", "don't know", "none"])
def test_the_example_is_one_that_is_taken(text: str) -> None:
    with pytest.raises(RoiError, match=r"Type it like 12\.3 USD\.$"):
        typed_amount(roi.resolve(cases.load("code-assistant")), text, "USD", of_setting("risk_tolerance"))


@pytest.mark.parametrize("text", ["", "a lot", "1 to 2", "5%", "3 hours", "uniform(1, 2)"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(RoiError) as refused:
        typed_amount(roi.resolve(cases.load("code-assistant")), text, "USD", of_setting("risk_tolerance"))
    assert refused.value.where == of_setting("risk_tolerance")


def test_an_amount_that_is_not_below_zero_may_be_as_small_as_it_is() -> None:
    assert [amount(text, "budget", negative=False) for text in ("0", "0.5", "250k")] == [0, 0.5, 250_000]
    with pytest.raises(RoiError, match=r"`-0\.5` is below 0"):
        amount("-0.5", "budget", negative=False)
