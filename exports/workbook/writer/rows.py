"""The rows of a sheet as XML, straight from its cells: every formula with the value that is cached beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter

from exports.markup import escape
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Page
from exports.workbook.writer.cells import Cell, Value
from exports.workbook.writer.strings import Strings
from exports.workbook.xstring import xstring


def sheet_data(page: Page, strings: Strings) -> Iterator[str]:
    """The `sheetData` of a page in chunks: its cells, then its rows of draws; texts are put into `strings`.

    Raises:
        ValueError: rows of draws among cells.
    """
    yield "<sheetData>"
    rows: defaultdict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for (row, col), cell in page.cells.items():
        rows[row].append((col, cell))
    numbers = sorted({*rows, *page.heights})
    last = numbers[-1] if numbers else 0
    yield "".join(_row(row, page.heights.get(row), rows[row], strings) for row in numbers)
    index = page.shared
    for dense in sorted(page.dense, key=lambda dense: dense.first_row):
        if dense.first_row <= last:
            raise ValueError(f"{page.title}: rows from {dense.first_row} are among the cells of the page")
        yield from dense.xml(index, strings)
        index += dense.formulas
    yield "</sheetData>"


def _row(row: int, height: float | None, cells: list[tuple[int, Cell]], strings: Strings) -> str:
    high = "" if height is None else f' ht="{height:.16g}" customHeight="1"'
    cells.sort(key=itemgetter(0))
    written = "".join(_cell(f"{letters(col)}{row}", cell, strings) for col, cell in cells)
    return f'<row r="{row}"{high}>{written}</row>'


def extent(page: Page) -> str:
    """The range that the cells of a page take."""
    last_row = max((dense.first_row + dense.height - 1 for dense in page.dense), default=1)
    last_col = max((dense.last_col for dense in page.dense), default=1)
    return f"A1:{letters(max(page.last_col, last_col))}{max(page.last_row, last_row)}"


def _cell(address: str, cell: Cell, strings: Strings) -> str:
    content, style, value, array, shared = cell
    opening = f'<c r="{address}" s="{style.index}"'
    if value is not None:
        kind = f' t="array" ref="{address}"' if array else shared
        text = str(content)[1:]
        return _valued(opening, f"<f{kind}>{escape(text)}</f>" if text else f"<f{kind}/>", value)
    if content is None or content == "":
        return f"{opening}/>"  # of no type: other engines read a blank number as 0
    if isinstance(content, str):
        return f'{opening} t="s"><v>{strings.place(content)}</v></c>'
    return _valued(opening, "", content)


def _valued(opening: str, formula: str, value: Value) -> str:
    """The rest of a cell with a value."""
    if isinstance(value, bool):
        return f'{opening} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'{opening} t="str">{formula}<v>{escape(xstring(value))}</v></c>'
    return f"{opening}>{formula}<v>{value!r}</v></c>"
