"""The text of a value: a distribution, perhaps a unit of its own, perhaps thousands separators."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.case import Override
from roi.errors import RoiError, of_setting
from roi.formula.quantity import quantity
from roi.model import Layer, ModelInput, resolve
from tests.support.documents import case_of

RATES = {"GBP": {"value": 1.25, "date": datetime.date(2026, 1, 1), "source": "judgement"}}
INPUTS = {
    "price": {"value": 20, "unit": "USD/seat/month", "min": 0, "max": 900},
    "share": (35, "%"),
    "calls": (1_000, "call/year"),
    "work": (30, "minute"),
    "growth": (3, "%/year"),
    "factor": (2, "–"),
}


def resolved(name: str, value: str) -> ModelInput:
    document = case_of(INPUTS, {}, header={"units": ["seat", "call"]}, rates=RATES)
    return resolve(
        document, layers=[Layer("set", of_setting("set"), {name: Override(value)}, "seller")]
    ).input(name)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("30", "30", None),
        ("  30 ", "30", None),
        ("30 GBP/seat/month", "30", "GBP/seat/month"),
        ("30 GBP / seat / month", "30", "GBP / seat / month"),
        ("-2.5 hour", "-2.5", "hour"),
        ("1,200 visit/day", "1200", "visit/day"),
        ("1,200,000.50 USD", "1200000.50", "USD"),
        ("1,200 to 2,400 hour", "1200 to 2400", "hour"),
        ("10 to 20 hour", "10 to 20", "hour"),
        ("10 to 20", "10 to 20", None),
        ("35%", "35%", None),
        ("35 %", "35%", None),
        ("10 % to 20 %", "10% to 20%", None),
        ("10%/year", "10%", "%/year"),
        ("10 %/year", "10%", "%/year"),
        ("10 to 20 %/year", "10 to 20%", "%/year"),
        ("range(1,200, 1,300) USD", "range(1,200, 1,300)", "USD"),
        ("normal(3, 1) %/year", "normal(3, 1)", "%/year"),
        ("3e5", "3e5", None),
        ("3e5 USD", "3e5", "USD"),
        ("40_000 / 1_800 hour", "40_000 / 1_800", "hour"),
        ("2 hour**2", "2", "hour**2"),
        ("10%/3", "10%/3", None),
        ("10%/(3+4)", "10%/(3+4)", None),
        ("10%/(seat*year)", "10%", "%/(seat*year)"),
        ("30USD", "30USD", None),
        ('data("times 2024 a.csv", minutes)', 'data("times 2024 a.csv", minutes)', None),
        ('data("5 %  v.csv", minutes)', 'data("5 %  v.csv", minutes)', None),
        ('data("2024 v.csv",minutes)', 'data("2024 v.csv",minutes)', None),
        ('data("v.csv", minutes) hour', 'data("v.csv", minutes)', "hour"),
        ("2,5", "2,5", None),
        ("12,3456", "12,3456", None),
        ("", "", None),
    ],
)
def test_value_and_unit(text: str, value: str, unit: str | None) -> None:
    taken_apart = quantity(text)
    assert (taken_apart.value, taken_apart.unit) == (value, unit)
    assert taken_apart.text[taken_apart.span.start : taken_apart.span.stop] == (unit or "")


@given(st.text(st.sampled_from("1 2,3.ea_%/()*-+toUSDhour\n\"'")))
def test_any_text_is_split_without_a_loss(text: str) -> None:
    taken_apart = quantity(text)
    value, unit = taken_apart.value, taken_apart.unit
    if unit is not None and unit.startswith("%") and value.endswith("%"):
        value = value[:-1]  # the one sign stands in both
    bare = "".join(text.split())
    assert "".join((value + (unit or "")).split()).replace(",", "") == bare.replace(",", "")


@pytest.mark.parametrize(
    ("name", "text", "likely"),
    [
        ("price", "30 GBP/seat/month", 37.5),  # 1.25 USD a pound
        ("price", "360 USD/seat/year", 30.0),
        ("price", "0.12 USD/seat/month * 0 + 5", None),
        ("calls", "1,200 call/day", 1_200 * 365.25),
        ("calls", "5 call", None),
        ("work", "2 hour", 120.0),
        ("share", "35%", 0.35),
        ("share", "35", 0.35),
        ("share", "35 %", 0.35),
        ("share", "7 / 20 * 100", 0.35),
        ("factor", "35%", 0.35),
        ("growth", "6%/year", 0.06),
        ("growth", "6%", 0.06),
        ("growth", "0.5%/month", None),
        ("growth", "1.5 %/quarter", None),
        ("growth", "0 %/quarter", 0.0),
        ("growth", "6.17 %/year", 0.0617),
    ],
)
def test_units_of_overrides(name: str, text: str, likely: float | None) -> None:
    if likely is None:
        with pytest.raises(RoiError):
            resolved(name, text)
    else:
        # 1e-14: a product of a few exact factors
        assert resolved(name, text).likely == pytest.approx(likely, rel=1e-14)


def test_a_90_percent_interval_in_another_unit() -> None:
    quantiles = resolved("work", "10 to 20 hour").quantile(np.array([0.05, 0.95]))
    assert quantiles == pytest.approx([600.0, 1200.0], rel=1e-12)


def test_limits_hold_in_another_unit() -> None:
    """`range` takes its bounds, 0 to 900 USD, in pounds: 0 to 720."""
    resolved_input = resolved("price", "range(100, 300, 700) GBP/seat/month")
    assert resolved_input.distribution.support == pytest.approx((0.0, 720.0))
    with pytest.raises(RoiError, match=r"1,000 USD/seat/month is outside its physical limits 0 to 900"):
        resolved("price", "800 GBP/seat/month")


def test_what_is_shown_is_what_was_typed() -> None:
    assert resolved("share", "12.5").shown(resolved("share", "12.5").likely) == 12.5
    assert resolved("growth", "6%").shown(0.06) == pytest.approx(6.0)
