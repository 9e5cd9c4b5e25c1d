"""Sentences that stay live."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.voice.formats import money, share
from exports.workbook.summary.workings import InWords
from exports.workbook.writer.book import Book
from exports.workbook.writer.live import Live, fixed, words
from exports.workbook.writer.package import save
from exports.workbook.writer.styles import NEVER
from tests.support.judged import differences
from tests.support.libreoffice import recalculated


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234.5, 0, "1,235"),
        (0.125, 2, "0.13"),
        (-0.001, 2, "0.00"),
        (-4.155, 2, "-4.16"),
        (1e6, 1, "1,000,000.0"),
    ],
)
def test_halves_go_away_from_zero(value: float, decimals: int, expected: str) -> None:
    assert fixed(value, decimals) == expected


def test_quotes_are_doubled() -> None:
    assert words('the "best"').formula == '"the ""best"""'


def test_long_texts_are_cut_into_what_excel_takes() -> None:
    literal = words('"' * 600)
    assert literal.value == '"' * 600
    assert all(len(part) <= 255 for part in literal.formula.split("&"))


FIGURES: tuple[float | str, ...] = (
    7_865_432.1, -4_155_000.0, 0.0, 0.125, NEVER, "undefined", 26.25, 999_499.0, 999_600.0, -99.96, 9.994e9, 0.9996,
    12.394, 3e12,
)  # fmt: skip


@pytest.mark.libreoffice
def test_sentences_say_what_libreoffice_says(tmp_path: Path) -> None:
    book = Book("t")
    page = book.sheet("Page")
    live = Live(book, "USD", InWords(page, 8, 1))
    for row, number in enumerate(FIGURES, start=2):
        cell = page.put(row, 1, number)
        book.define(f"base_{row}", page, row, 1)
        page.put(row, 5, f"={words('x' * 300).formula}", value="x" * 300)
        for col, say in enumerate((live.money, live.percent, live.months), start=2):
            sentence = words(f"{cell} is ") + say(f"base_{row}")
            page.put(row, col, f"={sentence.formula}", value=sentence.value)
    path = tmp_path / "said.xlsx"
    save(book, path)
    assert not differences(path, recalculated(path))
    assert page.worth(2, 2) == "A2 is USD 7.87 M"
    assert page.worth(6, 4) == "A6 is never"
    assert page.worth(7, 2) == "A7 is undefined"


@pytest.mark.parametrize("value", [number for number in FIGURES if number not in ("undefined", 0.125)])
def test_sentences_say_what_screens_say(value: float) -> None:
    """But where a figure lies exactly between two: spreadsheets round it away from zero, screens to even."""
    book = Book("t")
    page = book.sheet("Page")
    page.put(2, 1, value)
    book.define("base_x", page, 2, 1)
    live = Live(book, "USD", InWords(page, 8, 1))
    assert live.money("base_x").value == money(value, "USD")
    assert live.percent("base_x").value == share(value)
