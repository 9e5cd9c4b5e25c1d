import math
import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exports.voice import formats
from exports.voice.formats import (
    MINUS,
    FigureSpan,
    band,
    chance,
    change,
    figure,
    fixed,
    measured,
    measured_chance,
    money,
    months,
    number,
    quantity,
    share,
    spread,
    state,
)
from exports.voice.scales import money_scale, table_scale
from roi.sim.estimate import T_975_15, Statistic
from roi.sim.metrics import METRICS, MetricUnit

STEPS = {"": 1.0, " k": 1e3, " M": 1e6, " bn": 1e9, " tn": 1e12}
MONEY = re.compile(rf"USD ({MINUS}?[\d,]+(?:\.(\d+))?)( k| M| bn| tn)?")
amounts = st.floats(-1e14, 1e14)
units = st.sampled_from(sorted({row.unit for row in METRICS.values()}))


def read(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(",", ""))


def half_width(estimate: float) -> float:
    """The standard error whose 95 % interval has that half width."""
    return estimate / T_975_15


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7_865_252.1, "USD 7.87 M"),
        (-254_533.07, "USD −255 k"),
        (999_999, "USD 1.00 M"),
        (999_499, "USD 999 k"),
        (12.3456, "USD 12.35"),
        (99.94, "USD 99.94"),
        (99.97, "USD 100"),
        (123.4, "USD 123"),
        (0, "USD 0"),
        (-0.001, "USD 0.00"),
        (5e13, "USD 50.0 tn"),
        (math.nan, "undefined"),
    ],
)
def test_money(value: float, text: str) -> None:
    assert money(value, "USD") == text


@given(amounts)
def test_money_is_read_back_within_half_of_its_last_digit(value: float) -> None:
    parts = MONEY.fullmatch(money(value, "USD"))
    assert parts
    amount, decimals, suffix = parts.groups(default="")
    last_digit = STEPS[suffix] * 10.0 ** -len(decimals)
    # 1e-9 of the value: the division by the step rounds once
    assert read(amount) * STEPS[suffix] == pytest.approx(value, rel=1e-9, abs=last_digit * 0.5 * (1 + 1e-9))
    if abs(value) >= 100:
        assert len(re.sub(r"\D", "", amount)) == 3
    if suffix:
        assert 1 <= abs(read(amount)) < 1000


@given(amounts, st.floats(1e-9, 1e14))
def test_a_band_stands_at_the_decimals_of_its_value_and_never_vanishes(value: float, half: float) -> None:
    text = band(Statistic(value, half_width(half)), "money", "USD")
    number, _, around = text.partition(" ± ")
    if half <= 1e-12 * abs(value):  # what adding up in another order leaves is no sampling error
        assume(half < 0.99e-12 * abs(value))
        assert not around
        return
    suffix = next((s for s in (" k", " M", " bn", " tn") if number.endswith(s)), "")
    assert around.endswith(suffix)
    decimals = [len(part.removesuffix(suffix).partition(".")[2]) for part in (number, around)]
    assert decimals[0] == decimals[1]
    assert read(around.removesuffix(suffix).lstrip("<")) > 0


def test_bands() -> None:
    assert band(Statistic(-4_150_462, half_width(1.9e6)), "money", "USD") == "USD −4.15 M ± 1.90 M"
    assert band(Statistic(20_000, half_width(1.9e6)), "money", "USD") == "USD 0.02 M ± 1.90 M"
    assert band(Statistic(0.298, half_width(0.012)), "share", "") == "29.8 % ± 1.2 %"
    assert band(Statistic(14.23, half_width(0.04)), "months", "") == "14.2 ± <0.1 months"
    assert band(Statistic(1.234, half_width(0.1)), "ratio", "") == "1.23 ± 0.10"
    assert band(Statistic(5.0, math.inf), "months", "") == "5.0 ± unknown months"
    assert band(Statistic(5.0, 0.0), "months", "") == "5.0 months"  # nothing varies
    assert band(Statistic(5.0, 2e-16), "months", "") == "5.0 months"
    assert band(Statistic(math.inf, math.nan), "months", "") == "never"


