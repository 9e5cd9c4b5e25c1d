"""Units, rates and things that are refused, and what of odd ones is taken."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError
from roi.exchange import CURRENCIES, Rate
from roi.units import ONE, Unit, Units, units_of
from tests.roi.registry import DAY, UNITS, unit
from tests.support.examples import examples


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("USD/seet", "the unit `seet` is unknown", "Currencies by ISO code; other things under `units`"),
        ("visits/yeer", "the unit `yeer` is unknown", "Did you mean 'year'?"),
        ("usd", "the unit `usd` is unknown", "Write `USD`."),
        ("usdollar", "the unit `usdollar` is unknown", "Currencies by ISO code"),
        ("percent", "the unit `percent` is unknown", ""),
        ("USD//month", "`USD//month` is no unit", "Write `USD/seat/month`"),
        ("USD month", "is no unit", "Write"),
        ("12 month", "is no unit", "Write"),
        ("12", "is no unit", "Write"),
        ("USD^2", "is no unit", "Write"),
        ("hour**", "is no unit", "Write"),
        ("hour**0", "is no unit", "Write"),
        ("hour**12", "is no unit", "Write"),
        ("hour**0.5", "is no unit", "Write"),
        ("hour**(1/2)", "is no unit", "Write"),
        ("hour**9**9**9**9", "is no unit", "Write"),  # nothing large is worked out
        ("hour**(9**9**9)", "is no unit", "Write"),
        ("(hour", "is no unit", "Write"),
        ("hour)", "is no unit", "Write"),
        ("()", "is no unit", "Write"),
        ("/", "is no unit", "Write"),
        ("USD/", "is no unit", "Write"),
        ("nan", "is no unit", "Write"),
        ("__class__", "is no unit", "Write"),
        ("hour" + "/hour" * 40, "is no unit", "Write"),
        ("%%", "is no unit", "Write"),
        ("%*%", "% can only stand once and on top", ""),
        ("1/%", "% can only stand once and on top", ""),
    ],
)
def test_refused_texts(text: str, message: str, hint: str) -> None:
    with pytest.raises(RoiError) as refusal:
        UNITS.declared(text)
    assert message in refusal.value.message
    assert hint in str(refusal.value.hint)


@examples(500)
@given(st.one_of(st.text(max_size=90), st.text(alphabet="USDhourmnt12%/*()·- ", max_size=30)))
def test_any_text_gives_a_unit_or_a_roi_error(text: str) -> None:
    with contextlib.suppress(RoiError):
        declared = UNITS.declared(text)
        assert UNITS.conversion(declared.unit, declared.unit) is not None


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        ("month", "the unit `month` is defined already"),
        ("months", "the unit `months` is defined already"),
        ("USD", "the unit `USD` is defined already"),
        ("percent", "the unit `percent` is defined already"),
        ("visit", "the unit `visit` is defined already"),
        ("two words", "the unit `two words` cannot be read"),
        ("2x", "the unit `2x` cannot be read"),
        ("", "the unit `` cannot be read"),
        ("nan", "the unit `nan` cannot be read"),
        ("_private", "the unit `_private` cannot be read"),
        ("x = 3 visit; offset: 2", "the unit `x = 3 visit; offset: 2` cannot be read"),
        ("x = 3 visit = y", "the unit `x = 3 visit = y` cannot be read"),
        ("x = y", "the unit `y` is unknown"),
        ("x = x", "the unit `x` is unknown"),
        ("x = 9**9**9 visit", "is no unit"),
        ("x = -3 visit", "is no unit"),
        ("x = [x]", "is no unit"),
        ("x =", "is no positive multiple of another unit"),
        ("x = 12", "is no positive multiple of another unit"),
        ("x = 0 visit", "is no positive multiple of another unit"),
        ("x = 1e31 visit", "is no positive multiple of another unit"),
        ("x = 1e999 visit", "is no positive multiple of another unit"),
        ("x = 3 %", "is no positive multiple of another unit"),
    ],
)
def test_refused_things(thing: str, message: str) -> None:
    with pytest.raises(RoiError) as refusal:
        Units(("visit", thing), "USD", ())
    assert message in refusal.value.message


def test_things_in_any_order_and_of_odd_names() -> None:
    """A multiple before what it counts; names that mean something to Python."""
    odd = ("ktoken = 1000 token", "token", "if", "per", "squared", "inf", "e", "point", "hand", "count")
    units = Units(odd, "EUR", ())
    for name in ("token", *odd[2:]):
        assert units.dimension(units.declared(name).unit) == Unit(((name, 1),))
    conversion = units.conversion(units.declared("EUR/ktoken").unit, units.declared("EUR/token").unit)
    assert conversion is not None
    assert conversion.factor == 0.001


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ((Rate("USD", 1, DAY, "x"),), "a rate for `USD` has no use in a case in USD"),
        ((Rate("EURO", 1, DAY, "x"),), "a rate for `EURO` has no use"),
        ((Rate("EUR", 0, DAY, "x"),), "the rate 0 is no positive number"),
        ((Rate("EUR", -1.1, DAY, "x"),), "the rate -1.1 is no positive number"),
        ((Rate("EUR", math.inf, DAY, "x"),), "the rate inf is no positive number"),
        ((Rate("EUR", math.nan, DAY, "x"),), "the rate nan is no positive number"),
        ((Rate("EUR", 1.1, DAY, "x"), Rate("EUR", 1.2, DAY, "y")), "there are two rates for EUR"),
    ],
)
def test_refused_rates(rates: tuple[Rate, ...], message: str) -> None:
    with pytest.raises(RoiError) as refusal:
        Units((), "USD", rates)
    assert message in refusal.value.message
    assert "[rates]" in str(refusal.value.where)


def test_two_currencies_with_rates_meet_through_the_third() -> None:
    units = Units((), "USD", (Rate("EUR", 1.1, DAY, "ECB"), Rate("JPY", 0.0065, DAY, "ECB")))
    conversion = units.conversion(units.declared("EUR").unit, units.declared("JPY").unit)
    assert conversion is not None
    assert conversion.factor == pytest.approx(1.1 / 0.0065, rel=1e-15)


def test_a_currency_must_exist() -> None:
    with pytest.raises(RoiError, match="`EURO` is no ISO 4217 currency"):
        Units((), "EURO", ())
    assert {"USD", "EUR", "GBP", "CHF", "JPY", "CNY"} < CURRENCIES
    for code in sorted(CURRENCIES):
        assert UNITS.declared(code).unit == Unit(((code, 1),))


def test_multiples_of_multiples_stay_exact_and_within_the_numbers_of_a_computer() -> None:
    """12 factors of 1e30 are more than a double holds."""
    chain = tuple(f"u{k} = 1e30 u{k - 1}" for k in range(1, 13))
    units = Units(("u0", *chain), "USD", ())
    near = units.conversion(units.declared("u12").unit, units.declared("u11").unit)
    assert near is not None
    assert near.factor == 1e30
    for pair in (("u12", "u0"), ("u12*u12", "u0*u0"), ("1/u12", "1/u0")):
        with pytest.raises(RoiError, match="beyond the numbers of a computer"):
            units.conversion(*(units.declared(text).unit for text in pair))


def test_money_is_said_first() -> None:
    assert str(unit("minute*USD/hour/year**2")) == "USD·minute/hour/year**2"
    assert str(ONE / unit("month")) == "1/month"
    assert str(ONE) == "–"


def test_registries_are_apart() -> None:
    """The countable things of one case are unknown to another; the same case gets the same registry."""
    with pytest.raises(RoiError):
        Units((), "USD", ()).declared("visit")
    assert units_of(("visit",), "USD", ()) is units_of(("visit",), "USD", ())
    assert units_of(("visit",), "USD", ()) is not units_of(("visit",), "EUR", ())
