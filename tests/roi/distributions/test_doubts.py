"""Numbers of two readings are refused, and both readings are named."""

from __future__ import annotations

import pytest

from roi.distributions.parse import parse
from roi.distributions.table import FAMILIES
from roi.errors import RoiError


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("0.35", ("0.35 %", "35 %")), ("1", ("1 %", "100 %")), ("-1", ("1 %", "100 %")),
        ("uniform(0, 1)", ("1 %", "100 %")), ("triangular(0, 1, 1)", ("1 %", "100 %")),
        ("discrete(0, 70%, 1, 30%)", ("1 %", "100 %")), ("discrete(0, 0.7, 1, 0.1, 50%, 0.2)", ("1 %", "100 %")),
        ("beta(2, 5, 0, 1)", ("1 %", "100 %")), ("normal(0, 1)", ("1 %", "100 %")),
        ("normal(30, 0.5)", ("0.5 %", "50 %")), ("0.2 to 0.5", ("0.2 %", "20 %")),
        ("range(0.1, 0.2, 0.3)", ("0.1 %", "10 %")), ("metalog(p10=10, p50=0.2, p90=40)", ("0.2 %", "20 %")),
        ("pert(0.1, 20, 40)", ("0.1 %", "10 %")), ("uniform(0%, 1)", ("1 %", "100 %")),
        ("mixture(50%, uniform(0, 1), 50%, 30)", ("1 %", "100 %")),
    ],
)  # fmt: skip
def test_a_fraction_on_a_percent_input(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(RoiError, match="can mean") as problem:
        parse(text, percent=True)
    assert all(reading in problem.value.message for reading in readings)


@pytest.mark.parametrize(
    "text",
    [
        "0", "0%", "uniform(0, 100)", "uniform(0, 1%)", "uniform(0, 2)", "triangular(0, 1, 5)", "35", "1%", "0.35%",
        "discrete(0, 70%, 100, 30%)", "beta(2, 5)", "1 - 35%", "bernoulli(0.3)",
    ],
)  # fmt: skip
def test_what_can_only_be_a_percentage(text: str) -> None:
    assert parse(text, percent=True).percent


def test_every_family_is_judged() -> None:
    """The largest number of kind value at 1, the others at 0 or 1: whatever the family, it is never guessed."""
    for family in FAMILIES.values():
        kinds = [parameter.kind for parameter in family.parameters]
        if family.called and family.binding == "fixed" and kinds and set(kinds) <= {"value"}:
            numbers = ", ".join(["0"] * (len(kinds) - 1) + ["1"])
            with pytest.raises(RoiError):
                parse(f"{family.name}({numbers})", percent=True)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2-8", "2 to 8"), ("50-60", "50 to 60"), ("50 - 60", "50 to 60"), ("60-50", "50 to 60"),
        ("5%-10%", "5% to 10%"), ("normal(20-30, 5)", "20 to 30"), ("-5-3", "-5 to 3"), ("20-30 to 50", "20 to 30"),
    ],
)  # fmt: skip
def test_a_dash_between_two_plain_numbers(text: str, span: str) -> None:
    with pytest.raises(RoiError, match="or a difference") as problem:
        parse(text)
    assert f"Write {span} for a span" in str(problem.value.hint)


def test_a_chain_of_dashes_may_be_a_date() -> None:
    with pytest.raises(RoiError, match="date"):
        parse("2027-06-15")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(50-60)", -10),
        ("15 - 3", 12),
        ("100 - 20 * 2", 60),
        ("(60-50) * 3", 30),
        ("1e-3", 0.001),
        ("-5", -5),
    ],
)
def test_what_can_only_be_a_difference(text: str, value: float) -> None:
    assert parse(text).likely == pytest.approx(value)


@pytest.mark.parametrize("text", ["30%", "10% + 5%", "-30%", "normal(100, 10%)", "30% to 50%", "60% / 2"])
def test_a_share_where_no_share_is_wanted(text: str) -> None:
    with pytest.raises(RoiError, match="is a share"):
        parse(text, shares=False)


@pytest.mark.parametrize(
    ("text", "value"), [("40_000 * 30%", 12_000), ("100 * (1 + 30%)", 130), ("100 / 50%", 200)]
)
def test_a_share_of_something(text: str, value: float) -> None:
    assert parse(text, shares=False).likely == pytest.approx(value)


def test_a_percentage_is_not_added_to_a_quantity() -> None:
    with pytest.raises(RoiError, match="cannot be added"):
        parse("100 + 30%", shares=False)
    assert parse("2 + 35%").likely == pytest.approx(2.35)
