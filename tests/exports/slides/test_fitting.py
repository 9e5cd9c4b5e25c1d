"""The writer's own table of widths is that of the font, and sizes are chosen by it."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from exports.slides.charts import Box
from exports.slides.fitting import FittedText, fitting_size, height, lines, wider, width
from exports.slides.tables import SIZES, column_widths, rows_that_fit, table_size
from exports.slides.write import POINT
from exports.story.parts import StoryTable
from tests.exports.slides.measuring import font_file

SENTENCE = "Expected NPV USD −204 k ± 2 k; 8 in 10: USD −322 k to −92.3 k (“pilot”), 97.5 % … é ß → ≥"


@pytest.mark.skipif(font_file(bold=True) is None, reason="compared with Liberation Sans")
@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_arial(bold: bool) -> None:
    font = ImageFont.truetype(str(font_file(bold)), 2_048)
    for character in set(SENTENCE) | {chr(code) for code in range(32, 127)}:
        assert width(character, 1_000, bold) == pytest.approx(font.getlength(character) / 2.048, abs=1), (
            character
        )
    assert width(SENTENCE, 12, bold) == pytest.approx(
        font.getlength(SENTENCE) * 12 / 2_048, rel=0.02
    )  # kerning


def test_lines_break_at_spaces_but_not_inside_figures() -> None:
    assert lines("", 10, 100) == 1
    assert lines("one\ntwo", 10, 100) == 2
    assert lines("USD 204 k", 10, width("USD 204", 10) + 1) == 2, "a figure is one word, and broken as one"
    assert lines("loss USD 204 k", 10, width("loss USD 204", 10) + 1) == 2
    assert lines("x" * 100, 10, width("x" * 10, 10)) == 10


def test_a_size_is_the_largest_that_fits() -> None:
    text = FittedText(["Expected loss"] * 3, gap=0.5)
    room = (200.0, height(text, 14, 200.0))
    assert fitting_size(text, room, (18, 16, 14, 12)) == 14
    assert fitting_size(text, (200.0, 5.0), (18, 12)) is None
    assert wider("Verdana") > wider("Arial") == 1


def test_a_table_is_shrunk_then_goes_on() -> None:
    rows = tuple((f"A cost with a name of some length, number {k}", f"USD {k},000 k") for k in range(12))
    table = StoryTable(("Cost", "Value"), rows, strong=1)
    wide = 300 * POINT
    assert table_size(table, Box(0, 0, wide, 900 * POINT)) == SIZES[0]
    small = Box(0, 0, wide, 120 * POINT)
    assert table_size(table, small) is None
    fits, rest = rows_that_fit(table, small)
    assert rest is not None
    assert (fits.rows + rest.rows, fits.strong, rest.strong) == (rows, 1, None)
    assert sum(column_widths(table, 300.0, 12)) == pytest.approx(300)
