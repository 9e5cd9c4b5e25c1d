"""Commas of arguments and commas of thousands are told apart, or both readings are named."""

from __future__ import annotations

import pytest

from roi.distributions import parse as distribution
from roi.errors import RoiError
from roi.formula.parse import parse


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("triangular(1,000, 2, 5_000)", "`1,000` can mean 1_000, or 1 and 000"),
        ("triangular(1,000, 2)", "`1,000` can mean 1_000, or 1 and 000"),
        ("range(1,000, 2,000, 4,000)", "`1,000` can mean 1_000, or 1 and 000"),
        ("uniform(1, 200,300)", "`200,300` can mean 200_300, or 200 and 300"),
        ("triangular(1,000,000, 2)", "`1,000,000` can mean 1_000_000, or 1 and 000 and 000"),
        ("mixture(0.5, uniform(1,000, 2), 0.5, 4)", "`1,000` can mean 1_000"),
    ],
)
def test_two_readings_are_refused(text: str, readings: str) -> None:
    with pytest.raises(RoiError) as refusal:
        distribution(text)
    assert readings in refusal.value.message
    assert " for one number" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [("min(1,5, visits)", "1.5"), ("max(visits, 0,05 * wage)", "0.05"), ("min(a, 12,50)", "12.50")],
)
def test_a_decimal_comma_beside_a_comma_with_a_space_is_refused(text: str, number: str) -> None:
    with pytest.raises(RoiError, match=f"can mean {number}, or "):
        parse(text)


@pytest.mark.parametrize("text", ["max(1,000, visits)", "min(visits, 12,500)", "max(min(1,000, a), 2)"])
def test_formulas_of_lines_as_well(text: str) -> None:
    with pytest.raises(RoiError, match="can mean"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "uniform(1,200)",
        "triangular(100,200,300)",
        "triangular(1, 200, 300)",
        "triangular(1_000, 2_000, 5_000)",
        "uniform(1.25, 2)",
        "uniform(10, 2000)",
    ],
)
def test_one_reading_is_taken(text: str) -> None:
    distribution(text)
