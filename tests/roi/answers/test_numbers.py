"""Texts that are numbers, texts that are none, and texts that are two."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.answers.numbers import LARGEST, read_number, refuse_two_readings
from roi.errors import RoiError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", "42"), ("42.5", "42.5"), (".5", "0.5"), ("007", "7"), ("0.125", "0.125"), ("1234.125", "1234.125"),
        ("42,000", "42000"), ("1,234,567.50", "1234567.5"), ("1 200", "1200"), ("1'200", "1200"),
        ("1\u2019200", "1200"), ("1\u00a0200", "1200"), ("1\u202f200\u202f300", "1200300"), ("  7 ", "7"),
        ("42k", "42000"), ("42 K", "42000"), ("1.2M", "1200000"), ("3bn", "3e9"), ("1e5", "100000"),
        ("1.5E-3", "0.0015"), ("2.853e+05", "285300"),
        ("(500)", "-500"), ("-500", "-500"), ("\u2212500", "-500"), ("+5", "5"),
        ("42.000,5", "42000.5"), ("42,5", "42.5"), ("0,500", "0.5"), ("1.234.567", "1234567"), ("1_000", "1000"),
        ("1,20,000", "120000"), ("1.234,567", "1234.567"), ("1.2m", "1200000"), ("3 mio", "3000000"),
        ("2 dozen", "24"), ("1 200,5", "1200.5"), ("\uff14\uff12", "42"), ("\u0664\u0662", "42"),
        ("\uff08\uff15\uff09", "-5"),
    ],
)  # fmt: skip
def test_one_reading(text: str, value: str) -> None:
    assert read_number(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value", "percent", "money"),
    [
        ("50%", 50, True, ""), ("5 %", 5, True, ""), ("\uff15\uff10\uff05", 50, True, ""), ("(5%)", -5, True, ""),
        ("$1,200", 1200, False, "$"), ("-$5", -5, False, "$"), ("$-5", -5, False, "$"), ("US$ 5", 5, False, "US$"),
        ("USD 1,200", 1200, False, "USD"), ("1,200 EUR", 1200, False, "EUR"), ("42 €", 42, False, "€"),
        ("$1.2M", 1_200_000, False, "$"),
    ],
)  # fmt: skip
def test_percent_and_money_are_told(text: str, value: int, percent: bool, money: str) -> None:
    written = read_number(text)
    assert (written.value, written.percent, written.money) == (Decimal(value), percent, money)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("42.000", ("42 ", "42,000")),
        ("1.125", ("1.125", "1,125")),
        ("999.999", ("999.999", "999,999")),
    ],
)
def test_two_readings_are_both_named(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(RoiError) as refusal:
        read_number(text)
    assert all(reading in f"{refusal.value.message} " for reading in readings)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no number"), ("x", "no number"), ("5.", "no number"), ("10²", "no number"), ("½", "no number"),
        ("12 minutes", "no number"), ("1,234,56", "no number"), ("5000 000", "no number"), 
        ("0x10", "no number"), ("=1+1", "no number"), ("--5", "no number"), ("(-5)", "no number"),
        ("(5", "no number"), ("5)", "no number"), ("1e5k", "no number"), 
        ("$5 EUR", "no number"), ("XYZ 5", "no number"), ("$5%", "no number"), ("2024-01-05", "no number"),
        ("\u200b7", "no number"),
        ("NaN", "Leave it empty"), ("inf", "Leave it empty"), ("n/a", "Leave it empty"),
        ("?", "Leave it empty"), ("TBD", "Leave it empty"), ("–", "Leave it empty"),
        ("40-60", "no number"), ("20k to 30k", "no number"), ("~50", "no number"), ("1.2.3", "no number"),
        ("1__0", "no number"), ("1_00", "no number"),
        ("12.34.567", "no number"), ("1,234.5.6", "no number"), ("1 23", "no number"),
        ("1e400", "too large"), ("1" * 17, "too large"), ("1e-400", "too near to 0"), ("1e99999", "no number"),
        ("1e40", "too large"), ("9" * 70, "70 characters"), ("9" * 1_000_000, "1,000,000 characters"),
        ("(" * 64, "no number"),
    ],
)  # fmt: skip
def test_refused(text: str, says: str) -> None:
    with pytest.raises(RoiError) as refusal:
        read_number(text)
    assert says in str(refusal.value)
    assert len(str(refusal.value)) < 300
    assert refusal.value.hint


@pytest.mark.parametrize(
    "text", ["1.200", "1.125 USD/seat", "1.000 to 2.000", "(500)", "(1.5e3) USD", "--5", "- 5.000"]
)
def test_what_the_language_reads_in_one_way_and_people_in_another_is_refused(text: str) -> None:
    with pytest.raises(RoiError, match=r"can mean|two signs"):
        refuse_two_readings(text)


@pytest.mark.parametrize(
    "text", ["1.25", "0.125", "12.125%", "1.1250", "range(1.125, 2.000, 3.5)", "(12-10)", "-5"]
)
def test_what_the_language_and_people_read_alike_is_let_pass(text: str) -> None:
    refuse_two_readings(text)


# A specification apart from the implementation: write a number in every allowed way, and it is read back.

_amounts = st.decimals(min_value=0, max_value=10**12, places=4)


def _grouped(whole: str, mark: str) -> str:
    return f"{int(whole):,}".replace(",", mark)


@given(
    amount=_amounts,
    mark=st.sampled_from(["", ",", " ", "'", "\u00a0", "\u2009", "\u202f", "\u2019"]),
    places=st.sampled_from([0, 1, 2, 4]),
    wrap=st.sampled_from(["{}", "-{}", "({})", "+{}", "\u2212{}"]),
    around=st.sampled_from(["{}", "{}%", "{} %", "${}", "USD {}", "{} EUR", " {} "]),
    wide=st.booleans(),
)
def test_every_allowed_spelling_is_read_back(
    amount: Decimal, mark: str, places: int, wrap: str, around: str, wide: bool
) -> None:
    amount = amount.quantize(Decimal(1).scaleb(-places))
    whole, _, decimals = f"{amount:f}".partition(".")
    body = (_grouped(whole, mark) if mark else whole) + (f".{decimals}" if decimals else "")
    text = wrap.format(around.strip().format(body))
    text = f" {text} " if around.startswith(" ") else text
    if wide:
        text = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    negative = wrap in ("-{}", "({})", "\u2212{}")
    written = read_number(text)
    assert written.value == (-amount if negative else amount)
    assert written.percent == ("%" in around)
    assert bool(written.money) == any(sign in around for sign in ("$", "USD", "EUR"))


@given(
    whole=st.integers(1, 999),
    decimals=st.integers(0, 999),
    wrap=st.sampled_from(["{}", "-{}", "{}%", "${}", "{}k"]),
)
def test_three_digits_behind_one_point_are_never_guessed(whole: int, decimals: int, wrap: str) -> None:
    with pytest.raises(RoiError, match="can mean"):
        read_number(wrap.format(f"{whole}.{decimals:03d}"))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = read_number(text).value
    except RoiError:
        return
    assert value.is_finite()
    assert abs(value) <= LARGEST


@given(st.text(alphabet="0123456789.,' ()-+%$€kMeE", max_size=14))
def test_what_is_read_holds_the_digits_that_were_typed(text: str) -> None:
    """No digit is dropped or invented: the digits of the text, with zeros around them, are those of the value."""
    try:
        value = read_number(text).value
    except RoiError:
        return
    mantissa = text.lower().partition("e")[0]
    typed = "".join(letter for letter in mantissa if letter.isdigit()).strip("0")
    assert "".join(map(str, value.as_tuple().digits)).strip("0") == typed
