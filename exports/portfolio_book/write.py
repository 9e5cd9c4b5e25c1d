"""The workbook of a portfolio: every sheet in its order."""

from __future__ import annotations

from pathlib import Path

from exports.brand import Brand
from exports.portfolio_book import deals, frontier, funding, money, notes, ranking
from exports.portfolio_book.contents import Contents
from exports.workbook.writer.book import Book
from exports.workbook.writer.package import save

SHEETS = (deals.TITLE, ranking.TITLE, funding.TITLE, money.TITLE, frontier.TITLE, notes.TITLE)


def portfolio_book(contents: Contents, path: Path, brand: Brand) -> None:
    """Write the workbook, as it stands: move it into place with `exports.atomic.write_atomically`.

    Raises:
        OSError: the file cannot be written.
    """
    save(build(contents, brand), path)


def build(contents: Contents, brand: Brand) -> Book:
    """The workbook before it is saved."""
    book = Book(contents.title, contents.created, brand)
    pages = {title: book.sheet(title) for title in SHEETS}
    places = deals.write_deals(book, pages[deals.TITLE], contents)
    ranking.write_ranking(book, pages[ranking.TITLE], contents, places)
    computed = frontier.write_frontier(book, pages[frontier.TITLE], contents)
    quarters = money.write_money(book, pages[money.TITLE], pages[funding.TITLE], contents)
    funding.write_funding(book, pages[funding.TITLE], contents, computed, quarters)
    notes.write_notes(book, pages[notes.TITLE], contents)
    return book
