"""Sentences that stay live."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.workbook.book import Book
from exports.workbook.live import Live, fixed, words
from exports.workbook.package import save
from exports.workbook.styles import NEVER
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
    said = words('"' * 600)
    assert said.value == '"' * 600
    assert all(len(part) <= 255 for part in said.formula.split("&"))


@pytest.mark.libreoffice
def test_sentences_say_what_libreoffice_says(tmp_path: Path) -> None:
    book = Book("t")
    page = book.sheet("Page")
    page.put(1, 1, 1e6)
    book.define("say_scale", page, 1, 1)
    page.put(1, 2, " M")
    book.define("say_suffix", page, 1, 2)
    live = Live(book, "USD")
    live.scaled(7.8e6)
    assert (live.scale, live.suffix) == (1e6, " M")
    for row, number in enumerate((7_865_432.1, -4_155_000.0, 0.0, 0.125, NEVER, "undefined", 26.25), start=2):
        cell = page.put(row, 1, number)
        book.define(f"base_{row}", page, row, 1)
        page.put(row, 5, f"={words('x' * 300).formula}", value="x" * 300)
        for col, say in enumerate((live.money, live.percent, live.months), start=2):
            said = words(f"{cell} is ") + say(f"base_{row}")
            page.put(row, col, f"={said.formula}", value=said.value)
    path = tmp_path / "said.xlsx"
    save(book, path)
    assert not differences(path, recalculated(path))
    assert page.values["B2"] == "A2 is USD 7.87 M"
    assert page.values["D6"] == "A6 is never"
    assert page.values["B7"] == "A7 is undefined"
