"""Sheets of openpyxl, whose types allow for charts and empty books: what a test knows to be there."""

from __future__ import annotations

from typing import Any

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def first_sheet(book: Workbook) -> Worksheet:
    """The sheet that the book opens with."""
    sheet = book.active
    assert isinstance(sheet, Worksheet), sheet
    return sheet


def fits_page(sheet: Worksheet) -> bool:
    """Whether its printed size follows the number of pages."""
    setup = sheet.sheet_properties.pageSetUpPr
    return bool(setup and setup.fitToPage)


def custom_properties(book: Workbook) -> dict[str, object]:
    """What the file says of itself, by name; the stubs of openpyxl do not know of it."""
    untyped: Any = book
    return {each.name: each.value for each in untyped.custom_doc_props.props}


def links(book: Workbook) -> list[object]:
    """Links of cells and to other books, which openpyxl keeps to itself."""
    untyped: Any = book
    return [*untyped._external_links, *(link for sheet in untyped for link in sheet._hyperlinks)]


def number(content: object) -> float:
    """The content of a cell, which must be a number."""
    assert isinstance(content, int | float), content
    return content


def text(content: object) -> str:
    """The content of a cell, which must be a text."""
    assert isinstance(content, str), content
    return content
