"""The rows of a sheet as XML, straight from its cells: every formula with the value that is cached beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter

from exports.markup import escape
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Page
from exports.workbook.writer.cells import Cell
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
    for row in numbers:
        height = page.heights.get(row)
        high = "" if height is None else f' ht="{height:.16g}" customHeight="1"'
        cells = _cells(row, sorted(rows[row], key=itemgetter(0)), strings)
        yield f'<row r="{row}"{high}>{"".join(cells)}</row>'
    index = page.shared
    for dense in sorted(page.dense, key=lambda dense: dense.first_row):
        if dense.first_row <= last:
            raise ValueError(f"{page.title}: rows from {dense.first_row} are among the cells of the page")
        yield from dense.xml(index, strings)
        index += dense.formulas
    yield "</sheetData>"


def extent(page: Page) -> str:
    """The range that the cells of a page take."""
    last_row = max((dense.first_row + dense.height - 1 for dense in page.dense), default=1)
    last_col = max((dense.last_col for dense in page.dense), default=1)
    return f"A1:{letters(max(page.last_col, last_col))}{max(page.last_row, last_row)}"


def _cells(row: int, cells: Sequence[tuple[int, Cell]], strings: Strings) -> Iterator[str]:
    """The cells of a row, in the order of their columns."""
    for col, (content, style, value, array, shared) in cells:
        opening = f'<c r="{letters(col)}{row}" s="{style.index}"'
        formula = ""
        if value is not None:
            kind = f' t="array" ref="{letters(col)}{row}"' if array else shared
            text = str(content)[1:]
            formula = f"<f{kind}>{escape(text)}</f>" if text else f"<f{kind}/>"
        elif content is None or content == "":
            yield f"{opening}/>"  # of no type: other engines read a blank number as 0
            continue
        elif isinstance(content, str):
            yield f'{opening} t="s"><v>{strings.place(content)}</v></c>'
            continue
        else:
            value = content
        if isinstance(value, str):
            yield f'{opening} t="str">{formula}<v>{escape(xstring(value))}</v></c>'
        elif isinstance(value, bool):
            yield f'{opening} t="b">{formula}<v>{int(value)}</v></c>'
        else:
            yield f"{opening}>{formula}<v>{value!r}</v></c>"
