"""Units, their texts, and exact conversions between them."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from roi.units import ONE, Unit, Units
from tests.roi.registry import UNITS, unit

# Calendar: 1 month = 365.25/12 days.  Exact, by hand.
EXACT = {
    ("hour", "minute"): Fraction(60),
    ("hour", "second"): Fraction(3600),
    ("minute", "hour"): Fraction(1, 60),
    ("second", "hour"): Fraction(1, 3600),
    ("year", "month"): Fraction(12),
    ("month", "year"): Fraction(1, 12),
    ("quarter", "month"): Fraction(3),
    ("year", "quarter"): Fraction(4),
    ("year", "day"): Fraction(1461, 4),
    ("day", "year"): Fraction(4, 1461),
    ("week", "day"): Fraction(7),
    ("day", "week"): Fraction(1, 7),
    ("year", "week"): Fraction(1461, 28),
    ("week", "year"): Fraction(28, 1461),
    ("month", "day"): Fraction(487, 16),
    ("week", "month"): Fraction(112, 487),
    ("quarter", "week"): Fraction(1461, 112),
    ("Mtoken", "token"): Fraction(10**6),
    ("USD/Mtoken", "USD/token"): Fraction(1, 10**6),
    ("EUR", "USD"): Fraction(11, 10),
    ("USD", "EUR"): Fraction(10, 11),
    ("EUR/hour", "USD/minute"): Fraction(11, 600),
    ("minute**2", "hour**2"): Fraction(1, 3600),
    ("USD*minute/hour/year", "USD/month"): Fraction(1, 720),
    ("1/month", "1/year"): Fraction(12),
    ("minute/hour", "–"): Fraction(1, 60),
    ("FTE", "FTE"): Fraction(1),
}


@pytest.mark.parametrize(("pair", "factor"), EXACT.items(), ids=map(" to ".join, EXACT))
def test_factors_are_exact(pair: tuple[str, str], factor: Fraction) -> None:
    """One step is the nearest double; two of them may be off by 2 units in the last place."""
    conversion = UNITS.conversion(unit(pair[0]), unit(pair[1]))
    assert conversion is not None
    slack = 0 if len(conversion.steps) < 2 else 2 * math.ulp(float(factor))
    assert abs(conversion.factor - float(factor)) <= slack


@pytest.mark.parametrize(("pair", "factor"), EXACT.items(), ids=map(" to ".join, EXACT))
def test_steps_multiply_to_the_factor(pair: tuple[str, str], factor: Fraction) -> None:
    """The faces that show each step say the same as the one that multiplies."""
    conversion = UNITS.conversion(unit(pair[0]), unit(pair[1]))
    assert conversion is not None
    product = 1.0
    for step in conversion.steps:
        assert step.value > 1
        product *= step.value**step.power
    assert product == pytest.approx(float(factor), rel=1e-15)


def test_a_conversion_is_shown_in_steps_people_know() -> None:
    conversion = UNITS.conversion(
        unit("visit/year") * unit("minute/visit") * unit("USD/hour"), unit("USD/month")
    )
    assert conversion is not None
    assert [(step.label, step.value, step.power) for step in conversion.steps] == [
        ("minute/hour", 60.0, -1),
        ("month/year", 12.0, -1),
    ]


def test_each_step_stays_within_its_kind() -> None:
    """Minutes go into seconds and years into months, never minutes into months."""
    conversion = UNITS.conversion(unit("minute*year"), unit("second*month"))
    assert conversion is not None
    assert {step.label: step.value for step in conversion.steps} == {"second/minute": 60, "month/year": 12}


def test_a_second_name_for_a_unit_needs_no_step() -> None:
    units = Units(("visit", "encounter = visit"), "USD", ())
    conversion = units.conversion(units.declared("encounter").unit, units.declared("visit").unit)
    assert conversion is not None
    assert (conversion.factor, conversion.steps) == (1, ())


def test_a_unit_made_of_several_converts_in_one_step() -> None:
    units = Units(("clinician", "shift = 8 hour*clinician"), "USD", ())
    conversion = units.conversion(units.declared("shift").unit, units.declared("clinician*minute").unit)
    assert conversion is not None
    assert conversion.factor == 480
    assert [(step.value, step.power) for step in conversion.steps] == [(480, 1)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("hour", "month"),  # clock and calendar
        ("USD/hour", "USD/month"),
        ("second", "day"),
        ("USD", "GBP"),  # no rate
        ("EUR", "GBP"),
        ("visit", "token"),
        ("visit", "–"),
        ("FTE", "–"),
        ("hour", "hour**2"),
        ("hour", "1/hour"),
    ],
)
def test_what_never_converts(source: str, target: str) -> None:
    assert UNITS.conversion(unit(source), unit(target)) is None
    assert UNITS.conversion(unit(target), unit(source)) is None


UNIT_NAMES = st.sampled_from(
    ["second", "minute", "hour", "day", "week", "month", "quarter", "year", "visit", "USD"]
)
ANY_UNIT = st.lists(st.tuples(UNIT_NAMES, st.integers(-3, 3)), max_size=4).map(
    lambda pairs: math.prod((Unit(((name, power),)) if power else ONE for name, power in pairs), start=ONE)
)


@given(ANY_UNIT, ANY_UNIT, ANY_UNIT)
def test_units_multiply_like_numbers(a: Unit, b: Unit, c: Unit) -> None:
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a * ONE == a
    assert a / a == ONE
    assert (a / b) * b == a
    assert (a**2) ** 3 == a**6
    assert a**0 == ONE
    assert a**-1 == ONE / a
    assert UNITS.dimension(a * b) == UNITS.dimension(a) * UNITS.dimension(b)


@given(ANY_UNIT)
def test_a_unit_as_it_is_shown_can_be_typed(a: Unit) -> None:
    """A message may say: make it an input in USD·minute/visit**2.  That must be a unit."""
    assume(all(abs(power) <= 9 for _, power in a.powers))
    assert unit(str(a)) == a
    assert pickle.loads(pickle.dumps(a)) == a


@given(ANY_UNIT, st.permutations(["second", "minute", "hour"]), st.permutations(["day", "week", "month"]))
def test_conversions_go_there_and_back_and_by_any_way(a: Unit, clock: list[str], calendar: list[str]) -> None:
    swaps = dict(zip(["second", "minute", "hour", "day", "week", "month"], [*clock, *calendar], strict=True))
    b = math.prod((Unit(((swaps.get(name, name), power),)) for name, power in a.powers), start=ONE)
    there, back = UNITS.conversion(a, b), UNITS.conversion(b, a)
    assert there is not None
    assert back is not None
    assert there.factor * back.factor == pytest.approx(1, rel=1e-14)
    by_base = UNITS.conversion(a, UNITS.dimension(a))
    from_base = UNITS.conversion(UNITS.dimension(a), b)
    assert by_base is not None
    assert from_base is not None
    assert there.factor == pytest.approx(by_base.factor * from_base.factor, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "shown", "scale"),
    [
        ("USD/visit/month", "USD/month/visit", 1),
        ("USD/(visit*month)", "USD/month/visit", 1),
        ("USD/(visit/month)/hour", "USD·month/hour/visit", 1),
        ("USD/(visit/(month/hour))", "USD·month/hour/visit", 1),
        ("USD/hour*visit", "USD·visit/hour", 1),
        (" minute / visit ", "minute/visit", 1),
        ("visits/year", "visit/year", 1),
        ("bus", "bus", 1),
        ("hour**2", "hour**2", 1),
        ("hour ** -1", "1/hour", 1),
        ("1/month", "1/month", 1),
        ("USD*hour/USD", "hour", 1),
        ("USD·hour", "USD·hour", 1),
        ("%", "–", 0.01),
        ("%/year", "1/year", 0.01),
        ("% / month", "1/month", 0.01),
        ("", "–", 1),
        ("–", "–", 1),
        ("-", "–", 1),
        ("1", "–", 1),
    ],
)
def test_texts(text: str, shown: str, scale: float) -> None:
    declared = UNITS.declared(text)
    assert str(declared.unit) == shown
    assert declared.scale == scale
    assert declared.percent is (scale == 0.01)
