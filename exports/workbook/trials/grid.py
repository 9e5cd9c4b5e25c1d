"""The Trials sheet while it grows, a column after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

import numpy as np

from exports.workbook.layout import Subject
from exports.workbook.trials.places import Placed
from exports.workbook.trials.refs import HEADER
from exports.workbook.trials.values import TrialValues
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.dense import Part, Shared
from roi.arrays import Array
from roi.records import dataclass

GROUP = HEADER - 1
LABEL = 1
WIDTH = 15.0


@dataclass(frozen=True, slots=True)
class FormulaColumn:
    """A column of one formula, which may name any other column: it is worked out once all have their places.

    Attributes:
        key: its name among the columns.
        text, unit: of its heading.
        formula: of the top row, without `=`.
        values: what its cells are worth, one a row or one for all.
        style, form: a look, and a number format in place of its own.
        part: whether its cells share the formula, have one each, or are one array.
    """

    key: str
    text: str
    unit: str
    formula: Callable[[Placed], str]
    values: Array
    style: str
    form: str = ""
    part: type[Shared] = Shared


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under a title of their own."""

    title: str
    columns: Sequence[FormulaColumn]


@dataclass(slots=True)
class Grid:
    """The page while it grows from left to right: `parts` are its rows, `col` is the next free column."""

    book: Book
    page: Page
    subject: Subject
    values: TrialValues
    columns: dict[str, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    cached: dict[str, Array] = field(default_factory=dict)  # what the cells of each column are worth
    col: int = LABEL + 1

    def style(self, style: str, form: str = "") -> int:
        """The index of a style."""
        return self.book.styles.of(style, form).index

    def heading(self, text: str, unit: str = "") -> None:
        """The heading of the next column."""
        self.page.text(HEADER, self.col, f"{text}\n{unit}" if unit else text, style="heading")
        self.page.widths({self.col: WIDTH})

    def group(self, text: str) -> None:
        """A title over the columns that follow."""
        self.page.put(GROUP, self.col, text, style="label_bold")

    def formula(
        self, key: str, text: str, unit: str, formula: str, values: Array, style: str, form: str = "",
        part: type[Shared] = Shared,
    ) -> int:  # fmt: skip
        """A column of one formula; returns its number.  See `FormulaColumn`."""
        self.heading(text, unit)
        shown = np.array(self.values.wide(values), dtype=float)
        self.parts.append(part(self.col, formula, shown, self.style(style, form)))
        self.columns[key], self.cached[key] = self.col, shown
        self.col += 1
        return self.col - 1

    def put(self, column: FormulaColumn, placed: Placed) -> int:
        """A column whose formula may name all others; returns its number."""
        return self.formula(
            column.key, column.text, column.unit, column.formula(placed), column.values, column.style,
            column.form, column.part,
        )  # fmt: skip