@given(st.floats(-1e6, 1e6))
def test_share_is_read_back_within_half_of_its_last_digit(value: float) -> None:
    text = share(value).removesuffix(" %")
    last_digit = 0.1 if abs(value) < 1 else 1.0
    if text.startswith(("<", ">")):
        assert 0 < abs(100 * value) <= 0.05 * (1 + 1e-9)
        assert (read(text[1:]) > 0) == (value > 0)
    else:
        assert read(text) == pytest.approx(100 * value, rel=1e-9, abs=last_digit * 0.5 * (1 + 1e-9))
        assert (read(text) == 0) == (value == 0)


@given(st.integers(32, 10**6), st.data())
def test_a_chance_is_0_or_100_only_where_no_draw_tells_otherwise(n: int, data: st.DataObject) -> None:
    happened = data.draw(st.integers(0, n))
    text = chance(Statistic(happened / n, 3 / n if happened in (0, n) else 0.01))
    assert text.startswith(("0 %", "100 %")) == (happened in (0, n))
    assert ("95 % bound" in text) == (happened in (0, n))


def test_chances() -> None:
    assert chance(Statistic(0.0, 3 / 1024)) == "0 % (95 % bound: 0.3 %)"
    assert chance(Statistic(1.0, 3 / 1024)) == "100 % (95 % bound: 99.7 %)"
    assert chance(Statistic(0.9999, half_width(0.0001))) == ">99.9 % ± <0.1 %"
    assert chance(Statistic(math.nan, math.nan)) == "undefined"


def test_months_and_states() -> None:
    assert [months(v) for v in (0.0, 14.23, math.inf, math.nan)] == [
        "0 months", "14.2 months", "never", "undefined",
    ]  # fmt: skip
    assert state(math.inf, "share") == "unbounded"
    assert state(-1.0, "share") is None


@given(st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf]), units)
def test_a_figure_is_its_state_or_has_digits(value: float, unit: str) -> None:
    text = figure(value, unit, "EUR")  # type: ignore[arg-type]
    instead = state(value, unit)  # type: ignore[arg-type]
    assert text == instead if instead else re.search(r"\d", text)
    assert "-" not in text.replace("e-", "")
    assert "nan" not in text


def test_a_huge_rate_of_return_is_only_called_huge() -> None:
    assert figure(10.0, "rate", "") == "1,000 %"
    assert figure(1_036_808_444.34, "rate", "") == ">1,000 %"
    assert figure(math.inf, "rate", "") == "unbounded"
    assert figure(50.0, "share", "") == "5,000 %"
    assert spread(0.2, 1e9, "rate", "") == "20.0 % to >1,000 %"
    assert band(Statistic(0.2, 0.01), "rate", "").startswith("20.0 % ± 2.")


def test_spread() -> None:
    assert spread(-3e7, 2.79e7, "money", "USD") == "USD −30.0 M to 27.9 M"
    assert spread(12.0, math.inf, "months", "USD") == "12.0 months to never"
    assert spread(2.08e7, 2.08e7, "money", "USD") == "USD 20.8 M"
    assert spread(math.nan, math.nan, "share", "USD") == "undefined"


@given(st.floats(-1e15, 1e15))
def test_number_keeps_four_digits_and_whole_numbers(value: float) -> None:
    # 5e-4 of the value: half of the fourth digit; 0.5: numbers above 1,000 are written whole
    tolerance = 0.5 if abs(value) >= 1000 else 5.0001e-4 * abs(value)
    assert abs(read(number(value)) - value) <= tolerance
    if value == round(value):
        assert read(number(value)) == value


def test_quantities() -> None:
    assert quantity(10_000, "seat") == "10,000 seat"
    assert quantity(35, "%") == "35 %"
    assert quantity(0.5, "–") == "0.5"
    assert quantity(math.nan, "seat") == "undefined"


@given(st.floats(-1e15, 1e15), st.integers(0, 4))
def test_fixed_has_no_minus_before_a_zero(value: float, decimals: int) -> None:
    text = fixed(value, decimals)
    assert float(text.replace(",", "").replace(MINUS, "-")) == float(f"{value:.{decimals}f}")
    assert text.startswith(MINUS) == (float(f"{value:.{decimals}f}") < 0)


