"""A page of tables and sentences: rows from top to bottom, coloured headings, texts that wrap in one cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field

from exports.workbook.coordinates import letters
from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.setup import printed_height
from exports.workbook.writer.text import height_of, wrapped
from roi.records import dataclass

LINE_HIGH = 15.0  # points of a row that has no height of its own
REPEATED = 4  # rows at the head of each page, by their height


@dataclass(slots=True)
class Prose:
    """The page while it grows.

    Attributes:
        widths: of the columns, in characters; the last one is the edge of what is printed.
        row: the next free row.
    """

    book: Book
    page: Page
    subject: Subject
    widths: Mapping[int, float]
    row: int = 5
    texts: dict[int, str] = field(default_factory=dict)  # what wraps in the row at hand, by column

    @property
    def last(self) -> int:
        """The last column that is printed."""
        return max(self.widths)

    def section(self, title: str, *, live: bool = False) -> None:
        """A coloured heading; on its right end whether what follows is live, or belongs to the export."""
        for col in self.widths:
            self.page.blank(self.row, col, "section_right" if col == self.last else "section")
        self.page.text(self.row, 1, title, style="section")
        text = "live" if live else '=IF(inputs_changed>0,"inputs changed since export","as of export")'
        if live:
            self.page.text(self.row, self.last, text, style="section_right")
        else:
            self.page.put(self.row, self.last, text, value="as of export", style="section_right")
        self.row += 1

    def heads(self, titles: Mapping[int, str], right: Sequence[int] = ()) -> None:
        """Headings of columns."""
        for col in self.widths:
            style = "heading_right" if col in right else "heading_side" if col > 1 else "heading"
            self.page.text(self.row, col, titles.get(col, ""), style=style)
        self.page.height(self.row, height_of([(text, self.widths[col]) for col, text in titles.items()]))
        self.row += 1

    def text(self, col: int, content: str, style: str = "text_wrap") -> None:
        """A text in the row at hand, which wraps."""
        self.page.text(self.row, col, content, style=style)
        self.texts[col] = content

    def number(self, col: int, value: float, form: str, style: str = "stored_top") -> None:
        """A pasted number in the row at hand, or a dash where there is none."""
        if math.isfinite(value):
            self.page.put(self.row, col, value, style=style, form=form)
        else:
            self.page.text(self.row, col, "–", style=style)

    def formula(self, col: int, formula: str, value: Value, form: str, style: str = "link_top_right") -> None:
        """A live figure in the row at hand."""
        self.page.put(self.row, col, f"={formula}", value=value, style=style, form=form)

    def close(self) -> None:
        """Give the row at hand its height and go to the next."""
        texts = [(text, self.widths[col]) for col, text in self.texts.items()]
        self.page.height(self.row, height_of(texts))
        self.texts.clear()
        self.row += 1

    def sentence(self, content: str, style: str = "label") -> None:
        """A sentence over the whole width, in as many rows as it takes: cells are never merged."""
        for line in wrapped(content, sum(self.widths.values())):
            self.page.text(self.row, 1, line, style=style)
            self.row += 1

    def new_page(self) -> None:
        """What follows begins on a page of its own."""
        self.page.new_page(self.row)

    def fits(self, rows: int) -> bool:
        """Whether so many rows of one line have room on the printed page at hand, the repeated rows above them."""
        begins = max((each.id for each in self.page.worksheet.row_breaks.brk), default=0) + 1
        heights = (self.page.heights.get(row, LINE_HIGH) for row in range(begins, self.row))
        repeated = 0 if begins == 1 else REPEATED
        used = sum(heights) + (repeated + rows) * LINE_HIGH
        return used <= printed_height(self.widths.values())

    def space(self, points: float = 8.0) -> None:
        """A low empty row."""
        self.page.height(self.row, points)
        self.row += 1

    def finish(self, *, freeze: int = 5, landscape: bool = True) -> None:
        """Widths, print area, what stays in view."""
        self.page.widths(self.widths)
        self.page.print_setup(f"A1:{letters(self.last)}{self.row - 1}", rows=(1, 3), landscape=landscape)
        self.page.freeze(freeze, 1)
