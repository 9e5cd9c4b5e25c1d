"""The rows of a sheet as XML, straight from its cells: every formula with the value that is cached beside it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Page, Value
from exports.workbook.xstring import xstring


def sheet_data(page: Page) -> Iterator[str]:
    """The `sheetData` of a page in chunks: its cells, then its rows of draws.

    Raises:
        ValueError: a formula without a value; rows of draws among cells.
    """
    yield "<sheetData>"
    rows: dict[int, list[tuple[int, Any]]] = {}
    sheet: Any = page.worksheet
    for (row, col), cell in sheet._cells.items():
        if cell._value is not None or cell.has_style:  # merely looked at, it is made all the same
            rows.setdefault(row, []).append((col, cell))
    heights = sheet.row_dimensions
    last = 0
    for last in sorted({*rows, *heights}):
        attributes = "".join(
            f" {name}={quoteattr(value)}" for name, value in dict(heights.get(last, {})).items()
            if name != "r"
        )  # fmt: skip
        cells = sorted(rows.get(last, ()), key=lambda entry: entry[0])
        yield f'<row r="{last}"{attributes}>{"".join(_cell(page, last, *entry) for entry in cells)}</row>'
    index = 0
    for dense in sorted(page.dense, key=lambda dense: dense.first_row):
        if dense.first_row <= last:
            raise ValueError(f"{page.title}: rows from {dense.first_row} are among the cells of the page")
        yield from dense.xml(index)
        index += dense.formulas
    yield "</sheetData>"


def extent(page: Page) -> str:
    """The range that the cells of a page take."""
    last_row = max((dense.first_row + dense.height - 1 for dense in page.dense), default=0)
    last_col = max((dense.last_col for dense in page.dense), default=0)
    sheet = page.worksheet
    return f"A1:{letters(max(int(sheet.max_column), last_col))}{max(int(sheet.max_row), last_row)}"


def _cell(page: Page, row: int, col: int, cell: Any) -> str:
    address, content = f"{letters(col)}{row}", cell._value
    opening = f'<c r="{address}"' + (f' s="{cell.style_id}"' if cell.has_style else "")
    if cell.data_type == "f":
        if address not in page.values:
            raise ValueError(f"{page.title}: no value for {address}")
        spanned = getattr(content, "ref", "")
        kind = f' t="array" ref="{spanned}"' if spanned else ""
        formula = escape((content.text if spanned else content)[1:])
        return _valued(opening, f"<f{kind}>{formula}</f>", page.values[address])
    if content is None or content == "":
        return f"{opening}/>"  # of no type: other engines read a blank number as 0
    if isinstance(content, str):
        kept = ' xml:space="preserve"' if content != content.strip() else ""
        return f'{opening} t="inlineStr"><is><t{kept}>{escape(xstring(content))}</t></is></c>'
    return _valued(opening, "", _serial(content) if isinstance(content, datetime.date) else content)


def _valued(opening: str, formula: str, value: Value) -> str:
    """The rest of a cell with a value."""
    if isinstance(value, bool):
        return f'{opening} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'{opening} t="str">{formula}<v>{escape(xstring(value))}</v></c>'
    return f"{opening}>{formula}<v>{value!r}</v></c>"


def _serial(date: datetime.date) -> float:
    from openpyxl.utils import datetime as serial

    days: Any = serial
    return float(days.to_excel(date))
