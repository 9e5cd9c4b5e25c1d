"""Units of formulas: what every word and operator asks for and gives, conversions, and their refusals."""

from __future__ import annotations

import contextlib
from datetime import date

import numpy as np
import pytest

from roi.errors import RoiError
from roi.exchange import Rate
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import Symbol, check
from roi.formula.nodes import CASE, Convert, Name, Number, walk
from roi.formula.parse import parse
from roi.formula.vocabulary import WORDS
from roi.units import Units
from tests.support.world import SYMBOLS, UNITS, checked, unit

PLAIN = Units(("visit", "GPU"), "USD", ())


def unit_of(text: str) -> str:
    """The unit a formula has by itself."""
    for target in ("–", "month", "USD", "visit", "USD/month", "1/month", "1/year", "hour", "hour/year"):
        with contextlib.suppress(RoiError):
            node = checked(text, target)
            return str((node.operand if isinstance(node, Convert) else node).unit)
    raise AssertionError(f"none of the units fits {text}")


OWN_UNITS = [
    ("saved + flat", "USD/month"),
    ("spent - saved", "USD/year"),  # the first decides
    ("saved + spent", "USD/month"),
    ("0 + saved", "USD/month"),  # 0 takes any unit
    ("0 - 0", "–"),
    ("seats * price * delay / seats / price", "month"),
    ("saved / flat", "–"),
    ("delay ** 2 / delay", "month"),
    ("delay ** -1", "1/month"),
    ("delay ** 0", "–"),
    ("p ** q", "–"),
    ("p ** 35%", "–"),
    ("saved < spent", "–"),
    ("saved > 0", "–"),
    ("p and q or not k", "–"),
    ("saved if p > 0 else spent", "USD/month"),
    ("0 if p > 0 else spent", "USD/year"),
    ("-saved", "USD/month"),
    ("min(0, saved, spent)", "USD/month"),
    ("max(spent, saved)", "USD/year"),
    ("clip(saved, 0, flat)", "USD/month"),
    ("abs(saved)", "USD/month"),
    ("sqrt(delay ** 2)", "month"),
    ("sqrt(delay / term)", "–"),  # months and years are one dimension
    ("sqrt(delay * term)", "month"),
    ("exp(p)", "–"),
    ("exp(delay / term)", "–"),
    ("log(term / delay)", "–"),
    ("month", "month"),
    ("always_on", "hour/year"),
    ("grow(rate, month)", "–"),
    ("grow(fall, term)", "–"),
    ("grow(0, month)", "–"),
    ("ramp(month - delay, term)", "–"),
    ("ramp(p, q)", "–"),
    ("s_curve(0, term)", "–"),
    ("j_curve(month - delay, term, share)", "–"),
    ("tiered(delay, 0, fee, term, saved)", "USD·month/year"),
    ("volume_price(delay, 0, fee, term, saved)", "USD/year"),
    ("yearly(share, share, p, q)", "–"),
    ("once(term)", "1/month"),
    ("once(0)", "1/month"),
    ("cumulative(saved)", "USD"),  # USD/month over months
    ("cumulative(spent) / delay", "USD/year"),
    ("lag(spent, 3)", "USD/year"),
]


@pytest.mark.parametrize(("text", "expected"), OWN_UNITS)
def test_units_of_operators_and_words(text: str, expected: str) -> None:
    assert unit_of(text) == expected


def test_every_word_has_a_unit_test() -> None:
    """The list above names the whole vocabulary."""
    texts = " ".join(text for text, _ in OWN_UNITS)
    assert [word for word in WORDS if word not in texts] == []


def test_a_product_of_three_rates_is_converted_once() -> None:
    """visit/year × minute/visit × USD/hour is USD/month through exactly 1/720."""
    node = checked("visits * minutes * wage", "USD/month")
    assert isinstance(node, Convert)
    assert node.conversion.factor == pytest.approx(1 / 720, rel=1e-15)
    assert [step.label for step in node.conversion.steps] == ["minute/hour", "month/year"]
    values = {"visits": np.asarray(360.0), "minutes": np.asarray(10.0), "wage": np.asarray(60.0)}
    assert evaluate(node, values, month_axis(1)) == pytest.approx(300.0, rel=1e-15)
    assert not [
        n for n in walk(checked("visits * minutes * wage", "USD*minute/hour/year")) if isinstance(n, Convert)
    ]


def test_each_conversion_stands_where_the_unit_changes() -> None:
    node = checked("min(saved, spent) + fee", "USD/year")
    converted = {
        n.operand.id: n for n in walk(node) if isinstance(n, Convert) and isinstance(n.operand, Name)
    }
    assert set(converted) == {"spent", "fee"}
    assert converted["fee"].conversion.factor == pytest.approx(1 / 12)
    assert isinstance(node, Convert)
    assert node.conversion.factor == 12


def test_two_currencies_meet_through_a_dated_rate_only() -> None:
    """price is in EUR at 1.25 USD; GBP has no rate."""
    node = checked("price * seats", "USD/month")
    assert isinstance(node, Convert)
    assert node.conversion.factor == 1.25
    assert [step.label for step in node.conversion.steps] == ["USD/EUR"]
    symbols = {**SYMBOLS, "pounds": Symbol(unit("GBP"), CASE)}
    with pytest.raises(RoiError) as refusal:
        check(parse("pounds"), "pounds", symbols, UNITS, unit("USD"))
    assert "`pounds` is in GBP, where USD is expected" in refusal.value.message
    assert str(refusal.value.hint) == "Two currencies meet only through a dated rate under [rates]."
    rated = Units((), "USD", (Rate("GBP", 1.3, date(2026, 1, 1), "a bank"),))
    assert check(parse("pounds"), "pounds", symbols, rated, unit("USD")).unit == unit("USD")


