"""What people type into a cell, in every way they type it, and what is refused at that cell."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from roi.errors import RoiError
from tests.exports.workbook.archives import address
from tests.exports.workbook.asking import read, typed


@pytest.mark.parametrize(
    ("name", "value", "form", "expected"),
    [
        ("used_likely", "35%", None, "35%"),
        ("used_likely", "35 %", "@", "35%"),
        ("used_likely", "35", "@", "35%"),
        ("used_likely", 0.35, "0%", "35%"),
        ("used_likely", 0.35, '0.0%" of all"', "35%"),
        ("used_likely", 35, "General", "35%"),  # as a fraction it would be 3,500 %
        ("used_likely", 0, "General", "0%"),
        ("growth_likely", "(5%)", None, "-5%"),
        ("letters_likely", "42,000", None, "42000"),
        ("letters_likely", "42k", None, "42000"),
        ("letters_likely", 0.1 + 0.2, None, "0.3"),
        ("wage_likely", "$42", None, "42"),
        ("wage_likely", "USD 42.50", None, "42.5"),
        ("wage_likely", 42, '"$"#,##0.00', "42"),
        ("wage_likely", 42, "[$$-409]#,##0", "42"),
        ("wage_likely", 42, "[$-407]#,##0", "42"),  # a country, no currency
        ("wage_likely", 42, '_("$"* #,##0.00_)', "42"),
        ("price_likely", "€ 1,200", None, "1200"),
        ("price_likely", 1_200, "#,##0 [$€-407]", "1200"),
        ("multiple_likely", "50%", None, "0.5"),
        ("multiple_likely", 0.5, "0%", "0.5"),
        ("letters_likely", "42.000,5", None, "42000.5"),
        ("letters_likely", "40-60", None, "40 to 60"),
        ("letters_likely", "about 50", None, "50"),
        ("wage_likely", "€42", None, "42 EUR/hour"),
        ("letters_likely", 50, '#,##0 "per month"', "600"),  # as it is shown
        ("letters_likely", 50, '#,##0\\ "a month";-0', "600"),
        ("letters_likely", 1.5, '0.0 "k"', "1500"),
        ("letters_likely", 12_000, '#,##0,"k"', "12000"),
        ("letters_likely", 12.125, '"ca. "0.0', "12.125"),
        ("letters_likely", 50, '"about "0" letters a year"', "50"),
        ("wage_likely", 0.7, '[$$-409]0.00 "per minute"', "42"),
        ("letters_likely", "   ", None, None),
        ("letters_likely", "", None, None),
    ],
)
def test_what_people_type(
    sheet: Path, tmp_path: Path, name: str, value: object, form: str | None, expected: str | None
) -> None:
    path = typed(sheet, tmp_path, {name: value}, {name: form} if form else None)
    answer = read(path).answers.get(name.removesuffix("_likely"))
    assert (answer.value if answer else None) == expected


@pytest.mark.parametrize(
    ("name", "value", "form", "says"),
    [
        ("letters_likely", "42.000", None, "can mean 42 or 42,000"),
        ("letters_likely", "unknown", None, "Leave the cell empty"),
        ("letters_likely", "1e400", None, "too large"),
        ("letters_likely", 1e300, None, "too large"),
        ("letters_likely", "NaN", None, "“NaN” cannot be read as an answer"),
        ("letters_likely", True, None, "TRUE or FALSE"),
        ("letters_likely", datetime.date(2026, 5, 10), None, "a date or a time"),
        ("minutes_likely", datetime.time(4, 30), None, "a date or a time"),
        ("minutes_likely", 0.1875, "[h]:mm", "a date or a time"),
        ("letters_likely", "=1/0", None, "not calculated"),
        ("letters_likely", "#DIV/0!", None, "the error #DIV/0!"),
        ("letters_likely", "50%", None, "wanted in letters per year"),
        ("letters_likely", 0.5, "0%", "wanted in letters per year"),
        ("letters_likely", "$500", None, "wanted in letters per year"),
        (
            "letters_likely",
            -1,
            None,
            "“-1” is outside the limits: from 0 to 500,000 letters per year",
        ),
        ("letters_likely", "(500)", None, "“(500)” is outside the limits"),
        ("wage_likely", 150_000, None, "from 10 to 500 USD per hour"),
        ("wage_likely", 42, "#,##0 [$€-407]", "wanted in USD per hour"),
        ("wage_likely", 42, '"EUR" #,##0', "wanted in USD per hour"),
        ("wage_likely", "42 GBP", None, "no rate for GBP"),
        ("price_likely", 1_200, '"$"#,##0', "wanted in EUR per month"),
        ("used_likely", 35, "0.0%", "“3,500%” is outside the limits: from 0 to 100 %"),
        ("used_likely", 0.35, "General", "can mean 0.35% or 35%"),
        ("used_likely", "0.35", None, "can mean 0.35% or 35%"),
        ("used_likely", 1, "General", "can mean 1% or 100%"),
        ("growth_likely", 0.5, "0.00", "can mean 0.5% or 50%"),
        ("growth_likely", 35, "0.0%", "from -50 to 100 % a year"),
        ("regulated_likely", 2, None, "outside the limits: from 0 to 1"),
        ("letters_likely", 50, '0 "pallets"', "“50 pallets” cannot be read as an answer"),
        ("letters_likely", 50, '0 "hours"', "“50 hours” is in another unit"),
        ("letters_likely", 50, '"yes";"no"', "“yes” cannot be read as an answer"),
        ("letters_likely", "x" * 5_000, None, "5,000 characters"),
    ],
)
def test_each_cell_that_cannot_be_read_is_named(
    sheet: Path, tmp_path: Path, name: str, value: object, form: str | None, says: str
) -> None:
    path = typed(sheet, tmp_path, {name: value}, {name: form} if form else None)
    content = path.read_bytes()
    with pytest.raises(RoiError) as refusal:
        read(path)
    assert str(refusal.value.where) == f"acme.xlsx: {address(sheet, f'ask_{name}')}"
    assert says in str(refusal.value)
    assert refusal.value.hint
    assert len(str(refusal.value)) < 400
    assert path.read_bytes() == content
