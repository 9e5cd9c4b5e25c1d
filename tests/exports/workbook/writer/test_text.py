"""Texts in rows of a fixed height."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.workbook.writer.text import LINE, height_of, width_of, wrapped

TEXTS = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), max_size=300)

SCRIPTS = st.text(st.sampled_from("aж ω貸 がअ ع한 é“—"), max_size=300)


@given(TEXTS, st.floats(4, 120))
def test_no_letter_is_lost(text: str, width: float) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


@given(SCRIPTS, st.floats(4, 120))
def test_no_letter_of_another_script_is_lost(text: str, width: float) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


@pytest.mark.parametrize(("sign", "most"), [("a", 22), ("ж", 19), ("ω", 19), ("貸", 11), ("が", 11)])
def test_broader_letters_take_more_lines(sign: str, most: int) -> None:
    """On the width of twenty digits stand so many letters."""
    assert max(map(len, wrapped(sign * 60, 20))) <= most
    assert len(wrapped(sign * most, 20)) <= 2


@given(TEXTS, st.floats(8, 60), st.floats(1.1, 3))
def test_a_wider_column_is_never_higher(text: str, width: float, factor: float) -> None:
    assert height_of([(text, width * factor)]) <= height_of([(text, width)])


def test_the_highest_text_counts() -> None:
    assert height_of([("a", 10), ("word " * 20, 20)]) == height_of([("word " * 20, 20)]) > 4 * LINE


def test_an_empty_row_has_one_line() -> None:
    assert height_of([]) == height_of([("", 10)])


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [(1e12, "#,##0", "1,000,000,000,000"), (-0.125, "0.0%", "-12.5%"), (2.0, "#,##0.0000", "2.0000")],
)
def test_a_number_has_room_for_all_of_it_and_a_little_more(value: float, form: str, written: str) -> None:
    assert width_of(value, form) == len(written) + 1
