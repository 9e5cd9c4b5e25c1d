"""Looks that can be read, and number formats that show what cells hold."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.workbook.writer import styles
from exports.workbook.writer.styles import FORMATS, LOOKS, Styles, number_format, split
from roi.units import ONE, DeclaredUnit, Unit
from tests.support.sheets import first_sheet

PERCENT = DeclaredUnit("%", ONE, 0.01)
PLAIN = DeclaredUnit("visit", Unit((("visit", 1),)))
LEAST_CONTRAST = 4.5  # WCAG 2.1, level AA, text of any size


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2.1."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", LOOKS.values(), ids=lambda look: look.name)
def test_every_look_can_be_read(look: styles.Look) -> None:
    assert contrast(look.colour, look.fill or styles.WHITE) >= LEAST_CONTRAST


@pytest.mark.parametrize("pair", [styles.GOOD, styles.BAD, styles.CAUTION])
def test_verdicts_can_be_read(pair: tuple[str, str]) -> None:
    assert contrast(*pair) >= LEAST_CONTRAST


def test_colours_of_charts_stand_out_from_paper_and_from_each_other_in_grey() -> None:
    for colour in (styles.GAIN, styles.LOSS, styles.NET):
        assert contrast(colour, styles.WHITE) >= 3  # WCAG 1.4.11, graphical objects
    assert contrast(styles.BAND, styles.BAND_INNER) >= 1.4


def test_only_what_may_be_changed_is_unlocked() -> None:
    assert {look.name for look in LOOKS.values() if not look.locked} == {
        "input",
        "input_text",
        "your",
        "draft_open",
        "text_open",
    }


def test_an_input_is_told_by_more_than_its_colour() -> None:
    for look in LOOKS.values():
        if not look.locked:
            assert look.edge == "box"
            assert look.fill


def test_a_style_is_a_look_and_a_format() -> None:
    assert split("link money") == ("link", FORMATS["money"])
    assert split("label") == ("label", "General")
    with pytest.raises(KeyError):
        split("link monney")


def test_a_cell_gets_look_and_format() -> None:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    looks = Styles(book)
    sheet["A1"] = 1
    style = looks.of("input percent")
    sheet["A1"]._style = list(vars(book)["_cell_styles"])[style.index]
    assert sheet["A1"].number_format == FORMATS["percent"]
    assert sheet["A1"].protection.locked is style.locked is False
    assert sheet["A1"].font.color.rgb.endswith(styles.BLUE)
    assert looks.of("input percent") is style != looks.of("label")


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [
        (PERCENT, [0.35], "0%"),
        (PERCENT, [0.125, 0.02], "0.0%"),
        (PLAIN, [10_000, 2.5], "#,##0.0"),
        (PLAIN, [1 / 3], "#,##0.0000"),
        (PLAIN, [0.0], "#,##0"),
        (DeclaredUnit("year", Unit((("year", 1),))), [2026.0], "0"),
        (DeclaredUnit("year", Unit((("year", 1),))), [3.0], "#,##0"),
    ],
)
def test_decimals_are_those_the_values_need(unit: DeclaredUnit, values: list[float], expected: str) -> None:
    assert number_format(unit, values) == expected


@given(st.floats(1e-6, 1e12))
def test_a_number_keeps_four_significant_digits(value: float) -> None:
    code = number_format(PLAIN, [value])
    decimals = len(code.partition(".")[2])
    # half a unit of the fourth digit, and a little for the rounding of the test itself
    assert abs(round(value, decimals) - value) <= 0.5001e-3 * value