def test_percents_are_fractions() -> None:
    assert checked("share * saved", "USD/month").unit == unit("USD/month")
    node = checked("35%")
    assert isinstance(node, Number)
    assert node.value == 0.35


CLOCK = "Clock time (hours of work) and calendar time"


@pytest.mark.parametrize(
    ("text", "target", "message", "hint"),
    [
        ("wage", "USD/month", "`wage` is in USD/hour, where USD/month is expected", CLOCK),
        ("saved", "USD/hour", "`saved` is in USD/month, where USD/hour is expected", CLOCK),
        ("delay", "hour", "`delay` is in month, where hour is expected", CLOCK),
        ("saved + wage", "USD/month", "`wage` is in USD/hour, where USD/month is expected", CLOCK),
        # An unwanted factor of time is named once, whatever it is written in.
        (
            "visits * minutes * wage / term",
            "USD/month",
            "`visits * minutes * wage / term` is in USD·minute/hour/year**2, where USD/month is expected",
            "They differ by 1/month: divide by something in 1/month, or multiply by something in month.",
        ),
        (
            "visits * minutes",
            "1/year",
            "`visits * minutes` is in minute/year, where 1/year is expected",
            "They differ by hour: divide by something in hour, or multiply by something in 1/hour.",
        ),
        (
            "visits",
            "1/year",
            "`visits` is in visit/year",
            "They differ by visit: divide by something in visit",
        ),
        ("price", "USD/month", "`price` is in EUR/month/seat", "They differ by 1/seat"),
        ("saved * saved", "USD/month", "`saved * saved` is in USD**2/month**2", "They differ by USD/month"),
        (
            "saved",
            "visit",
            "`saved` is in USD/month, where visit is expected",
            "They differ by USD/month/visit",
        ),
        ("5", "USD", "`5` is in –, where USD is expected", "make it an input in USD."),
        ("-5", "USD", "`-5` is in –, where USD is expected", "make it an input in USD."),
        ("saved + 50", "USD/month", "`50` is in –, where USD/month is expected", "an input in USD/month."),
        (
            "8% + saved",
            "USD/month",
            "`saved` is in USD/month, where – is expected",
            "They differ by USD/month",
        ),
        ("saved * 35% + 35%", "USD/month", "`35%` is in –", "an input in USD/month."),
        ("grow(3%, month)", "–", "`3%` is in –, where 1/year is expected", "give the rate the unit %/year."),
        ("grow(rate, 2)", "–", "`2` is in –, where year is expected", "make it an input in year."),
        ("(saved + flat) * (p + saved)", "USD", "`saved` is in USD/month, where – is expected", ""),
        ("p if saved else q", "–", "`saved` is in USD/month, where – is expected", ""),
        ("p if q else saved", "–", "`saved` is in USD/month, where – is expected", ""),
        ("not saved", "–", "`saved` is in USD/month, where – is expected", ""),
        ("p and saved", "–", "`saved` is in USD/month, where – is expected", ""),
        ("saved < delay", "–", "`delay` is in month, where USD/month is expected", ""),
        ("exp(delay)", "–", "`delay` is in month, where – is expected", ""),
        ("log(saved)", "–", "`saved` is in USD/month, where – is expected", ""),
        ("sqrt(saved)", "–", "there is no square root of the unit USD/month", ""),
        ("saved ** p", "–", "`saved` is in USD/month, where – is expected", ""),
        ("p ** delay", "–", "`delay` is in month, where – is expected", ""),
        ("delay ** 10", "–", "`delay` is in month, where – is expected", ""),
        ("(delay ** 9) ** 2", "–", "month**18 is no unit of anything", "exponents"),
        ("ramp(month, p)", "–", "`p` is in –, where month is expected", ""),
        ("once(p)", "1/month", "`p` is in –, where month is expected", ""),
        ("clip(saved, p, flat)", "USD/month", "`p` is in –, where USD/month is expected", ""),
        ("max(delay, saved)", "month", "`saved` is in USD/month, where month is expected", ""),
        (
            "cumulative(flat)",
            "USD/month",
            "`cumulative(flat)` is in USD, where USD/month is expected",
            "give the line the unit USD",
        ),
    ],
)
def test_unit_refusals(text: str, target: str, message: str, hint: str) -> None:
    with pytest.raises(RoiError) as refusal:
        checked(text, target)
    assert message in refusal.value.message
    assert hint in str(refusal.value.hint)


def test_always_on_bridges_clock_and_calendar_for_machines() -> None:
    node = checked("wage * always_on", "USD/month")
    assert evaluate(node, {"wage": np.asarray(1.0)}, month_axis(1)) == pytest.approx(8766 / 12)


def test_a_thing_with_three_capitals_is_no_currency() -> None:
    symbols = {"machines": Symbol(PLAIN.declared("GPU").unit, CASE)}
    with pytest.raises(RoiError) as refusal:
        check(parse("machines"), "machines", symbols, PLAIN, PLAIN.declared("USD").unit)
    assert "rate under" not in str(refusal.value.hint)


def test_a_refusal_marks_the_part_with_its_brackets() -> None:
    with pytest.raises(RoiError) as refusal:
        checked("p * (saved + flat) + q", "–")
    assert str(refusal.value).splitlines()[:3] == [
        "`q` is in –, where USD/month is expected",
        "  p * (saved + flat) + q",
        "                       ^",
    ]
    with pytest.raises(RoiError) as refusal:
        checked("(saved + flat) * p", "–")
    assert refusal.value.message.startswith("`(saved + flat) * p` is in USD/month, where – is expected")