@given(st.lists(amounts, min_size=1))
def test_a_table_s_largest_figure_takes_few_digits(values: list[float]) -> None:
    scale = table_scale(values)
    largest = max(abs(value) for value in values) / scale.factor
    assert largest <= 1e8
    assert scale.factor == 1 or largest >= 999
    assert scale.heading("USD").startswith("USD")


@given(st.lists(amounts, min_size=1), st.integers(0, 2))
def test_one_scale_for_all_money_of_a_table(values: list[float], fewer: int) -> None:
    scale = money_scale(values, fewer)
    largest = max(abs(value) for value in values) / scale.factor
    assert largest < 1e4 or scale.factor == 1e12
    assert 0 <= scale.decimals <= 2
    for value in values:
        text = scale.text(value)
        assert (text == "0") == (value == 0)
        if text[:1] not in "<>":
            shown = float(text.replace(",", "").replace(MINUS, "-"))
            assert abs(shown - value / scale.factor) <= 0.5 * 10**-scale.decimals * (1 + 1e-9)


@given(st.one_of(amounts, st.just(math.inf), st.just(math.nan)), st.floats(0, 1e12), units)
def test_a_figure_in_parts_says_what_its_text_says(value: float, error: float, unit: MetricUnit) -> None:
    figure = measured(Statistic(value, error / T_975_15), unit, "USD")
    text = str(figure)
    assert text == band(Statistic(value, error / T_975_15), unit, "USD")
    assert figure.number in text
    assert (" ± " in text) == bool(figure.band)
    assert figure.value == str(replace(figure, band=""))
    assert figure.bare in figure.value
    assert figure.error in text


def test_parts_of_figures() -> None:
    loss = measured(Statistic(-4.15e6, 1.9e6 / T_975_15), "money", "USD")
    assert (loss.value, loss.bare, loss.half) == (f"USD {MINUS}4.15 M", f"{MINUS}4.15 M", "1.90 M")
    late = measured(Statistic(14.2, 1 / T_975_15), "months")
    assert (late.value, late.bare, late.error) == ("14.2 months", "14.2", "± 1.0")
    never = measured_chance(Statistic(0.0, 0.003))
    assert (never.value, never.error, str(never)) == ("0 %", "(95 % bound: 0.3 %)", "0 % (95 % bound: 0.3 %)")


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (-475e3, -144e3, "money", f"{MINUS}475 to {MINUS}144 k"),
        (-30.1e6, 2.5e9, "money", f"{MINUS}30.1 M to 2.50 bn"),
        (1.2e9, 36.9e9, "money", "1.20 to 36.9 bn"),
        (0.1, 0.2, "share", "10.0 to 20.0 %"),
        (9.1, 20, "months", "9.1 to 20.0 months"),
        (9.1, math.inf, "months", "9.1 to never"),
        (5e3, 5e3, "money", "5.00 k"),
    ],
)
def test_spans_in_fewest_words(low: float, high: float, unit: MetricUnit, text: str) -> None:
    assert FigureSpan.of(low, high, unit, "USD").brief == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.45218, "0.452"),
        (11.843, "11.8"),
        (4512.6, "4,510"),
        (-0.001234, "−0.00123"),
        (7.0, "7"),
        (1.2e5, "120,000"),
    ],
)
def test_an_estimated_number_has_three_digits(value: float, text: str) -> None:
    assert formats.three_digits(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.06e6, "USD +2.06 M"), (-926e3, "USD −926 k"), (0.0, "USD 0"), (1.0, "USD +1.00"), (-4.15, "USD −4.15"),
        (math.nan, "undefined"), (math.inf, "unbounded"),
    ],
)  # fmt: skip
def test_a_change_has_its_sign_at_its_digits_as_an_amount_has(value: float, text: str) -> None:
    assert change(value, "USD") == text
    if not value > 0:
        assert change(value, "USD") == money(value, "USD")
