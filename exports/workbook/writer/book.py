"""A layer over openpyxl: pages of cells, each formula with the value that is cached beside it.

openpyxl writes a formula without its value, so that previews, phones and data frames show a blank.  Here
every formula is put with its value.  `exports.workbook.writer.rows` writes the cells, openpyxl all else
(`exports.workbook.writer.package`).  Rows of thousands of draws are `Part`s, of which their XML is made directly.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from exports.brand import HOUSE, Brand
from exports.workbook.coordinates import letters, moved, place_of, quoted
from exports.workbook.writer import setup
from exports.workbook.writer.cells import Cell, Value, plain_text
from exports.workbook.writer.dense import Dense, Part
from exports.workbook.writer.styles import Styles
from exports.workbook.writer.text import letters_of
from exports.workbook.xstring import in_formula
from roi.arrays import Array
from roi.formula.excel import within_excel
from roi.text import plain

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NAME = re.compile(r"[a-z]+_[a-z0-9_.]*|[a-z]{4,}")  # no cell is called so: cells have at most three letters
_LETTERS_OF_A_TITLE = 62  # of 18 points, beside what stands at the right of Summary
_RISKY = ("=", "+", "-", "@")
_DAY_0 = datetime.date(1899, 12, 30)  # of the serial numbers of dates, from March 1900 on


class Book:
    """A workbook under construction.

    Args:
        title: of the document's properties.
        created: what its properties say; the same content and date give the same bytes.
        brand: colours, font, way to write days, and the lines of printed pages.
    """

    def __init__(self, title: str = "", created: datetime.date | None = None, brand: Brand = HOUSE) -> None:
        import openpyxl
        from openpyxl.workbook.properties import CalcProperties

        self.workbook = openpyxl.Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.workbook.calculation = CalcProperties(fullCalcOnLoad=True)
        self.workbook.properties.title = plain_text(title)
        self.workbook.properties.creator = "roi"
        self.brand = brand
        self.created = created or datetime.date(2000, 1, 1)
        self.pages: dict[str, Page] = {}
        self.names: dict[str, str] = {}
        self.styles = Styles(self.workbook, brand)

    def sheet(self, title: str) -> Page:
        """A new page after those there are.

        Raises:
            ValueError: more than 31 characters, one of `[]:*?/\\'`, the title of another page.
        """
        if not 1 <= len(title) <= 31 or re.search(r"[\[\]:*?/\\']", title) or title in self.pages:
            raise ValueError(f"no title of a new sheet: {title!r}")
        page = Page(self, self.workbook.create_sheet(title))
        self.pages[title] = page
        return page

    def define(
        self, name: str, page: Page, row: int, col: int, row2: int = 0, col2: int = 0, *, count: str = ""
    ) -> str:
        """A name of the whole workbook for a cell, or for the range to (row2, col2); returns the name.

        `count`: a cell with the number of columns that the range takes, which may be fewer.

        Raises:
            ValueError: a name that could be a cell, or that is taken.
        """
        if not _NAME.fullmatch(name) or len(name) > 255 or name in self.names:
            raise ValueError(f"no new defined name: {name!r}")
        where = page.at(row, col) if not row2 else page.span(row, col, row2, col2 or col)
        if count:
            where = f"{page.at(row, col)}:INDEX({page.span(row2, col, row2, col2)},1,{count})"
        self.names[name] = where
        return name

    def value(self, ref: str) -> Value:
        """What a cell is worth now, by defined name or by address with the sheet; "" for an empty one.

        Raises:
            KeyError: no such name or sheet.
        """
        sheet, _, cell = self.names.get(ref, ref).rpartition("!")
        return self.pages[sheet.strip("'")].worth(*place_of(cell))


class Page:
    """A sheet.  Rows and columns count from 1."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self.book = book
        self.worksheet = worksheet
        self.cells: dict[tuple[int, int], Cell] = {}  # by row and column
        self.dense: list[Dense] = []
        self.alt: list[str] = []
        self.links: dict[str, str] = {}
        self.heights: dict[int, float] = {}  # of rows, in points
        self.pictures = 0  # beside charts
        self.shared = 0  # formulas that cells side by side share
        self.title = str(worksheet.title)
        self.last_row = self.last_col = 0  # of the cells
        self._sheet = quoted(self.title)
        self.headed = False
        worksheet.sheet_view.showGridLines = False

    def worth(self, row: int, col: int) -> Value:
        """What a cell shows; "" where there is none."""
        return cell.worth if (cell := self.cells.get((row, col))) else ""

    def at(self, row: int, col: int) -> str:
        """The absolute address with the sheet: `Model!$B$3`."""
        return f"{self._sheet}!${letters(col)}${row}"

    def span(self, row: int, col: int, row2: int, col2: int) -> str:
        """The absolute address of a range: `Model!$B$3:$D$9`."""
        return f"{self.at(row, col)}:${letters(col2)}${row2}"

    def put(
        self,
        row: int,
        col: int,
        content: float | str | datetime.date,
        *,
        value: Value | None = None,
        style: str = "label",
        form: str = "",
        array: bool = False,
    ) -> str:
        """Write a cell and return its address on this page, `B3`.

        Args:
            content: a number, a text, a date; a formula, which begins with `=`, only with a `value`.  Without one
                every text is text, whatever it begins with: it may be a stranger's.
            value: what the formula is worth now.
            style: a look and a format of `exports.workbook.writer.styles`.
            form: a number format in place of that of the style.
            array: whether the formula is to be worked out as an array (for one cell).

        Raises:
            ValueError: a number that is not finite, a value beside what is no formula.
            RoiError: a formula that is more than Excel takes.
        """
        if value is None:
            return self._plain(row, col, content, style, form)
        if not (isinstance(content, str) and content.startswith("=")):
            raise ValueError(f"{self.title}!{letters(col)}{row}: {content!r} is no formula")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{self.title}!{letters(col)}{row}: no value for {content}")
        within_excel(content)
        worth = plain(value) if isinstance(value, str) else value
        look = self.book.styles.of(style, form)
        return self._keep(row, col, Cell(in_formula(plain(content)), look, worth, array))

    def across(self, row: int, col: int, formula: str, values: Array, *, style: str, form: str = "") -> None:
        """One formula in cells side by side, which the first of them has and the others share.

        Args:
            formula: with `=`; its `relative` columns are of this page, since references to other sheets do not move
                everywhere.
            values: what the cells are worth, finite.

        Raises:
            RoiError: a formula that is more than Excel takes.
        """
        last = col + len(values) - 1
        within_excel(moved(formula, len(values) - 1))
        look = self.book.styles.of(style, form)
        shared = f' t="shared" si="{self.shared}"'
        area = f' ref="{letters(col)}{row}:{letters(last)}{row}"'
        self.shared += 1
        for place, value in enumerate(values.tolist(), start=col):
            text = in_formula(plain(moved(formula, 0))) if place == col else "="
            attributes = shared + area if place == col else shared
            self._keep(row, place, Cell(text, look, value, shared=attributes))

    def text(self, row: int, col: int, content: str, *, style: str = "label") -> str:
        """Write a text, whatever it begins with."""
        return self._plain(row, col, content, style, "")

    def _plain(self, row: int, col: int, content: float | str | datetime.date, style: str, form: str) -> str:
        quoted = False
        if isinstance(content, str):
            content = plain_text(content)
            quoted = content.startswith(_RISKY)
        elif isinstance(content, datetime.date):
            content = float((content - _DAY_0).days)
        elif not math.isfinite(content):
            raise ValueError(f"{self.title}!{letters(col)}{row}: {content} is no number of a cell")
        return self._keep(row, col, Cell(content, self.book.styles.of(style, form, quoted=quoted)))

    def blank(self, row: int, col: int, style: str, form: str = "") -> str:
        """An empty cell with a style, such as an answer to be typed."""
        return self._keep(row, col, Cell(None, self.book.styles.of(style, form)))

    def _keep(self, row: int, col: int, cell: Cell) -> str:
        self.cells[row, col] = cell
        if row > self.last_row:
            self.last_row = row
        if col > self.last_col:
            self.last_col = col
        return f"{letters(col)}{row}"

    def link(self, address: str, target: str) -> None:
        """Have a cell lead to a target: a path beside the file, or an address."""
        self.links[address] = target

    def head(self, title: str, subtitle: str = "") -> None:
        """Title in A1, subtitle in A2, the master check in A3."""
        self.text(1, 1, title, style="title" if letters_of(title) <= _LETTERS_OF_A_TITLE else "title_long")
        self.text(2, 1, subtitle, style="subtitle")
        self.headed = True

    def rows(self, first_row: int, parts: Sequence[Part]) -> None:
        """Rows beneath everything else on the page, from columns and blocks of one formula each.

        All cells of these rows belong to the parts, which have the same number of rows.
        """
        self.dense.append(Dense(first_row, tuple(parts)))

    def widths(self, widths: Mapping[int, float]) -> None:
        """Column widths in characters, by column."""
        for col, width in widths.items():
            self.worksheet.column_dimensions[letters(col)].width = width

    def fold(self, first: int, last: int, *, closed: bool = False) -> None:
        """Group columns so that a reader can fold them away."""
        self.worksheet.column_dimensions.group(letters(first), letters(last), hidden=closed)

    def height(self, row: int, points: float) -> None:
        """Row height in points."""
        self.heights[row] = points

    def freeze(self, row: int, col: int) -> None:
        """Keep what is above `row` and left of `col` in view."""
        self.worksheet.freeze_panes = f"{letters(col)}{row}"

    def print_setup(
        self, area: str = "", *, rows: tuple[int, int] | None = None, columns: tuple[int, int] | None = None,
        landscape: bool = True, pages_high: int = 0, split_after: int = 0,
        highest: tuple[int, float] | None = None,
    ) -> None:  # fmt: skip
        """Print on A4, as wide as a page; `rows`, `columns` repeat on each.  `pages_high` 0: as many as needed.

        `split_after`: a column after which a second page stands beside the first, so that both can be read.
        `highest`: the last column, and the points of the highest part between two breaks: each part is a page.
        """
        named = f"{letters(columns[0])}:{letters(columns[1])}" if columns else ""
        lines = f"{rows[0]}:{rows[1]}" if rows else ""
        setup.printing(self.worksheet, area, lines, named, landscape, pages_high, split_after, highest)
        setup.lines(self.worksheet, self.book.brand)

    def new_page(self, row: int) -> None:
        """In print, the row begins a page."""
        from openpyxl.worksheet.pagebreak import Break

        breaks: Any = self.worksheet.row_breaks
        breaks.append(Break(id=row - 1))

    def validate(
        self, row: int, col: int, *, low: float | str | None = None, high: float | str | None = None,
        whole: bool = False, choices: Sequence[str] | str = (), says: str = "", firm: bool = True,
    ) -> None:  # fmt: skip
        """What may be typed into a cell: a number between two bounds (numbers or references), or one of a few.

        `choices`: the texts, or the cells that hold them.
        `firm`: anything else is refused, and not only asked again.
        """
        rule = setup.validation(low, high, whole, choices, says)
        rule.errorStyle = None if firm else "warning"
        rule.add(f"{letters(col)}{row}")
        self.worksheet.add_data_validation(rule)

    def chart(self, chart: Any, anchor: str, alt: str) -> None:
        """Place a chart of openpyxl with its top left corner at `anchor`; `alt` says what it shows."""
        chart.anchor = anchor
        self.worksheet.add_chart(chart)
        self.alt.append(plain(alt))

    def protect(self) -> None:
        """Lock all but input cells, without a password: whoever wants to change a formula may."""
        guard: Any = self.worksheet.protection
        guard.sheet = True
        guard.formatColumns = guard.formatRows = guard.formatCells = False
        guard.autoFilter = False  # a filter may be used; groups of rows and columns cannot be allowed
